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
    """Keep the marked rows, add those of another table of the chain, sort, and cut slices anew.

    Whatever the table holds one a row goes along: every array whose last axis is the rows. Rows are
    sorted by market, cooperative (none last) and household, as the population sorts them. Returns
    for each row its number before (len(table) before + number among the newcomers).

    Raises ValueError when an array of the table is not one a row, or a mask has another length.
    """
    size = len(table)
    columns = _columns(table)
    if keep.shape != (size,):
        raise ValueError(f"{keep.shape} marks for {size} rows")
    added = _columns(newcomers) if newcomers is not None and len(newcomers) else None
    order = _order(columns, added, np.flatnonzero(keep))
    first = _first_moved(order, size)
    if first == order.size == size:
        return order
    for name, values in columns.items():
        more = values[..., :0] if added is None else added[name]
        setattr(table, name, table.room.gather(name, values, more, order, first))
    table.cut_slices()
    return order


@kernel
def _first_moved(order, size):
    """The first row that is not where it was, of `size` rows before."""
    for row in range(min(order.size, size)):
        if order[row] != row:
            return row
    return min(order.size, size)


def _order(
    columns: dict[str, NDArray[Any]], added: dict[str, NDArray[Any]] | None, kept: Numbers
) -> Numbers:
    """Numbers of the rows that remain and of those that are new, as they are to be sorted."""
    size, more = columns["market"].size, 0 if added is None else added["market"].size
    numbers, keys = np.empty(kept.size + more, np.int64), np.empty(kept.size + more, np.int64)
    numbers[: kept.size], numbers[kept.size :] = kept, np.arange(size, size + more)
    in_order = _write_keys(*_sorting(columns), kept, keys[: kept.size])
    if added is not None:
        _write_keys(*_sorting(added), np.arange(more), keys[kept.size :])
        in_order = False
    # Nearly sorted: what is there keeps its order, and a stable sort merges what is new.
    return numbers if in_order else np.asarray(numbers[np.argsort(keys, kind="stable")])


def _sorting(columns: dict[str, NDArray[Any]]) -> tuple[NDArray[Any], ...]:
    return columns["market"], columns["cooperative"], columns["household"]


# Bits of a sorting key: enough for any household, and for any cooperative and none.
HOUSEHOLD_BITS, COOPERATIVE_BITS = 32, 16
NO_COOPERATIVE = (1 << COOPERATIVE_BITS) - 1


@kernel
def _write_keys(market, cooperative, household, rows, keys):
    """One number a row by which rows sort: market, cooperative (none last), household.

    Returns whether they are sorted.
    """
    in_order = True
    for i in range(rows.size):
        row = rows[i]
        group = cooperative[row] if cooperative[row] >= 0 else NO_COOPERATIVE
        place = (np.int64(market[row]) << COOPERATIVE_BITS) | group
        keys[i] = (place << HOUSEHOLD_BITS) + household[row]
        if i > 0 and keys[i] < keys[i - 1]:
            in_order = False
    return in_order


def _columns(table: Holdings) -> dict[str, NDArray[Any]]:
    """Every array of a table by name."""
    arrays = {name: value for name, value in vars(table).items() if isinstance(value, np.ndarray)}
    for name, values in arrays.items():
        if values.shape[-1:] != (len(table),):
            raise ValueError(f"{name} of {table.chain.name} holds {values.shape}, not one a row")
    return arrays
