"""Tables as plain columns: arrays and coded names, made without the library of tables.

A draw's tables are made, carried between processes, joined and read as such; who asks for one
(`sim.results.frames.Tables`) gets it as a table of pandas.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.signedinteger[Any]]
BASELINE = "baseline"


class Names(NamedTuple):
    """A column of names: `codes` (rows,) count in `names`, each of which stands there once."""

    codes: Codes
    names: tuple[str, ...]

    def distinct(self) -> tuple[str, ...]:
        """Return the names that some row has, in the order of the rows."""
        return tuple(self.names[code] for code in dict.fromkeys(self.codes.tolist()))


# Columns of equal length by name; each is an array of numbers or `Names`.
Columns = dict[str, Any]


def side_names(scenario_name: str) -> tuple[str, str]:
    """Return the values of the column `scenario`: "baseline" and the scenario's name.

    The scenario called "baseline" compared with itself has two sides as well; the second is then
    "scenario".
    """
    return BASELINE, scenario_name if scenario_name != BASELINE else "scenario"


@dataclass(frozen=True)
class SideKeys:
    """The leading key columns of one side of one draw; `side` is 0 for the baseline, else 1."""

    names: tuple[str, str]
    side: int
    draw: int

    def columns(self, rows: int) -> Columns:
        """Return the columns scenario and draw for a number of rows."""
        return {
            "scenario": Names(np.full(rows, self.side, dtype=np.int8), self.names),
            "draw": np.full(rows, self.draw, dtype=np.int32),
        }

    def monthly(self, months: Codes) -> Columns:
        """Return the columns scenario, draw and month."""
        return self.columns(len(months)) | {"month": months.astype(np.int32)}


def named(codes: Codes, names: Sequence[str]) -> Names:
    """Return a column of names: `codes` count in `names`, which may repeat."""
    by_code, distinct = _distinct(tuple(names))
    return Names(by_code[codes], distinct)


@lru_cache(maxsize=256)
def _distinct(names: tuple[str, ...]) -> tuple[Codes, tuple[str, ...]]:
    """Return the position of every name among the distinct ones, and those."""
    position = {name: number for number, name in enumerate(dict.fromkeys(names))}
    by_code = [position[name] for name in names]
    return np.array(by_code, dtype=_code_type(len(position))), tuple(position)


def _code_type(names: int) -> type[np.signedinteger[Any]]:
    return np.int8 if names <= np.iinfo(np.int8).max else np.int16


def stacked(parts: Sequence[Columns]) -> Columns:
    """Return several sets of the same columns, one below the other."""
    if len(parts) == 1:
        return parts[0]
    return {name: _stack([part[name] for part in parts]) for name in parts[0]}


def _stack(parts: Sequence[Any]) -> Any:
    """Stack arrays or names; names that only some parts know become known to all."""
    if not isinstance(parts[0], Names):
        return np.concatenate(parts)
    names = parts[0].names
    if all(part.names is names or part.names == names for part in parts):
        return Names(np.concatenate([part.codes for part in parts]), names)
    codes, everyone = _distinct(tuple(name for part in parts for name in part.names))
    first = np.cumsum([0, *(len(part.names) for part in parts)])
    joined = [codes[start + part.codes] for start, part in zip(first, parts, strict=False)]
    return Names(np.concatenate(joined), everyone)


@lru_cache(maxsize=64)
def grid(months: int, width: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return row and column numbers of a (months, width) array in its own order; read only."""
    rows, columns = np.repeat(np.arange(months), width), np.tile(np.arange(width), months)
    rows.flags.writeable = columns.flags.writeable = False
    return rows, columns
