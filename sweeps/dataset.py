"""The folder of a sweep: one Parquet dataset, its design, and how it came about.

    manifest.json     definition, seed, versions, state, counts, the command that repeats it
    design.parquet    point and its factors
    draws.parquet     draw and every parameter that was drawn in it
    runs/*.parquet    one row a point, scenario and draw: keys, factors, outcomes, failure

A part is written aside, flushed and renamed, so a killed sweep leaves whole parts only.
"""

import contextlib
import json
import os
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.errors import InputError, Phrase
from sim.messages import languages
from sweeps.sweep import FAILURE, Sweep
from sweeps.tasks import Row

MANIFEST, DESIGN, DRAWS, RUNS = "manifest.json", "design.parquet", "draws.parquet", "runs"
LOCK = ".lock"
PART, UNFINISHED = "part-{:06d}.parquet", ".unfinished-"
# Keys and values of a definition that may grow when a sweep is resumed: more draws, same rows.
GROWING = ("draws",)


class Dataset:
    """A folder that one process at a time writes a sweep's rows to."""

    def __init__(self, folder: Path, sweep: Sweep, points: pd.DataFrame):
        self.folder = folder
        self.sweep = sweep
        self._points = points
        self._schema = row_schema(sweep)
        self._lock: IO[str] | None = None
        self._next = 0

    def begin(self, manifest: Mapping[str, Any], draws: pd.DataFrame) -> None:
        """Make the folder and write everything but rows. InputError where that cannot be."""
        try:
            (self.folder / RUNS).mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise unwritable(self.folder) from error
        self.lock()
        # First of all: a folder without it was never begun.
        self.note(manifest)
        table = self._points.reset_index(names="point")
        write_parquet(pa.Table.from_pandas(table, preserve_index=False), self.folder / DESIGN)
        write_parquet(pa.Table.from_pandas(draws, preserve_index=False), self.folder / DRAWS)

    def lock(self) -> None:
        """Take the folder for this process; InputError while another one writes to it."""
        if self._lock is not None:
            return
        try:
            import fcntl
        except ImportError:  # no such locks on this system: the user sees to it
            return
        try:
            self._lock = (self.folder / LOCK).open("w")
        except OSError as error:
            raise unwritable(self.folder) from error
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise InputError("sweep_in_use", where=str(self.folder)) from error
        except OSError:  # a disk without locks, as some that clusters share
            return

    def release(self) -> None:
        """Let others write here."""
        if self._lock is not None:
            self._lock.close()
            with contextlib.suppress(OSError):  # a disk that went read-only meanwhile
                (self.folder / LOCK).unlink(missing_ok=True)

    def recover(self) -> None:
        """Clear what a killed process left half written, and find the next part's number."""
        for unfinished in self.folder.rglob(f"{UNFINISHED}*"):
            unfinished.unlink(missing_ok=True)
        numbers = [int(path.stem.removeprefix("part-")) for path in self.parts()]
        self._next = max(numbers, default=-1) + 1

    def parts(self) -> list[Path]:
        """Return the parts written so far, in order."""
        return sorted((self.folder / RUNS).glob("part-*.parquet"))

    def add(self, rows: Sequence[Row]) -> None:
        """Write the rows of a shard as a part of its own."""
        columns: dict[str, list[Any]] = {
            "point": [row.point for row in rows],
            "scenario": [row.scenario for row in rows],
            "draw": [row.draw for row in rows],
        }
        values = self._points.iloc[columns["point"]]
        for factor in self.sweep.factors:
            columns[factor.name] = values[factor.name].tolist()
        for place, outcome in enumerate(self.sweep.outcomes):
            columns[outcome.name] = [row.change[place] for row in rows]
            columns[f"{outcome.name}_baseline"] = [row.baseline[place] for row in rows]
        columns[FAILURE] = [row.failure or None for row in rows]
        table = pa.table(columns, schema=self._schema)
        write_parquet(table, self.folder / RUNS / PART.format(self._next))
        self._next += 1

    def written(self, columns: Sequence[str]) -> Iterator[pd.DataFrame]:
        """Yield some columns of every part, one part at a time."""
        for path in self.parts():
            yield read_parquet(path, list(columns))

    def done(self, draws: int) -> NDArray[np.bool_]:
        """Say which tasks (draw, point) have their rows."""
        found = np.zeros((draws, len(self._points)), dtype=bool)
        for part in self.written(["point", "draw"]):
            found[part["draw"].to_numpy(), part["point"].to_numpy()] = True
        return found

    def note(self, manifest: Mapping[str, Any]) -> None:
        """Write the manifest, whole or not at all."""
        shown = json.dumps(manifest, ensure_ascii=False, indent=1, allow_nan=False)
        write_text(f"{shown}\n", self.folder / MANIFEST)


def holds_others(folder: Path) -> bool:
    """Whether there is something at a place that no sweep killed at its very beginning left."""
    if not folder.is_dir():
        return folder.exists()
    own = (RUNS, LOCK)
    names = [path.name for path in folder.iterdir()]
    strange = [name for name in names if name not in own and not name.startswith(UNFINISHED)]
    return bool(strange) or any((folder / RUNS).glob("*"))


def row_schema(sweep: Sweep) -> pa.Schema:
    """Return the columns of a row, each with its unit and description in the field's metadata."""
    fields = [
        pa.field("point", pa.int32()),
        pa.field("scenario", pa.string()),
        pa.field("draw", pa.int32()),
    ]
    for factor in sweep.factors:
        kinds = {type(value) for value in factor.values}
        kind = pa.float64()
        if kinds and not factor.is_numeric:
            kind = pa.bool_() if kinds == {bool} else pa.string()
        fields.append(_field(factor.name, kind, {"unit": factor.unit, "path": factor.path}))
    for outcome in sweep.outcomes:
        said = {"unit": outcome.unit, "metric": outcome.metric, "group": outcome.group}
        said |= {"window": outcome.window, "better": outcome.better}
        said |= {f"label_{lang}": outcome.label(lang) for lang in languages()}
        fields.append(_field(outcome.name, pa.float64(), said))
        fields.append(_field(f"{outcome.name}_baseline", pa.float64(), said))
    fields.append(pa.field(FAILURE, pa.string()))
    return pa.schema(fields)


def _field(name: str, kind: pa.DataType, said: Mapping[str, str]) -> pa.Field:
    return pa.field(name, kind, metadata=dict(said))


def read_parquet(path: Path, columns: list[str] | None = None) -> pd.DataFrame:
    """Read a table, or every part in a folder. InputError where one is damaged."""
    try:
        return pd.read_parquet(path, columns=columns)
    except (OSError, ValueError) as error:
        damaged = next((part for part in path.glob("*.parquet") if not _is_whole(part)), path)
        expected = Phrase("sweep.expected.whole_part")
        raise InputError("unreadable_file", where=str(damaged), expected=expected) from error


def _is_whole(part: Path) -> bool:
    try:
        pq.read_metadata(part)
    except (OSError, ValueError):
        return False
    return True


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write a table whole or not at all. InputError where the disk is full or read-only."""
    with _aside(path) as unfinished:
        pq.write_table(table, unfinished, compression="zstd")


def write_text(content: str, path: Path) -> None:
    """Write a text whole or not at all. InputError where the disk is full or read-only."""
    with _aside(path) as unfinished:
        unfinished.write_text(content, encoding="utf-8")


def unwritable(folder: Path) -> InputError:
    """Return the message on a folder that takes no more: what is finished is there still."""
    return InputError("unwritable", where=str(folder), expected=Phrase("sweep.expected.writable"))


@contextlib.contextmanager
def _aside(path: Path) -> Iterator[Path]:
    """Give a name to write to that becomes `path` when everything is on the disk."""
    try:
        handle, name = tempfile.mkstemp(prefix=UNFINISHED, dir=path.parent)
        os.close(handle)
        unfinished = Path(name)
        try:
            yield unfinished
            with unfinished.open("rb+") as stream:
                os.fsync(stream.fileno())
            unfinished.chmod(0o644)
            os.replace(unfinished, path)
        finally:
            unfinished.unlink(missing_ok=True)
    except OSError as error:
        raise unwritable(path.parent) from error


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return the manifest of a sweep's folder. InputError where there is none."""
    try:
        found = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        found = None
    except (OSError, ValueError) as error:
        raise InputError("unreadable_file", where=str(folder / MANIFEST)) from error
    if not isinstance(found, dict) or "sweep" not in found:
        raise InputError(
            "sweep_no_results", where=str(folder), expected=Phrase("sweep.expected.folder")
        )
    return found


def changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[tuple[str, Any, Any]]:
    """Return every key in which two definitions differ, with both values, dotted and sorted."""
    old, new = dict(_flat(before)), dict(_flat(now))
    paths = sorted({*old, *new})
    return [(p, old.get(p), new.get(p)) for p in paths if old.get(p) != new.get(p)]


def _flat(value: Any, prefix: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, Mapping):
        items = [(str(key), item) for key, item in value.items()]
    elif isinstance(value, list | tuple):
        items = [(_name_of(item, place), item) for place, item in enumerate(value)]
    else:
        yield prefix, value
        return
    for key, item in items:
        yield from _flat(item, f"{prefix}.{key}" if prefix else key)


def _name_of(item: Any, place: int) -> str:
    return str(item["name"]) if isinstance(item, Mapping) and "name" in item else str(place)
