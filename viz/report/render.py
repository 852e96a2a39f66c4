"""Fills the page: the answer's words and figures in each language, its plots, how it came about."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from sim.errors import InputError
from sim.messages import LANGUAGES, text
from sim.messages.numbers import percent, quantity, span
from sim.parameters import describe
from viz.selection import (
    Selection,
    assumption_in_words,
    bearer_name,
    in_language,
    percent_of_baseline,
    region_title,
    window_in_words,
)

TEMPLATES = Path(__file__).parent / "templates"


def render_report(outcome: Any, lang: str = "en") -> str:
    """Return the report of an Outcome as one HTML page without addresses or scripts.

    `lang` is the language shown first; a switch on the page shows the other or both.
    """
    environment = Environment(
        # Titles and questions come from scenario files, which may be strangers'.
        autoescape=True,
        loader=FileSystemLoader(TEMPLATES),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    selection = Selection(outcome)
    return environment.get_template("report.html.j2").render(
        first=lang,
        languages=LANGUAGES,
        pages={language: _page(outcome, selection, language) for language in LANGUAGES},
        title={"en": outcome.scenario.title, "zh": outcome.scenario.title_zh},
        say=text,
        style=Markup((TEMPLATES / "style.css").read_text(encoding="utf-8")),
    )


def _page(outcome: Any, selection: Selection, lang: str) -> dict[str, Any]:
    """Return everything one language's half of the page holds, as text."""
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
        "plots": _plots(outcome, selection, lang),
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


def _plots(outcome: Any, selection: Selection, lang: str) -> list[dict[str, Any]]:
    # matplotlib takes a second to load; only a report needs it.
    from viz.report import plots, svg

    chains = selection.chains
    sides = [("baseline", svg.BASELINE), ("scenario", svg.SCENARIO)]
    legend_sides = [(colour, text(f"shown.column.{side}", lang)) for side, colour in sides]
    fates = ("sold_contract", "sold_spot", "eaten", "shrunk", "discarded")
    legend_fates = [
        (colour, text(f"report.fate.{fate}", lang))
        for colour, fate in zip(svg.FATES, fates, strict=True)
    ]
    colours = ("red", "orange", "yellow")
    legend_colours = [
        (colour, text(f"metric_label.{name}", lang))
        for colour, name in zip(svg.WARNINGS, colours, strict=True)
    ]
    wanted: list[tuple[str, Callable[[], str], list[tuple[str, str]], dict[str, str]]] = [
        ("price", lambda: plots.price_plot(outcome, chains, lang), legend_sides, {}),
        ("income", lambda: plots.income_plot(selection, lang), [], {}),
        ("bearers", lambda: plots.bearers_plot(selection, lang), [], {}),
        ("bridge", lambda: plots.bridge_plot(selection, lang), [], {}),
        ("below_line", lambda: plots.below_line_plot(outcome, lang), legend_sides, {}),
        ("colours", lambda: plots.colours_plot(outcome, lang), legend_colours, {}),
    ]
    for chain in chains:
        name = {"chain": text(f"chain.{chain}.name", lang)}

        def draw(chain: str = chain) -> str:
            return plots.volumes_plot(outcome, chain, lang)

        wanted.append(("volumes", draw, legend_fates, name))
    with svg.style():
        drawn = [(name, draw(), legend, values) for name, draw, legend, values in wanted]
    return [
        {
            "title": text(f"report.{name}.title", lang),
            "caption": text(f"report.{name}.caption", lang, **values) if image else "",
            "svg": Markup(image),
            "legend": legend,
        }
        for name, image, legend, values in drawn
        if image
    ]


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
                "statement": found["statement"],
                "quote": found["quote"],
                "place": text(
                    "cli.explain.line", lang, document=found[f"title_{lang}"], line=found["line"]
                )
                if found[f"title_{lang}"]
                else found["source"],
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
