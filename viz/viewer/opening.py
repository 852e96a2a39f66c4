"""Results folders that others wrote: listed, checked and read as data, never trusted.

Only folders below the one the server was started with are listed, and only names from that list
are opened; what lies in them may be damaged or made up, and then says so.
"""

import heapq
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from sim.errors import InputError, shortened
from sim.results import TABLES, Outcome
from sim.results.figures import Figures
from sim.results.store import MARK
from sim.scenario import Scenario
from viz.selection import Selection
from viz.viewer.bounds import check_tables, read_json, readable

if TYPE_CHECKING:
    from viz.viewer.swept import Swept

    Opened = Outcome | Swept

MOST_FOLDERS = 200
# A manifest has some ten thousand bytes; to be listed, hundreds are read at once.
LARGEST_LISTED = 2_000_000
ANSWER = "answer.json"
# What stands for itself, and needs no word of damage.
CLEAR = ("too_large", "sweep_no_choice", "sweep_no_rows")


@dataclass(frozen=True)
class Folder:
    """A results folder as it is listed."""

    name: str
    title: dict[str, str]
    facts: str
    written: str
    kind: str = "run"


def folders(parent: Path) -> list[Folder]:
    """Results below a folder, or the folder itself where it is one; the newest first."""
    found = [_listed(place) for place in _newest(_places(parent))]
    return sorted(found, key=lambda folder: folder.written, reverse=True)


def open_folder(parent: Path, name: str, wanted: Mapping[str, str] | None = None) -> "Opened":
    """The outcome, or the sweep, in a listed folder; wanted: see `swept.look`.

    InputError where it is not listed, damaged or too large.
    """
    known = {place.resolve().name: place for place in _places(parent)}
    if name not in known:
        raise InputError("no_results", where=shortened(name))
    place = known[name]
    try:
        if is_sweep(read_json(place / MARK)):
            from viz.viewer import swept

            return swept.look(place.resolve(), wanted)
        return _read(place)
    except InputError as problem:
        if problem.key in CLEAR:
            raise
        raise InputError("damaged_results", where=name, got=problem.message("en")) from problem
    except Exception as problem:
        # Whatever a made-up file does to a reader, it is the file's fault.
        said = f"{type(problem).__name__}: {shortened(problem)}"
        raise InputError("damaged_results", where=name, got=said) from problem


def is_sweep(manifest: Mapping[str, Any]) -> bool:
    """Whether a manifest is that of a sweep."""
    return isinstance(manifest.get("sweep"), dict)


def _places(parent: Path) -> list[Path]:
    """The folder itself where it holds results, else those below it."""
    return [parent] if (parent / MARK).is_file() else _below(parent)


def _newest(places: list[Path]) -> list[Path]:
    """As many as are listed, before any of them is read."""
    return heapq.nlargest(MOST_FOLDERS, places, key=_written)


def _written(place: Path) -> float:
    try:
        return (place / MARK).stat().st_mtime
    except OSError:
        return 0.0


def _below(parent: Path) -> list[Path]:
    try:
        inside = [p for p in parent.iterdir() if not p.name.startswith(".")]
        return [p for p in inside if not p.is_symlink() and (p / MARK).is_file()]
    except OSError:
        return []


def _listed(place: Path) -> Folder:
    """What a manifest says of its folder; only its name where it says nothing that can be read."""
    name = place.resolve().name
    try:
        manifest = read_json(place / MARK, LARGEST_LISTED)
        return _sweep(name, manifest) if is_sweep(manifest) else _run(name, manifest)
    except Exception:
        # It is told when it is opened: whatever lies in it, the others are listed.
        return Folder(name, {"en": name, "zh": name}, "", "")


def _run(name: str, manifest: dict[str, Any]) -> Folder:
    scenario = manifest["scenario"]
    run = scenario["run"]
    facts = f"{run['region']} · {run['months']} · {manifest['draws']}"
    return Folder(name, _titles(scenario), shortened(facts), _moment(manifest["written"]))


def _sweep(name: str, manifest: dict[str, Any]) -> Folder:
    sweep = manifest["sweep"]
    facts = f"{sweep['points']} × {len(sweep['scenarios'])} × {sweep['draws']}"
    written = _moment(manifest.get("finished", manifest["started"]))
    kind = "sweep" if sweep["search"] is None else "search"
    return Folder(name, _titles(sweep), shortened(facts), written, kind)


def _moment(written: Any) -> str:
    """A moment as it is read: "2026-11-23 05:42 UTC"."""
    return f"{datetime.fromisoformat(str(written)).astimezone(UTC):%Y-%m-%d %H:%M} UTC"


def _titles(named: dict[str, Any]) -> dict[str, str]:
    return {"en": readable(named["title"]), "zh": readable(named["title_zh"])}


def _read(place: Path) -> Outcome:
    manifest, answer = read_json(place / MARK), read_json(place / ANSWER)
    scenario = Scenario.from_dict(manifest["scenario"])
    paths = {name: place / f"{name}.parquet" for name in TABLES}
    for path in paths.values():
        check_tables([path])
    tables = {
        name: pd.read_parquet(paths[name], columns=list(declared.names()))
        for name, declared in TABLES.items()
    }
    outcome = Outcome(scenario, scenario.baseline(), tables, answer, manifest)
    # What the pages need is looked at now, so that a damaged file is told here.
    Figures(tables).market("farm_gate")
    selection = Selection(outcome)
    _ = (selection.growers(), selection.region(), selection.bearers(), selection.bridge())
    return outcome
