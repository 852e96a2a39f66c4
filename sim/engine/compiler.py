"""numba, without loading the library that only its linear algebra needs.

numba imports SciPy's linear algebra to know that it is there, a quarter of a second of a start, and
again for each function that uses it. No kernel does; one that did would find it.
"""

import sys
from types import ModuleType

import numba
from numba import njit
from numba.extending import register_jitable

from sim.engine.stand_ins import standing_in

_FOUND = ("scipy.linalg", "scipy.linalg.cython_blas")

# Without SciPy itself, which numba has looked for by now, there is nothing to stand in for.
with standing_in(map(ModuleType, _FOUND if "scipy" in sys.modules else ())):
    import numba.np.arraymath

__all__ = ["njit", "numba", "register_jitable"]
