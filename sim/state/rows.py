"""Adding and removing rows of a holdings table; nothing else in the model knows row numbers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

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
    if added is None and order.size == size and (order[1:] > order[:-1]).all():
        return order
    for name, values in columns.items():
        pool = values if added is None else np.concatenate((values, added[name]), axis=-1)
        setattr(table, name, pool.take(order, axis=-1))
    table.cut_slices()
    return order


def _order(
    columns: dict[str, NDArray[Any]], added: dict[str, NDArray[Any]] | None, kept: Numbers
) -> Numbers:
    """Numbers of the rows that remain and of those that are new, as they are to be sorted."""
    keys = _key(columns)[kept]
    numbers = kept
    if added is not None:
        size, more = columns["market"].size, added["market"].size
        keys = np.concatenate((keys, _key(added)))
        numbers = np.concatenate((kept, np.arange(size, size + more)))
    if (keys[1:] > keys[:-1]).all():
        return numbers
    # Nearly sorted: what is there keeps its order, and a stable sort merges what is new.
    return np.asarray(numbers[np.argsort(keys, kind="stable")])


# Bits of a sorting key: enough for any household, and for any cooperative and none.
HOUSEHOLD_BITS, COOPERATIVE_BITS = 32, 16
NO_COOPERATIVE = (1 << COOPERATIVE_BITS) - 1


def _key(columns: dict[str, NDArray[Any]]) -> Numbers:
    """One number a row by which rows sort: market, cooperative (none last), household."""
    cooperative = columns["cooperative"].astype(np.int64)
    cooperative[cooperative < 0] = NO_COOPERATIVE
    place = (columns["market"].astype(np.int64) << COOPERATIVE_BITS) | cooperative
    return np.asarray((place << HOUSEHOLD_BITS) + columns["household"])


def _columns(table: Holdings) -> dict[str, NDArray[Any]]:
    """Every array of a table by name."""
    arrays = {name: value for name, value in vars(table).items() if isinstance(value, np.ndarray)}
    for name, values in arrays.items():
        if values.shape[-1:] != (len(table),):
            raise ValueError(f"{name} of {table.chain.name} holds {values.shape}, not one a row")
    return arrays
