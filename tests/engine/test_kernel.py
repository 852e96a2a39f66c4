"""Helpers of compiled loops: marks counted in bytes, small cells gone over together."""

import numpy as np
import pytest
from numba.core.errors import NumbaError

from sim.engine.kernel import (
    ROWS_TOGETHER,
    allocating_kernel,
    count_marks,
    group_end,
    kernel,
    most_together,
)


@kernel
def _count(marks, wanted):
    return count_marks(marks, wanted)


@kernel
def _groups(starts, ends):
    found, end = 0, 0
    while end < starts.size - 1:
        end = group_end(starts, end)
        ends[found] = end
        found += 1
    return found, most_together(starts)


def _mean_of_a_copy(values):
    return values.copy().mean()


@pytest.mark.parametrize("size", [0, 1, 127, 128, 129, 5_000])
def test_marks_are_counted_whatever_their_number(size):
    marks = np.random.default_rng(size).integers(0, 4, size).astype(np.int8)
    for wanted in range(4):
        assert _count(marks, wanted) == np.count_nonzero(marks == wanted)
    assert _count(np.ones(size, dtype=bool), True) == size


def test_cells_are_gone_over_once_in_groups_of_bounded_size():
    sizes = np.array([3, 1, ROWS_TOGETHER - 4, 1, 5 * ROWS_TOGETHER, 7, 2])
    starts = np.concatenate([[0], np.cumsum(sizes)])
    ends = np.zeros(sizes.size, dtype=np.int64)
    found, most = _groups(starts, ends)
    assert ends[:found].tolist() == [3, 4, 5, 7]
    assert most == 5 * ROWS_TOGETHER


def test_a_kernel_that_makes_an_array_must_say_so():
    with pytest.raises(NumbaError, match="NRT required"):
        kernel(_mean_of_a_copy)(np.ones(3))
    assert allocating_kernel(_mean_of_a_copy)(np.ones(3)) == 1.0
