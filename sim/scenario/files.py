"""Reading files that may come from strangers: data only, of bounded size, inside their folder.

A name in a file (`extends`, `baseline`, `region`) is looked up beside that file, then in the
shipped library. A name is never a path, and no link leads out of the folder it lies in.
"""

import csv
import math
import re
import tomllib
from pathlib import Path
from typing import Any

from sim.errors import (
    InputError,
    Phrase,
    is_printable,
    nearest_names,
    nearest_number,
    shortened,
    unknown_name,
)
from sim.paths import scenarios_folder
from sim.scenario.keys import LONGEST_RUN, Key

LARGEST_FILE = 1_000_000
DEEPEST_TABLE = 6
LARGEST_NUMBER_BITS = 100
LONGEST_NAME = 100
_FORBIDDEN_IN_NAMES = set('/\\:*?"<>|')
_TOML_PLACE = re.compile(
    r"^(?P<problem>.*) \(at (?:line (?P<line>\d+), column (?P<column>\d+)|.*)\)$"
)


def is_plain(text: str, several_lines: bool = False) -> bool:
    """Whether text has no control characters, which could play tricks on a terminal."""
    allowed = "\n\t" if several_lines else ""
    return all(c in allowed or is_printable(c) for c in text)


def is_name(name: str) -> bool:
    """Whether `name` can be a scenario, region or file name: no folders, nothing hidden."""
    return (
        0 < len(name) <= LONGEST_NAME
        and not name.startswith(".")
        and name == name.strip()
        and is_plain(name)
        and not _FORBIDDEN_IN_NAMES & set(name)
    )


def read_text(path: Path, shown: str) -> str:
    """The text of a regular file of at most `LARGEST_FILE` bytes, in UTF-8."""
    if not path.is_file():
        raise missing(path, shown)
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except OSError as error:
        raise InputError("unreadable_file", where=shown, got=error.strerror) from error
    if len(content) > LARGEST_FILE:
        limit = Phrase("scenario.expected.bytes", {"limit": f"{LARGEST_FILE:,}"})
        raise InputError("too_large", where=shown, expected=limit)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        expected = Phrase("scenario.expected.utf8")
        raise InputError("not_utf8", where=shown, expected=expected) from error


def missing(path: Path, shown: str) -> InputError:
    """The error for a file that is not there, with the scenario names most like it."""
    if path.is_dir():
        return a_folder(path, shown)
    here = toml_names(path.parent)
    close = nearest_names(path.stem, here)
    if close and path.suffix == ".toml":
        nearest = tuple(str(Path(shown).with_name(f"{name}.toml")) for name in close)
    else:
        nearest = nearest_names(path.stem, toml_names(scenarios_folder()))
    return InputError("missing_file", where=shown, nearest=nearest)


def a_folder(path: Path, shown: str) -> InputError:
    """The error for a folder where a file is wanted, with a scenario that lies in it."""
    inside_it = toml_names(path)[:1]
    nearest = tuple(str(Path(shown) / f"{name}.toml") for name in inside_it)
    expected = Phrase("scenario.expected.scenario")
    return InputError("is_folder", where=shown, expected=expected, nearest=nearest)


def read_toml(path: Path, shown: str) -> dict[str, Any]:
    """The content of a TOML file; a mistake is reported with its line and column."""
    text = read_text(path, shown)
    try:
        table = tomllib.loads(text)
    except ValueError as error:  # also for numbers with thousands of digits
        problem, line, column = _toml_place(str(error), text)
        raise InputError(
            "not_toml", where=shown, problem=problem, line=line, column=column
        ) from error
    except RecursionError:
        table = None
    if table is None or _is_deeper(table, DEEPEST_TABLE):
        expected = Phrase("scenario.expected.depth", {"most": DEEPEST_TABLE})
        raise InputError("unreadable_file", where=shown, expected=expected)
    return table


def _is_deeper(value: Any, levels: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return levels == 0 or any(_is_deeper(item, levels - 1) for item in inner)


def _toml_place(message: str, text: str) -> tuple[str, int, int]:
    match = _TOML_PLACE.match(message)
    problem = match["problem"] if match else message
    if match and match["line"]:
        return problem, int(match["line"]), int(match["column"])
    lines = text.split("\n")
    return problem, len(lines), len(lines[-1]) + 1


def toml_names(folder: Path) -> tuple[str, ...]:
    """The names of the TOML files of a folder, sorted."""
    try:
        return tuple(sorted(p.stem for p in folder.iterdir() if p.suffix == ".toml"))
    except OSError:
        return ()


def find(kind: str, name: Any, folders: tuple[Path, ...], where: str) -> Path:
    """The file `name`.toml in the first of `folders` that has it.

    `kind` is what is looked for ("scenario" or "region"). InputError for a path instead of a
    name, for a link that leads out of the folder, and for an unknown name.
    """
    # Beside a scenario lie scenarios: regions are suggested from the library only.
    suggesting = folders[-1:] if kind == "region" else folders
    names = sorted({known for folder in suggesting for known in toml_names(folder)})
    if not isinstance(name, str):
        raise InputError("wrong_type", where=where, expected=_a_name(), got=written(name))
    if not is_name(name):
        stem = Path(name.replace("\\", "/")).stem
        raise InputError(
            "leaves_folder",
            where=where,
            expected=_a_name(),
            got=written(name),
            nearest=nearest_names(stem, names),
        )
    for folder in folders:
        path = folder / f"{name}.toml"
        if path.is_file():
            return inside(path, folder, where)
    raise unknown_name(kind, name, names, where)


def inside(path: Path, folder: Path, where: str) -> Path:
    """`path`, if it still lies in `folder` once links are followed; else InputError."""
    if not path.resolve().is_relative_to(folder.resolve()):
        raise InputError("leaves_folder", where=where, expected=_a_name(), got=written(path.name))
    return path


def read_path_values(name: str, folder: Path | None, key: Key, where: str) -> list[float]:
    """The monthly values of a `path` shock from the CSV file `name` beside the scenario.

    One number a line, as a share of the change; empty lines, lines that start with # and a
    heading in the first line are skipped.
    """
    if folder is None or not is_name(name) or not name.endswith(".csv"):
        expected = Phrase("scenario.expected.csv_name")
        raise InputError("leaves_folder", where=where, expected=expected, got=written(name))
    text = read_text(inside(folder / name, folder, where), name)
    values: list[float] = []
    for number, row in enumerate(csv.reader(text.splitlines()), start=1):
        line = ",".join(row).strip()
        if not line or line.startswith("#"):
            continue
        value = _as_number(line)
        if value is None and not values and number == 1:
            continue
        values.append(_checked_share(line, value, key, f"{name}: {number}"))
    if not 0 < len(values) <= LONGEST_RUN:
        expected = Phrase("scenario.expected.rows", {"most": LONGEST_RUN})
        raise InputError("out_of_range", where=name, expected=expected, got=len(values))
    return values


def _checked_share(line: str, value: float | None, key: Key, where: str) -> float:
    low, high = key.low or 0.0, key.high or 0.0
    unit = Phrase(f"scenario.unit.{key.unit}")
    expected = Phrase("scenario.expected.number", {"low": low, "high": high, "unit": unit})
    if value is None:
        raise InputError("wrong_type", where=where, expected=expected, got=shortened(line))
    if not low <= value <= high:
        nearest = nearest_number(value, low, high)
        raise InputError("out_of_range", where=where, expected=expected, got=value, nearest=nearest)
    return value


def _as_number(line: str) -> float | None:
    try:
        value = float(line)
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def written(value: Any, levels: int = 3) -> str:
    """A value as it would be written in a scenario file, short enough to print."""
    if levels == 0 or (isinstance(value, int) and value.bit_length() > LARGEST_NUMBER_BITS):
        return "…"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{shortened(value)}"'
    if isinstance(value, dict):
        return (
            "{"
            + shortened(", ".join(f"{k} = {written(v, levels - 1)}" for k, v in value.items()))
            + "}"
        )
    if isinstance(value, list | tuple):
        return "[" + shortened(", ".join(written(item, levels - 1) for item in value)) + "]"
    return shortened(f"{value:g}" if isinstance(value, float) else value)


def _a_name() -> Phrase:
    return Phrase("scenario.expected.name")
