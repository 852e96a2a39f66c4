"""numba, without what it does on the way that no kernel here needs.

numba imports SciPy's linear algebra to know that it is there, a quarter of a second of a start, and
again for each function that uses it. No kernel does; one that did would find it. And it announces
every call of LLVM to whoever measures how long calls wait for each other, twenty thousand events of
a start, hundreds of thousands of one that compiles; here is one thread, and nobody listens.
"""

import sys
from types import ModuleType

import llvmlite.binding.ffi as ffi
import numba
from numba import njit
from numba.extending import register_jitable

from sim.engine.stand_ins import standing_in

_FOUND = ("scipy.linalg", "scipy.linalg.cython_blas")

# Without SciPy itself, which numba has looked for by now, there is nothing to stand in for.
with standing_in(map(ModuleType, _FOUND if "scipy" in sys.modules else ())):
    import numba.np.arraymath


def _announce_no_calls() -> None:
    """Take numba's announcements of calls off LLVM's lock, where a version tells which they are."""
    lock = getattr(ffi.lib, "_lock", None)
    for begin, end in tuple(getattr(lock, "_cblist", ())):
        if getattr(begin, "__module__", "") == "numba.core.base":
            ffi.unregister_lock_callback(begin, end)


_announce_no_calls()

__all__ = ["njit", "numba", "register_jitable"]
