"""Columns that grow in place: memory new to a process costs more than all that is written to it."""

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Memory for so many times the rows there are.
ROOM = 1.25


def _gather(
    values: NDArray[Any], more: NDArray[Any], order: NDArray[np.int64], out: NDArray[Any]
) -> None:
    """Write the rows `order` of `values` and `more`, numbered on, into `out`."""
    new = order >= values.size
    if values.size:
        np.take(values, order, out=out, mode="clip")
    out[new] = more[order[new] - values.size]


class Room:
    """The memory behind a table's columns [..., rows], with space for more rows than there are."""

    def __init__(self) -> None:
        self._buffers: dict[str, NDArray[Any]] = {}
        self._scratches: dict[np.dtype[Any], NDArray[Any]] = {}

    def __reduce__(self) -> tuple[Any, ...]:
        # Columns travel with their table; what is behind them is made anew when they grow.
        return Room, ()

    def copy(self, name: str, values: NDArray[Any]) -> NDArray[Any]:
        """A copy of a column that can grow in place."""
        column = self._column(name, values, values.shape[-1])
        column[...] = values
        return column

    def gather(
        self,
        name: str,
        values: NDArray[Any],
        more: NDArray[Any],
        order: NDArray[np.int64],
        first: int,
    ) -> NDArray[Any]:
        """The column whose rows are `order` of those of `values` and `more`, numbered on.

        first: the first row that is not where it was. The column takes the place of `values` where
        that lies here and there is room.
        """
        rows, buffer = order.size, self._buffers.get(name)
        if values.ndim == 1 and values.base is buffer is not None and buffer.size >= rows:
            moved = self._scratch(values.dtype, rows)[first:rows]
            _gather(values, more, order[first:], moved)
            buffer[first:rows] = moved
            return buffer[:rows]
        lines = prod(values.shape[:-1])
        gathered = self._scratch(values.dtype, lines * rows)[: lines * rows].reshape(lines, rows)
        for line in range(lines):
            _gather(_line(values, line), _line(more, line), order, gathered[line])
        column = self._column(name, values, rows)
        column[...] = gathered.reshape(column.shape)
        return column

    def _column(self, name: str, values: NDArray[Any], rows: int) -> NDArray[Any]:
        """Memory for a column like `values` of so many rows, whatever it holds."""
        needed, buffer = prod(values.shape[:-1]) * rows, self._buffers.get(name)
        if buffer is None or buffer.size < needed or buffer.dtype != values.dtype:
            buffer = self._buffers[name] = np.empty(int(needed * ROOM), dtype=values.dtype)
        return buffer[:needed].reshape(*values.shape[:-1], rows)

    def _scratch(self, dtype: np.dtype[Any], size: int) -> NDArray[Any]:
        """Memory to gather in before a column is overwritten."""
        scratch = self._scratches.get(dtype)
        if scratch is None or scratch.size < size:
            scratch = self._scratches[dtype] = np.empty(int(size * ROOM), dtype=dtype)
        return scratch


def _line(values: NDArray[Any], line: int) -> NDArray[Any]:
    """One line of a column of several; the column itself where it has one."""
    return values if values.ndim == 1 else values[line]
