"""Results as lines for a terminal and as tables for the page, from what results.json holds."""

from collections.abc import Iterator, Mapping
from typing import Any

from benchmarks.targets import judged

TITLES = {
    "engine": "The engine",
    "side_by_side": "Runs side by side",
    "reference": "Against the reference in plain Mesa",
    "kernels": "Loops over all households",
    "peers": "A common rule in other frameworks",
    "memory": "Memory",
    "growth": "Growth with months and draws",
    "session": "A session",
    "viewer": "The viewer in a browser",
    "writing": "Writing results",
    "cold": "From the start of the process",
}
HEADER = ("what", "median", "lowest", "highest", "unit", "CPU")
_WIDTHS = (90, 10, 10, 10, 20, 5)


def rows_by_key(found: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """All rows of all parts."""
    return {row["key"]: row for part in found["parts"].values() for row in part["rows"]}


def cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """A row as it is shown: numbers to three digits, CPU time as a share of wall time."""
    cpu = f"{row['cpu']:.0%}" if "cpu" in row else ""
    numbers = (shown(row.get(name)) for name in ("value", "low", "high"))
    return (row["what"], *numbers, "" if row["unit"] == "1" else row["unit"], cpu)


def target_cells(found: Mapping[str, Any]) -> Iterator[tuple[str, str, str, str]]:
    """Each target with what was promised, what was measured and whether it was kept."""
    for target, value, kept in judged(rows_by_key(found)):
        yield target.what, target.promised, shown(value), "yes" if kept else "no"


def shown(value: float | None) -> str:
    """Three digits, thousands apart."""
    if value is None:
        return ""
    rounded = float(f"{value:.3g}")
    return f"{rounded:,.0f}" if abs(rounded) >= 100 else f"{rounded:g}"


def result_lines(name: str, part: Mapping[str, Any]) -> Iterator[str]:
    """A part as lines of a terminal."""
    yield ""
    yield f"{TITLES[name]}  (triad {part['triad_gb_per_s']:g} GB/s, took {part['took_s']:g} s)"
    yield _line(HEADER, _WIDTHS)
    for row in part["rows"]:
        yield _line(cells(row), _WIDTHS)


def target_lines(found: Mapping[str, Any]) -> Iterator[str]:
    """The targets as lines of a terminal."""
    widths = (90, 22, 10, 5)
    yield ""
    yield _line(("target", "promised", "measured", "kept"), widths)
    for row in target_cells(found):
        yield _line(row, widths)


def _line(row: tuple[str, ...], widths: tuple[int, ...]) -> str:
    first, *others = (f"{cell:<{width}}" for cell, width in zip(row, widths, strict=True))
    return "  ".join((first, *others)).rstrip()
