"""A sweep's folder, read and looked at by a worker: plain data for the page, in every language."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from sim.errors import InputError
from sim.messages import LANGUAGES, has, text
from sim.messages.numbers import is_share, number, percent, quantity, unit_label
from sim.parameters import load_parameters
from sweeps.analysis.analyse import Analysis
from sweeps.analysis.effects import heat_map, main_effect
from sweeps.analysis.frames import Measured, factor_names, measured
from sweeps.dataset import DESIGN, DRAWS, MANIFEST, RUNS
from sweeps.results import SweepResults
from sweeps.search.searching import CHOICE, TABLES, SearchResults
from viz.viewer.bounds import MOST_ROWS, check_tables, read_json, readable
from viz.viewer.charts import swept as charts
from viz.viewer.charts.base import Chart
from viz.viewer.charts.swept import Axis, Figure, Tried

PICKS = ("scenario", "outcome", "across", "down")
# Packages of a search are tens or hundreds; more than this the page does not hold.
MOST_PACKAGES = 20_000
# More levels of a text factor than this are no axis.
MOST_LEVELS = 60
# Sentences of ours with names of a stranger's in them.
LONGEST_SENTENCE = 2_000
View = dict[str, Any]


@dataclass(frozen=True, eq=False)
class Swept:
    """A sweep as the page shows it: what was picked, and the view in every language."""

    name: str
    picked: dict[str, str]
    views: dict[str, View]


def look(place: Path, wanted: Mapping[str, str] | None = None) -> Swept:
    """Look at the sweep in a folder.

    wanted: scenario, outcome and two factors by name; what is not there gives way to the first.
    InputError for a folder that is too large, or not finished; anything for a damaged one.
    """
    manifest = read_json(place / MANIFEST)
    if manifest["sweep"]["search"] is not None:
        found = _searched(place)
        return Swept(place.name, {}, {lang: _search_view(found, lang) for lang in LANGUAGES})
    results, known = _read(place, (place / MANIFEST).stat().st_mtime_ns)
    picked = _picked(results, wanted or {})
    one = next(
        o for o in known if (o.scenario, o.outcome) == (picked["scenario"], picked["outcome"])
    )
    views = {lang: _sweep_view(results, one, picked, lang) for lang in LANGUAGES}
    return Swept(place.name, picked, views)


@lru_cache(maxsize=1)
def _read(place: Path, written: int) -> tuple[SweepResults, tuple[Measured, ...]]:
    """The rows of a sweep; kept for the next pick while its folder stays as it was."""
    parts = sorted((place / RUNS).glob("part-*.parquet"))
    check_tables(parts)
    size = [check_tables([place / name]) for name in (DESIGN, DRAWS)]
    if size[0] * size[1] > MOST_ROWS:
        raise InputError("too_large", where=RUNS)
    results = SweepResults(place)
    if results.runs.empty:
        raise InputError("sweep_no_rows", where=place.name)
    return results, tuple(measured(results))


def _searched(place: Path) -> SearchResults:
    results = SearchResults(place)
    if not (place / CHOICE).exists():
        raise InputError("sweep_no_choice", where=place.name)
    read_json(place / CHOICE)
    check_tables([place / f"{name}.parquet" for name in TABLES], MOST_PACKAGES)
    return results


def _picked(results: SweepResults, wanted: Mapping[str, str]) -> dict[str, str]:
    """What is shown: what was wanted where it is there; two factors are never the same."""
    found: dict[str, str] = {}
    for name in PICKS:
        taken = {found.get("across")} if name == "down" else set()
        legal = [choice for choice in _legal(results, name) if choice not in taken]
        asked = wanted.get(name, "")
        found[name] = asked if asked in legal else (legal[0] if legal else "")
    return found


def _legal(results: SweepResults, name: str) -> list[str]:
    if name == "scenario":
        return results.scenarios
    if name == "outcome":
        return [str(outcome["name"]) for outcome in results.outcomes]
    return factor_names(results)


def _sweep_view(results: SweepResults, one: Measured, picked: dict[str, str], lang: str) -> View:
    """The sweep in words: its factors, what can be picked, the charts of what was."""
    from viz.sweep_report.words import Words

    words = Words(Analysis(results, {}, {}), lang)
    manifest, sweep = results.manifest, results.manifest["sweep"]
    labels = {factor["name"]: factor_label(factor, sweep, lang) for factor in results.factors}
    outcomes = {name: readable(words.outcome(name)) for name in _legal(results, "outcome")}
    names = {"outcome": outcomes, "across": labels, "down": labels}
    figure = Figure(outcomes[one.outcome], one.unit)
    return _head(results, lang) | {
        "facts": text(
            "analysis.facts",
            lang,
            points=f"{sweep['points']:,}",
            scenarios=len(results.scenarios),
            draws=sweep["draws"],
            runs=f"{len(results.rows):,}",
            failures=f"{len(results.failures):,}",
            seed=readable(manifest["seed"]),
            design=text(f"analysis.design.{sweep['design']['kind']}", lang),
        ),
        "unfinished": manifest["state"] != "complete",
        "said": [],
        "picks": [
            {
                "name": name,
                "label": text(f"viewer.swept.pick.{name}", lang),
                "value": picked[name],
                "options": [
                    {"value": choice, "label": readable(names.get(name, {}).get(choice, choice))}
                    for choice in _legal(results, name)
                ],
            }
            for name in PICKS
            if len(_legal(results, name)) > 1
        ],
        "tables": [_factors_table(words, labels, lang)],
        "charts": [
            chart.as_data() for chart in _charts(results, one, picked, labels, figure, lang)
        ],
    }


def _charts(
    results: SweepResults,
    one: Measured,
    picked: dict[str, str],
    labels: dict[str, str],
    figure: Figure,
    lang: str,
) -> list[Chart]:
    """The map over the two factors that were picked, and the line along the first."""
    axes = {
        factor["name"]: Axis(labels[factor["name"]], partial(_level, factor=factor, lang=lang))
        for factor in results.factors
    }
    across, down = picked["across"], picked["down"]
    found = []
    if across and down:
        table = heat_map(results, one, across, down)
        for side in ("x", "y"):
            _check_levels(table[side].nunique())
        found.append(charts.heat(table, axes[across], axes[down], figure, lang))
    if across:
        rows = main_effect(results, one, across)
        _check_levels(len(rows))
        found.append(charts.effect(rows, axes[across], figure, lang))
    return found


def _check_levels(count: int) -> None:
    if count > MOST_LEVELS:
        raise InputError("too_large", where=DESIGN, expected=MOST_LEVELS, got=count)


def _search_view(results: SearchResults, lang: str) -> View:
    """The search in words: what was chosen, how it holds up, what else was tried."""
    from viz.sweep_report.choice import ChoiceWords

    words = ChoiceWords(results, lang)
    sweep = results.manifest["sweep"]
    columns = {name: words.say(f"column.{name}") for name in _SEARCH_COLUMNS}
    best = ["package", *charts.FIGURES]
    held_out = ["what", "package", "public_cost", "kept", "worst_kept", "enterprises_saved"]
    title = "title_zh" if lang == "zh" else "title"
    bred, others = (
        text("choice.join", lang).join(readable(base[title]) for base in sweep[key])
        for key in ("scenarios", "held_out")
    )
    shocks = words.say("shocks", bred=bred, held_out=others)
    return _head(results, lang) | {
        "facts": shocks,
        "unfinished": False,
        "said": [readable(said, LONGEST_SENTENCE) for said in (words.sentence(), words.verdict())],
        "picks": [],
        "tables": [
            _table(words.say("best"), [columns[name] for name in best], words.best_rows()),
            _table(words.say("held_out"), [columns[n] for n in held_out], words.held_out_rows()),
        ],
        "charts": [charts.tradeoff(_tried(words), lang).as_data()],
        "caution": words.say("caution"),
    }


_SEARCH_COLUMNS = (
    "what", "package", "public_cost", "kept", "worst_kept", "enterprises_saved", "largest_regret",
)  # fmt: skip


def _tried(words: Any) -> Tried:
    results, lang = words.results, words.lang
    budget = float(results.manifest["sweep"]["search"]["budget"])
    shown = quantity(budget, charts.YUAN, lang)
    said = {name: words.say(f"column.{name}") for name in charts.FIGURES}
    return Tried(
        levers=[str(factor["name"]) for factor in results.factors],
        packages=results.table("packages").dropna(subset=["kept"]),
        singles=results.table("singles").dropna(subset=["kept"]),
        chosen=words.choice,
        budget=budget,
        named=lambda factor: readable(words.levers.name(factor)),
        said=lambda row: readable(words.levers.package(row)),
        words=said
        | {
            "tradeoff": words.say("tradeoff"),
            "cost": text("viewer.swept.cost_axis", lang),
            "kept_axis": words.say("axis.kept"),
            "worst": words.say("axis.worst"),
            "chosen": words.say("chosen"),
            "packages": text("viewer.swept.packages", lang),
            "budget": text("viewer.swept.budget", lang, budget=shown),
        },
    )


def _head(results: SweepResults, lang: str) -> View:
    """Title and question, which are a stranger's text."""
    sweep = results.manifest["sweep"]
    ending = "_zh" if lang == "zh" else ""
    return {
        "title": readable(sweep[f"title{ending}"]) or readable(sweep["name"]),
        "question": readable(sweep[f"question{ending}"]),
        "command": readable(results.manifest["command"]),
        "caution": text("analysis.caution", lang),
    }


def _factors_table(words: Any, labels: dict[str, str], lang: str) -> View:
    columns = [text(f"analysis.column.{name}", lang) for name in ("factor", "meaning", "extent")]
    rows = [[row["name"], labels[row["name"]], row["extent"]] for row in words.factor_rows()]
    return _table(text("analysis.varied", lang), columns, rows)


def _table(heading: str, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> View:
    shown = [[readable(cell) for cell in row] for row in rows]
    return {"heading": heading, "columns": list(columns), "rows": shown}


def factor_label(factor: Mapping[str, Any], sweep: Mapping[str, Any], lang: str) -> str:
    """What a factor sets: a parameter's meaning, or the key of a shock or lever in words."""
    path = str(factor["path"])
    section, _, rest = path.partition(".")
    name, _, key = rest.rpartition(".")
    if section in ("shock", "lever") and has(f"viewer.key.{key}", lang):
        entry = _entry(sweep, section, name, lang)
        label = text("viewer.of", lang, name=entry, part=text(f"viewer.key.{key}", lang))
    else:
        label = _meaning(path, lang)
    unit = str(factor.get("unit", ""))
    words = "" if is_share(unit) or not unit else unit_label(unit, lang)
    return readable(
        text("viewer.swept.with_unit", lang, name=label, unit=words) if words else label
    )


def _entry(sweep: Mapping[str, Any], section: str, name: str, lang: str) -> str:
    """A shock or lever of the sweep's scenarios in words; its name where none is so called."""
    for base in sweep["scenarios"]:
        for entry in base.get(section, ()):
            known = f"viewer.{section}.{entry['kind']}"
            if entry.get("name", entry["kind"]) == name and has(known, lang):
                chain = f"chain.{entry.get('chain', '')}.name"
                kind = text(known, lang)
                if not has(chain, lang):
                    return kind
                return text("viewer.kind_of_chain", lang, kind=kind, chain=text(chain, lang))
    return name


def _meaning(path: str, lang: str) -> str:
    try:
        leaf = load_parameters().leaf(path)
    except InputError:
        return path
    meaning = leaf.meaning_zh if lang == "zh" else leaf.meaning_en
    return meaning.rstrip("。.")


def _level(level: Any, factor: Mapping[str, Any], lang: str) -> str:
    """A level of a factor as an axis says it."""
    if isinstance(level, bool | str) or not hasattr(level, "__float__"):
        return readable(level)
    value = float(level)
    return percent(value, lang) if str(factor.get("unit")) == "share" else number(value, lang)
