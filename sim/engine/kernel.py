"""How loops over agents are compiled, and sums over them whose bits never depend on the machine."""

from functools import partial
from typing import Any

from numba import njit
from numba.extending import register_jitable

# Compiled once and cached. NumPy's division (by zero: infinity) has no error to raise, so that a
# loop without branches becomes vector instructions; rules guard their denominators themselves.
# C never calls a kernel, so the wrapper for it need not be compiled.
kernel: Any = partial(njit, cache=True, error_model="numpy", no_cfunc_wrapper=True)


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
