"""Agents as columns: a table of equally long arrays with the queries users are promised."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    import pandas as pd


class Columns:
    """Named columns of equal length, shape (rows,), with views by mask.

    There is no `do`: rules run compiled over the columns themselves.
    """

    def __init__(
        self,
        columns: dict[str, NDArray[Any]],
        rows: NDArray[np.int64] | None = None,
        writes: list[int] | None = None,
    ):
        lengths = {len(column) for column in columns.values()}
        if len(lengths) > 1:
            raise ValueError(f"columns of different lengths: {sorted(lengths)}")
        self._columns = columns
        self._rows = rows
        # Shared by a table and its views.
        self._writes = [0] if writes is None else writes

    @property
    def names(self) -> tuple[str, ...]:
        """Names of the columns."""
        return tuple(self._columns)

    def __len__(self) -> int:
        if self._rows is not None:
            return len(self._rows)
        return len(next(iter(self._columns.values()))) if self._columns else 0

    def select(self, mask: NDArray[np.bool_]) -> "Columns":
        """A view on the rows where the mask (bool, one a row of this view) is true."""
        chosen = np.flatnonzero(np.asarray(mask))
        rows = chosen if self._rows is None else self._rows[chosen]
        return Columns(self._columns, rows, self._writes)

    @property
    def writes(self) -> int:
        """Times that `set` has written to the table, for who keeps sums of its columns."""
        return self._writes[0]

    def get(self, name: str) -> NDArray[Any]:
        """One column as an array: the column itself, or a copy of a view's rows."""
        column = self._column(name)
        return column if self._rows is None else column[self._rows]

    def set(self, name: str, values: Any) -> None:
        """Write one column of the table, through a view only its rows."""
        self._column(name)[slice(None) if self._rows is None else self._rows] = values
        self._writes[0] += 1

    def reorder(self, order: NDArray[np.intp]) -> None:
        """Put the rows of the whole table in this order; views made before are of no use."""
        for name, column in self._columns.items():
            self._columns[name] = column[order]

    def agg(self, name: str, func: str | Callable[[NDArray[Any]], Any]) -> float:
        """One number from a column: `func` is a NumPy function or its name."""
        return float((getattr(np, func) if isinstance(func, str) else func)(self.get(name)))

    def groupby(self, by: str) -> "Grouped":
        """Group the rows by the values of a column."""
        return Grouped(self, by)

    def __getitem__(self, row: int) -> dict[str, Any]:
        """One agent, all its columns by name."""
        at = range(len(self))[row] if self._rows is None else int(self._rows[row])
        return {name: column[at].item() for name, column in self._columns.items()}

    def __iter__(self) -> Iterator[dict[str, Any]]:
        return (self[row] for row in range(len(self)))

    def __getattr__(self, name: str) -> NDArray[Any]:
        if name.startswith("_"):
            raise AttributeError(name)
        return self.get(name)

    def _column(self, name: str) -> NDArray[Any]:
        try:
            return self._columns[name]
        except KeyError:
            known = ", ".join(self._columns)
            raise AttributeError(f"no column {name!r}; there are: {known}") from None


class Grouped:
    """Rows grouped by a column; `agg` gives one number a group."""

    def __init__(self, columns: Columns, by: str):
        self._columns = columns
        self._by = by

    def agg(self, name: str, func: str | Callable[..., Any]) -> "pd.Series[Any]":
        """A pandas Series of `func` over column `name`, indexed by the grouping column."""
        import pandas as pd

        series = pd.Series(self._columns.get(name), name=name)
        return series.groupby(pd.Series(self._columns.get(self._by), name=self._by)).agg(func)
