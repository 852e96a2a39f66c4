"""How loops over agents are compiled, and sums over them whose bits never depend on the machine."""

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from numba.extending import register_jitable

from sim.engine.compiled import kept_in_cache_folder
from sim.engine.compiler import njit

# C never calls a kernel, so the wrapper for it need not be compiled. NumPy's division (by zero:
# infinity) has no error to raise, so that a loop without branches becomes vector instructions;
# rules guard their denominators themselves. Who calls a kernel holds the arrays it works on: it
# counts no references to them, which took more time than the work of many a row.
_OPTIONS: dict[str, Any] = {
    "cache": True, "error_model": "numpy", "no_cfunc_wrapper": True, "_nrt": False,
}  # fmt: skip


def kernel(function: Callable[..., Any], **options: Any) -> Any:
    """A loop over agents, compiled once and kept; options: of numba, beside or instead of ours."""
    with kept_in_cache_folder(function):
        return njit(function, **(_OPTIONS | options))


# One that makes an array of its own has to count references to it.
allocating_kernel = partial(kernel, _nrt=True)

# A row number that is not negative, as an index: one that has a sign is asked at every access
# whether it counts from the end, a quarter of the time of loops that gather.
index: Any = np.uintp


@register_jitable
def lane_sum(values):
    """Sum of an array in eight running sums, folded in a fixed order.

    As fast as vector instructions of any width allow, with the same bits at every width.
    """
    s0 = s1 = s2 = s3 = s4 = s5 = s6 = s7 = 0.0
    whole = values.size // 8 * 8
    for i in range(0, whole, 8):
        s0 += values[i]
        s1 += values[i + 1]
        s2 += values[i + 2]
        s3 += values[i + 3]
        s4 += values[i + 4]
        s5 += values[i + 5]
        s6 += values[i + 6]
        s7 += values[i + 7]
    rest = 0.0
    for i in range(whole, values.size):
        rest += values[i]
    return ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7)) + rest


# So many rows of a dozen columns stay in the nearest caches until the next loop over them.
ROWS_TOGETHER = 512
# Of so many marks the number that is wanted fits into one byte.
_MARKS_TOGETHER = 128


@register_jitable
def group_end(starts, first):
    """The cell after the last of those that are gone over together, from cell `first` on.

    Small cells are taken together, so that loops over their rows are long enough for vector
    instructions. starts: first row of each cell, then the row after the last.
    """
    last = first + 1
    while last + 1 < starts.size and starts[last + 1] - starts[first] <= ROWS_TOGETHER:
        last += 1
    return last


@register_jitable
def most_together(starts):
    """Rows of the largest group that `group_end` may make."""
    most = ROWS_TOGETHER
    for c in range(starts.size - 1):
        most = max(most, starts[c + 1] - starts[c])
    return most


@register_jitable
def _count_few(marks, wanted):
    found = np.uint8(0)
    for row in range(marks.size):
        found = np.uint8(found + np.uint8(marks[row] == wanted))
    return found


@register_jitable
def count_marks(marks, wanted):
    """How many of an array of bytes are `wanted`; counted in bytes, 32 rows an instruction."""
    found = 0
    for first in range(0, marks.size, _MARKS_TOGETHER):
        found += _count_few(marks[first : first + _MARKS_TOGETHER], wanted)
    return found
