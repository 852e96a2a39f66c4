"""The labels of cells: one row a cell, one array a key."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd

Made = TypeVar("Made")


class CellKeys:
    """Columns of labels: county, status, decile, insured, sources, linkage by chain, chains.

    Never changed: whoever groups cells by them keeps the groups here, with `once`.
    """

    def __init__(self, columns: Mapping[str, NDArray[Any]]) -> None:
        self._columns = dict(columns)
        self._made: dict[str, Any] = {}

    def __len__(self) -> int:
        return len(next(iter(self._columns.values())))

    def __contains__(self, name: str) -> bool:
        return name in self._columns

    def __getitem__(self, name: str) -> NDArray[Any]:
        return self._columns[name]

    def __getstate__(self) -> dict[str, Any]:
        # Groups are formed again sooner than they are carried to another process.
        return {"_columns": self._columns, "_made": {}}

    def take(self, rows: NDArray[np.int64]) -> "CellKeys":
        """Return the labels of some cells, in this order."""
        return CellKeys({name: column[rows] for name, column in self._columns.items()})

    def once(self, key: str, make: Callable[["CellKeys"], Made]) -> Made:
        """Return what `make` makes of the labels, made once for a key."""
        if key not in self._made:
            self._made[key] = make(self)
        made: Made = self._made[key]
        return made

    def frame(self) -> "pd.DataFrame":
        """Return the labels as a pandas table."""
        import pandas as pd

        return pd.DataFrame(self._columns)
