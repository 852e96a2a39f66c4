"""Fills the page: what was fitted, how well, what it rests on, in both languages."""

import os
from pathlib import Path
from typing import Any

from markupsafe import Markup

from calibration import ensemble
from calibration.falls import FALLS
from calibration.priors import priors
from calibration.report import plots
from calibration.report.tables import Tables
from calibration.scores import held_out
from calibration.targets import targets
from sim.messages import LANGUAGES, text
from sim.messages.numbers import number, percent, quantity, span, unit_label
from sim.parameters import describe
from sim.parameters.describe import described
from sim.parameters.evidence import references
from sim.results.sensitivity import MORRIS, SOBOL
from viz.report import svg
from viz.report.template import style, template

HERE = Path(__file__).parent
REPORT = "report.html"
COLUMNS = (
    *("band", "simulated", "median", "inside", "met"),
    *("prior", "posterior", "width", "coverage", "verdict"),
    *("reported", "predicted", "hit", "naive", "naive_hit"),
)


def write_report(folder: Path, lang: str) -> Path:
    """Write the report of the tables in `folder` beside them; `lang` is shown first."""
    tables = Tables(folder)
    content = template(HERE / "report.html.j2").render(
        first=lang,
        languages=LANGUAGES,
        pages={language: page(tables, language) for language in LANGUAGES},
        say=text,
        style=style(),
    )
    beside = folder / f"{REPORT}.{os.getpid()}.part"
    beside.write_text(content, encoding="utf-8")
    os.replace(beside, folder / REPORT)
    return folder / REPORT


def page(tables: Tables, lang: str) -> dict[str, Any]:
    """One language's half of the page, as text."""
    with svg.style():
        drawn = {
            "targets": plots.targets_plot(tables, lang),
            "parameters": plots.parameters_plot(tables, lang),
            "pairs": plots.pairs_plot(tables, lang) if len(tables.identified) > 1 else "",
            "scores": plots.scores_plot(tables, lang),
        }
        effects = [
            {
                "scenario": FALLS[chain],
                "method": text(f"calibration.method.{method}", lang),
                "drawing": Markup(plots.effects_plot(tables, chain, method, lang)),
            }
            for chain in FALLS
            for method in (SOBOL, MORRIS)
            if plots.strongest(tables, chain, method)
        ]
    return {
        "column": {name: text(f"calibration.column.{name}", lang) for name in COLUMNS},
        "plots": {name: Markup(drawing) for name, drawing in drawn.items()},
        "targets": [_target(row, lang) for row in tables.rows(ensemble.TARGETS)],
        "parameters": [_parameter(row, tables, lang) for row in tables.rows(ensemble.RECOVERY)],
        "held_out": [_held_out(row, lang) for row in tables.rows(ensemble.VALIDATION)],
        "effects": effects,
        "summary": _summary(tables, lang),
        "manifest": _manifest(tables, lang),
    }


def _target(row: dict[str, str], lang: str) -> dict[str, Any]:
    target = next(target for target in targets() if target.name == row["target"])
    median = float(row["simulated_median"])
    met = target.low <= median <= target.high
    return {
        "label": getattr(target, f"label_{lang}"),
        "why": getattr(target, f"why_{lang}"),
        "band": span(target.low, target.high, target.unit, lang),
        "simulated": span(float(row["simulated_low"]), float(row["simulated_high"]), "", lang),
        "median": number(median, lang),
        "inside": percent(float(row["inside"]), lang),
        "met": text(f"calibration.met.{'yes' if met else 'no'}", lang),
        "evidence": [_evidence(name, lang) for name in target.evidence],
    }


def _parameter(row: dict[str, str], tables: Tables, lang: str) -> dict[str, Any]:
    path = row["path"]
    known, prior = describe(path), next(prior for prior in priors() if prior.path == path)
    values = sorted(tables.posterior[path])
    low, high = (values[round(share * (len(values) - 1))] for share in (0.05, 0.95))
    return {
        "path": path,
        "meaning": known[f"meaning_{lang}"],
        "prior": f"{span(prior.low, prior.high, known['unit'], lang)}"
        f" ({text(f'calibration.shape.{prior.shape}', lang)})",
        "posterior": span(low, high, "", lang),
        "width": percent(float(row["width"]), lang),
        "coverage": percent(float(row["coverage"]), lang),
        "kept": path in tables.identified,
        "verdict": text(
            f"calibration.verdict.{'kept' if path in tables.identified else 'prior'}", lang
        ),
        "evidence": [_evidence_row(found, lang) for found in known["evidence"]],
    }


def _held_out(row: dict[str, str], lang: str) -> dict[str, Any]:
    item = next(item for item in held_out() if item.name == row["held_out"])
    low, high = float(row["predicted_low"]), float(row["predicted_high"])
    return {
        "label": getattr(item, f"label_{lang}"),
        "unit": unit_label(item.unit, lang) or item.unit,
        "reported": _reported(item, lang),
        "predicted": span(low, high, "", lang),
        "naive": number(item.naive, lang),
        "naive_is": getattr(item, f"naive_{lang}"),
        "hit": text(f"calibration.hit.{'yes' if row['hit'] == '1' else 'no'}", lang),
        "naive_hit": text(f"calibration.hit.{'yes' if row['naive_hit'] == '1' else 'no'}", lang),
        "reading": getattr(item, f"reading_{lang}"),
        "evidence": [_evidence(name, lang) for name in item.evidence],
    }


def _reported(item: Any, lang: str) -> str:
    if item.kind == "range" and item.low < item.high:
        return span(item.low, item.high, "", lang)
    end = item.high if item.kind == "most" else item.low
    return text(f"calibration.reported.{item.kind}", lang, value=number(end, lang))


def _evidence(name: str, lang: str) -> dict[str, str]:
    return _evidence_row(described(references()[name]), lang)


def _evidence_row(row: dict[str, str], lang: str) -> dict[str, str]:
    title = row[f"title_{lang}"]
    place = text("cli.explain.line", lang, document=title, line=row["line"]) if title else ""
    standing = text(f"cli.standing.{row['standing']}", lang) if row["standing"] else ""
    return {
        "id": row["id"],
        "statement": row[f"statement_{lang}"],
        "quote": row["quote"],
        "place": place or row[f"source_{lang}"],
        "standing": standing,
    }


def _summary(tables: Tables, lang: str) -> list[str]:
    """The findings in a few sentences."""
    scores = tables.rows(ensemble.TARGETS)
    met = sum(float(r["low"]) <= float(r["simulated_median"]) <= float(r["high"]) for r in scores)
    validation = tables.rows(ensemble.VALIDATION)
    recovery = tables.rows(ensemble.RECOVERY)
    hit, naive = (sum(r[key] == "1" for r in validation) for key in ("hit", "naive_hit"))
    manifest = tables.manifest
    join = text("answer.comma", lang)
    return [
        text("calibration.summary.fit", lang, members=manifest["plan"]["members"],
             identified=len(tables.identified), varied=len(recovery),
             names=join.join(tables.identified), met=met, targets=len(scores)),
        text("calibration.summary.recovery", lang, trials=recovery[0]["trials"],
             width=percent(manifest["plan"]["identifiable_width"], lang)),
        text("calibration.summary.validation", lang, all=len(validation), hit=hit, naive=naive),
    ]  # fmt: skip


def _manifest(tables: Tables, lang: str) -> list[tuple[str, str]]:
    manifest = tables.manifest
    plan = manifest["plan"]
    facts = {
        "command": f"{manifest['command']} --keep",
        "seed": str(plan["seed"]),
        "runs": quantity(
            plan["first_wave"] + plan["second_wave"] + plan["candidates"] + plan["members"],
            "",
            lang,
        ),
        "plausible": percent(manifest["plausible_share_of_prior"], lang),
        "model": manifest["model"][:16],
        "inputs": ", ".join(f"{name} {value}" for name, value in manifest["inputs"].items()),
        "libraries": ", ".join(f"{name} {value}" for name, value in manifest["libraries"].items()),
    }
    return [(text(f"calibration.manifest.{name}", lang), fact) for name, fact in facts.items()]
