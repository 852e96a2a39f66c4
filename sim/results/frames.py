"""Small pieces from which the tables of a result are built."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from pandas.api.types import union_categoricals

Columns = dict[str, Any]
Codes = NDArray[np.signedinteger[Any]]
BASELINE = "baseline"


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
            "scenario": categorical(np.full(rows, self.side), self.names),
            "draw": np.full(rows, self.draw, dtype=np.int32),
        }

    def monthly(self, months: Codes) -> Columns:
        """Return the columns scenario, draw and month."""
        return self.columns(len(months)) | {"month": months.astype(np.int32)}


def categorical(codes: Codes, names: Sequence[str]) -> pd.Categorical:
    """Return a column of names: `codes` count in `names`, which may repeat."""
    by_code, dtype = _categories(tuple(names))
    return pd.Categorical.from_codes(by_code[codes], dtype=dtype, validate=False)


@lru_cache(maxsize=256)
def _categories(names: tuple[str, ...]) -> tuple[NDArray[np.int16], pd.CategoricalDtype]:
    """Return the position of every name among the distinct ones, and those as categories."""
    distinct = list(dict.fromkeys(names))
    position = {name: number for number, name in enumerate(distinct)}
    by_code = np.array([position[name] for name in names], dtype=np.int16)
    return by_code, pd.CategoricalDtype(distinct)


def frame(parts: Sequence[Columns]) -> pd.DataFrame:
    """Return one table of several sets of the same columns, one below the other."""
    stacked = {name: _stacked([part[name] for part in parts]) for name in parts[0]}
    return pd.DataFrame(stacked, copy=False)


def _stacked(parts: Sequence[Any]) -> Any:
    """Stack arrays or categoricals; names that only some parts know become known to all."""
    if not isinstance(parts[0], pd.Categorical):
        return np.concatenate(parts)
    first = parts[0].categories
    if not all(part.categories is first or part.categories.equals(first) for part in parts):
        return union_categoricals(list(parts))
    codes = np.concatenate([part.codes for part in parts])
    return pd.Categorical.from_codes(codes, dtype=parts[0].dtype, validate=False)


def grid(months: int, width: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return row and column numbers of a (months, width) array in its own order."""
    return np.repeat(np.arange(months), width), np.tile(np.arange(width), months)
