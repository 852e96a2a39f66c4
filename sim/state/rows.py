"""Adding and removing rows of a holdings table; nothing else in the model knows row numbers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.kernel import kernel
from sim.state.holdings import Holdings

Numbers = NDArray[np.int64]


def rebuild(
    table: Holdings, keep: NDArray[np.bool_], newcomers: Holdings | None = None
) -> NDArray[np.int64]:
    """Keep the marked rows in their order, add those of another table of the chain, cut slices.

    Whatever the table holds one a row goes along: every array whose last axis is the rows. Rows
    stay sorted by market; newcomers are the last of theirs, so that nearly all stay where they
    are. Returns for each row its number before (len(table) before + number among the newcomers).

    Raises ValueError when an array of the table is not one a row, or a mask has another length.
    """
    size = len(table)
    if keep.shape != (size,):
        raise ValueError(f"{keep.shape} marks for {size} rows")
    numbers = np.flatnonzero(keep)
    if newcomers is not None and len(newcomers):
        coming = np.argsort(newcomers.market, kind="stable")
        last = np.searchsorted(table.market[numbers], newcomers.market[coming], side="right")
        numbers = np.insert(numbers, last, size + coming)
    _put(table, newcomers, numbers)
    return numbers


def sort_rows(table: Holdings) -> None:
    """Sort rows by market, cooperative (none last) and household, as the population does."""
    nobody = np.iinfo(np.int32).max
    cooperative = np.where(table.cooperative < 0, nobody, table.cooperative)
    _put(table, None, np.lexsort((table.household, cooperative, table.market)))


def _put(table: Holdings, newcomers: Holdings | None, order: Numbers) -> None:
    """Give the table the rows `order` of its own and, numbered on, of the newcomers."""
    columns = _columns(table)
    added = _columns(newcomers) if newcomers is not None else {}
    first = _first_moved(order, len(table))
    if first == order.size == len(table):
        return
    for name, values in columns.items():
        more = added.get(name, values[..., :0])
        setattr(table, name, table.room.gather(name, values, more, order, first))
    table.cut_slices()


@kernel
def _first_moved(order, size):
    """The first row that is not where it was, of `size` rows before."""
    for row in range(min(order.size, size)):
        if order[row] != row:
            return row
    return min(order.size, size)


def _columns(table: Holdings) -> dict[str, NDArray[Any]]:
    """Every array of a table by name."""
    arrays = {name: value for name, value in vars(table).items() if isinstance(value, np.ndarray)}
    for name, values in arrays.items():
        if values.shape[-1:] != (len(table),):
            raise ValueError(f"{name} of {table.chain.name} holds {values.shape}, not one a row")
    return arrays
