"""Tables of pandas, made of plain columns when somebody asks for one."""

from collections.abc import Iterator, Mapping, MutableMapping
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sim.results.columns import Columns, Names
from sim.results.schema import TABLES

if TYPE_CHECKING:
    import pandas as pd


class Tables(MutableMapping[str, "pd.DataFrame"]):
    """Tables by name. Each is a pandas table from when it is asked for, plain columns before."""

    def __init__(self, columns: Mapping[str, Columns]) -> None:
        self._columns = dict(columns)
        self._frames: dict[str, pd.DataFrame] = {}

    def __getitem__(self, name: str) -> "pd.DataFrame":
        if name not in self._frames:
            self._frames[name] = with_units(name, frame(self._columns[name]))
        return self._frames[name]

    def __setitem__(self, name: str, table: "pd.DataFrame") -> None:
        self._frames[name] = table
        self._columns.setdefault(name, {})

    def __delitem__(self, name: str) -> None:
        del self._columns[name]
        self._frames.pop(name, None)

    def __iter__(self) -> Iterator[str]:
        return iter(self._columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __or__(self, others: "Mapping[str, pd.DataFrame]") -> "dict[str, pd.DataFrame]":
        return {**self, **others}

    def __getstate__(self) -> dict[str, Any]:
        # A pandas table is made again sooner than it is carried to another process.
        return {"_columns": {name: self.columns(name) for name in self}, "_frames": {}}

    def with_columns(self, others: Mapping[str, Columns]) -> "Tables":
        """Return these tables and others."""
        return Tables({**{name: self.columns(name) for name in self}, **others})

    def columns(self, name: str) -> Columns:
        """Return the plain columns of a table; who got it as a pandas table may have changed it."""
        if name in self._frames:
            return columns_of_frame(self._frames[name])
        return self._columns[name]


def columns_of(tables: "Mapping[str, pd.DataFrame]", name: str) -> Columns:
    """Return the plain columns of one of some tables."""
    if isinstance(tables, Tables):
        return tables.columns(name)
    return columns_of_frame(tables[name])


def columns_of_frame(table: "pd.DataFrame") -> Columns:
    """Return the plain columns of a pandas table."""
    return {str(name): column_of_series(table[name]) for name in table.columns}


def column_of_series(column: "pd.Series[Any]") -> Any:
    """Return one column as numbers or `Names`."""
    import pandas as pd

    if pd.api.types.is_numeric_dtype(column.dtype):
        return column.to_numpy()
    values = column.array if isinstance(column.array, pd.Categorical) else pd.Categorical(column)
    return Names(values.codes, tuple(str(name) for name in values.categories))


def frame(columns: Columns) -> "pd.DataFrame":
    """Return plain columns as a pandas table; names become categories."""
    import pandas as pd

    made = {name: _made(column) for name, column in columns.items()}
    return pd.DataFrame(made, copy=False)


def with_units(name: str, table: "pd.DataFrame") -> "pd.DataFrame":
    """Write the units of a table's columns into its `attrs`; returns the table."""
    table.attrs["units"] = {column.name: column.unit for column in TABLES[name].columns}
    return table


def _made(column: Any) -> Any:
    import pandas as pd

    if not isinstance(column, Names):
        return column
    return pd.Categorical.from_codes(column.codes, dtype=_categories(column.names), validate=False)


@lru_cache(maxsize=256)
def _categories(names: tuple[str, ...]) -> "pd.CategoricalDtype":
    import pandas as pd

    return pd.CategoricalDtype(list(names))
