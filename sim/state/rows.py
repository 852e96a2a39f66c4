"""Adding and removing rows of a holdings table; nothing else in the model knows row numbers."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.state.holdings import Holdings


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
    added = {} if newcomers is None else _columns(newcomers)
    if keep.shape != (size,):
        raise ValueError(f"{keep.shape} marks for {size} rows")
    kept = np.flatnonzero(keep)
    joined = {
        name: np.concatenate([values[..., kept], added[name]], axis=-1) if added else
        values[..., kept]
        for name, values in columns.items()
    }  # fmt: skip
    numbers = np.concatenate([kept, size + np.arange(0 if newcomers is None else len(newcomers))])
    nobody = np.iinfo(np.int32).max
    cooperative = np.where(joined["cooperative"] < 0, nobody, joined["cooperative"])
    order = np.lexsort((joined["household"], cooperative, joined["market"]))
    for name, values in joined.items():
        setattr(table, name, np.ascontiguousarray(values[..., order]))
    table.cut_slices()
    return np.asarray(numbers[order], dtype=np.int64)


def _columns(table: Holdings) -> dict[str, NDArray[Any]]:
    """Every array of a table by name."""
    arrays = {name: value for name, value in vars(table).items() if isinstance(value, np.ndarray)}
    for name, values in arrays.items():
        if values.shape[-1:] != (len(table),):
            raise ValueError(f"{name} of {table.chain.name} holds {values.shape}, not one a row")
    return arrays
