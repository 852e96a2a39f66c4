"""Results folders that others wrote: listed, checked and read as data, never trusted.

Only folders below the one the server was started with are listed, and only names from that list
are opened; what lies in them may be damaged or made up, and then says so.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sim.errors import InputError, shortened
from sim.results import TABLES, Outcome
from sim.results.figures import Figures
from sim.results.store import MARK
from sim.scenario import Scenario
from viz.selection import Selection

MOST_FOLDERS = 200
LARGEST_JSON = 60_000_000
# Rows of one table; the default region with 64 draws has a tenth of them.
MOST_ROWS = 20_000_000
ANSWER = "answer.json"


@dataclass(frozen=True)
class Folder:
    """A results folder as it is listed."""

    name: str
    title: dict[str, str]
    facts: str
    written: str


def folders(parent: Path) -> list[Folder]:
    """Results below a folder, or the folder itself where it is one; the newest first."""
    places = [parent] if (parent / MARK).is_file() else _below(parent)
    found = [_listed(place) for place in places]
    return sorted(found, key=lambda folder: folder.written, reverse=True)[:MOST_FOLDERS]


def open_folder(parent: Path, name: str) -> Outcome:
    """The outcome in a listed folder. InputError where it is not listed, damaged or too large."""
    places = [parent] if (parent / MARK).is_file() else _below(parent)
    known = {place.resolve().name: place for place in places}
    if name not in known:
        raise InputError("no_results", where=shortened(name))
    place = known[name]
    try:
        return _read(place)
    except InputError as problem:
        raise InputError("damaged_results", where=name, got=problem.message("en")) from problem
    except Exception as problem:
        # Whatever a made-up file does to a reader, it is the file's fault.
        said = f"{type(problem).__name__}: {shortened(problem)}"
        raise InputError("damaged_results", where=name, got=said) from problem


def _below(parent: Path) -> list[Path]:
    try:
        inside = [p for p in parent.iterdir() if not p.name.startswith(".")]
        return [p for p in inside if not p.is_symlink() and (p / MARK).is_file()]
    except OSError:
        return []


def _listed(place: Path) -> Folder:
    name = place.resolve().name
    try:
        manifest = _json(place / MARK)
        scenario = manifest["scenario"]
        run = scenario["run"]
        facts = f"{run['region']} · {run['months']} · {manifest['draws']}"
        title = {"en": str(scenario["title"]), "zh": str(scenario["title_zh"])}
        return Folder(name, title, shortened(facts), str(manifest["written"]))
    except (InputError, KeyError, TypeError, ValueError, OSError):
        return Folder(name, {"en": name, "zh": name}, "", "")


def _json(path: Path) -> dict[str, Any]:
    if path.stat().st_size > LARGEST_JSON:
        raise InputError("too_large", where=path.name)
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise InputError("wrong_type", where=path.name)
    return content


def _read(place: Path) -> Outcome:
    manifest, answer = _json(place / MARK), _json(place / ANSWER)
    scenario = Scenario.from_dict(manifest["scenario"])
    tables = {}
    for name, declared in TABLES.items():
        path = place / f"{name}.parquet"
        if pq.read_metadata(path).num_rows > MOST_ROWS:
            raise InputError("too_large", where=path.name)
        table = pq.read_table(path, columns=list(declared.names())).to_pandas()
        tables[name] = table
    outcome = Outcome(scenario, scenario.baseline(), tables, tables["groups"], answer, manifest)
    # What the pages need is looked at now, so that a damaged file is told here.
    Figures(tables).market("farm_gate")
    selection = Selection(outcome)
    _ = (selection.growers(), selection.region(), selection.bearers(), selection.bridge())
    return outcome
