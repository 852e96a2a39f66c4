"""Fills the page: the answer's words and figures in each language, its plots, how it came about."""

from typing import Any

from sim.errors import InputError
from sim.messages import LANGUAGES, text
from sim.messages.numbers import percent, quantity, span
from sim.parameters import describe
from sim.results import describe_group
from viz.burden import channel_name, grower_channels, jump_in_words, jumps
from viz.report.template import TEMPLATES, style, template
from viz.selection import (
    Selection,
    assumption_in_words,
    bearer_name,
    capitalised,
    in_language,
    percent_of_baseline,
    region_title,
    window_in_words,
)


def render_report(outcome: Any, lang: str = "en") -> str:
    """Return the report of an Outcome as one HTML page without addresses or scripts.

    `lang` is the language shown first; a switch on the page shows the other or both.
    """
    selection = Selection(outcome)
    return template(TEMPLATES / "report.html.j2").render(
        first=lang,
        languages=LANGUAGES,
        pages={language: _page(outcome, selection, language) for language in LANGUAGES},
        title={"en": outcome.scenario.title, "zh": outcome.scenario.title_zh},
        say=text,
        style=style(),
    )


def _page(outcome: Any, selection: Selection, lang: str) -> dict[str, Any]:
    """Return everything one language's half of the page holds, as text."""
    # matplotlib takes a second to load; only a report needs it.
    from viz.report.gallery import gallery

    scenario, answer = outcome.scenario, outcome.answer_object
    return {
        "title": scenario.title_zh if lang == "zh" else scenario.title,
        "question": scenario.question_zh if lang == "zh" else scenario.question,
        "facts": text(
            "shown.run_facts",
            lang,
            region=region_title(outcome, lang),
            start=scenario.month_name(0),
            months=scenario.run.months,
            draws=outcome.manifest["draws"],
            seed=scenario.run.seed,
        ),
        "sentence": in_language(answer["sentence"], lang),
        "window": window_in_words(selection, scenario, lang),
        "range": _range_note(answer, lang),
        "ladder": _sections(selection.ladder(), lang),
        "table": _sections([*selection.growers(), *selection.region()], lang),
        "gains": selection.somebody_gains(),
        "bearers": _bearers(selection, lang),
        "bridge": _bridge(selection, lang),
        "channels": [_channels(outcome, chain, lang) for chain in selection.chains],
        "jumps": [said for row in jumps(outcome) for said in jump_in_words(row, scenario, lang)],
        "plots": gallery(outcome, selection, lang),
        "assumptions": [_assumption(row, lang) for row in answer["assumptions"]],
        "warnings": [warning[lang] for warning in answer["warnings"]],
        "manifest": _manifest(outcome.manifest, lang),
    }


def _range_note(answer: dict[str, Any], lang: str) -> str:
    if not answer["metrics"]:
        return ""
    row = answer["metrics"][0]
    notes = [
        text(f"shown.range.{row['range']}", lang, draws=row["draws"]),
        text("shown.poverty_note", lang),
    ]
    return text("shown.join", lang).join(notes)


def _sections(sections: Any, lang: str) -> list[dict[str, Any]]:
    columns = ("baseline", "scenario", "difference", "low", "high")
    return [
        {
            "heading": section.heading(lang),
            "rows": [
                {
                    "label": section.label(row, lang),
                    "unit": row.unit_beside(lang),
                    "amounts": [row.amount(column, lang) for column in columns],
                    "percent": percent_of_baseline(row, lang),
                    "tone": {True: "worse", False: "better", None: ""}[row.worse],
                }
                for row in section.rows
            ],
        }
        for section in sections
    ]


def _bearers(selection: Selection, lang: str) -> list[dict[str, str]]:
    total = selection.region_loss()
    rows = [*selection.bearers(), *([total] if total else [])]
    return [
        {
            "name": text("shown.region_loss", lang) if row is total else bearer_name(row, lang),
            "loss": quantity(row["mean"], "yuan", lang),
            "share": "" if row["share"] is None else percent(row["share"], lang),
            "range": span(row["low"], row["high"], "", lang),
        }
        for row in rows
    ]


def _bridge(selection: Selection, lang: str) -> list[dict[str, str]]:
    return [
        {
            "name": text(f"bridge.{row['item']}", lang),
            "loss": quantity(row["mean"], "yuan", lang),
            "range": span(row["low"], row["high"], "", lang),
        }
        for row in selection.bridge()
    ]


def _channels(outcome: Any, chain: str, lang: str) -> dict[str, Any]:
    """Return the channels of a chain's growers as rows of a table, yuan a household."""
    rows = grower_channels(outcome.answer_object, chain)
    return {
        "heading": capitalised(describe_group(f"chain={chain}", lang)),
        "rows": [
            {
                "name": channel_name(row, lang),
                "change": quantity(row["difference"], "yuan", lang, signed=True),
                "range": "" if row["low"] is None else span(row["low"], row["high"], "", lang),
            }
            for row in rows
        ],
    }


def _assumption(row: dict[str, Any], lang: str) -> dict[str, Any]:
    try:
        evidence = describe(row["path"])["evidence"]
    except InputError:
        evidence = []  # a choice of the scenario, not a parameter
    return {
        "words": assumption_in_words(row, lang),
        "note": in_language(row["note"], lang),
        "grade": text(f"cli.grade.{row['grade']}", lang) if row.get("grade") else "",
        "evidence": [
            {
                "id": found["id"],
                "statement": found[f"statement_{lang}"],
                "quote": found["quote"],
                "place": text(
                    "cli.explain.line", lang, document=found[f"title_{lang}"], line=found["line"]
                )
                if found[f"title_{lang}"]
                else found[f"source_{lang}"],
            }
            for found in evidence
        ],
    }


def _manifest(manifest: dict[str, Any], lang: str) -> list[tuple[str, str]]:
    """Return the facts needed to judge and repeat the run."""
    versions = ", ".join(f"{name} {number}" for name, number in manifest["versions"].items())
    audit = manifest["audit"]
    facts = {
        "command": manifest["command"],
        "seed": str(manifest["seed"]),
        "draws": str(manifest["draws"]),
        "hashes": ", ".join(f"{name} {value}" for name, value in manifest["hashes"].items()),
        "versions": f"{versions}, Python {manifest['python']}",
        "platform": manifest["platform"],
        "written": manifest["written"],
        "audit": f"{max(audit.values(), default=0.0):.1e}" if audit else "",
    }
    return [(text(f"report.manifest.{name}", lang), fact) for name, fact in facts.items() if fact]
