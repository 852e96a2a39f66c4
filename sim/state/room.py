"""Columns that grow in place: memory new to a process costs more than all that is written to it."""

from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.kernel import kernel

# Memory for so many times the rows there are.
ROOM = 1.25


@kernel
def _gather(values, more, order, out):
    for i in range(order.size):
        row = order[i]
        out[i] = values[row] if row < values.size else more[row - values.size]


class Room:
    """The memory behind a table's columns [..., rows], with space for more rows than there are."""

    def __init__(self) -> None:
        self._buffers: dict[str, NDArray[Any]] = {}
        self._scratch = np.empty(0, dtype=np.uint8)

    def copy(self, name: str, values: NDArray[Any]) -> NDArray[Any]:
        """A copy of a column that can grow in place."""
        column = self._column(name, values, values.shape[-1])
        column[...] = values
        return column

    def gather(
        self, name: str, values: NDArray[Any], more: NDArray[Any], order: NDArray[np.int64]
    ) -> NDArray[Any]:
        """The column whose rows are `order` of those of `values` and `more`, numbered on.

        It takes the place of `values` where that lies here and there is room.
        """
        lines, rows = prod(values.shape[:-1]), order.size
        gathered = self._workspace(values.dtype, lines * rows).reshape(lines, rows)
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

    def _workspace(self, dtype: np.dtype[Any], size: int) -> NDArray[Any]:
        """Memory to gather in before a column is overwritten."""
        if self._scratch.size < size * dtype.itemsize:
            self._scratch = np.empty(int(size * dtype.itemsize * ROOM), dtype=np.uint8)
        return self._scratch[: size * dtype.itemsize].view(dtype)


def _line(values: NDArray[Any], line: int) -> NDArray[Any]:
    """One line of a column of several; the column itself where it has one."""
    return values if values.ndim == 1 else values[line]
