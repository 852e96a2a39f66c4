"""Sums of a run's cells by what the tables group them by, month by month.

How cells lie together is the same for every month and both sides, so it is found once
(`CellKeys.once`). Cells that lie in the order of the groups are added up as they lie.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Amounts = NDArray[np.float64]


@dataclass(frozen=True)
class Slices:
    """Groups that no cell has two of: `starts` (groups,) of each in the cells put in `order`.

    order: None where the cells lie so already.
    """

    order: NDArray[np.intp] | None
    starts: NDArray[np.intp]

    def sums(self, months: Sequence[Amounts]) -> Amounts:
        """Add up each month's (cells, columns): (months, groups, columns).

        In the order of the rows, whatever the machine.
        """
        starts, order = self.starts, self.order
        if order is None:
            return np.array([np.add.reduceat(month, starts, axis=0) for month in months])
        return np.array([np.add.reduceat(month[order], starts, axis=0) for month in months])


def slices_of(group: NDArray[np.int64]) -> Slices:
    """Return the slices of cells by the number (cells,) of their group; every number has a cell."""
    in_order = bool((np.diff(group) >= 0).all())
    order = None if in_order else np.argsort(group, kind="stable")
    counts = np.bincount(group)
    return Slices(order, np.cumsum(counts) - counts)


def numbered(labels: Sequence[tuple[str, ...]]) -> tuple[NDArray[np.int64], list[tuple[str, ...]]]:
    """Return the number of each cell's label among the distinct ones, and those as they come."""
    number = {label: place for place, label in enumerate(dict.fromkeys(labels))}
    return np.array([number[label] for label in labels], dtype=np.int64), list(number)
