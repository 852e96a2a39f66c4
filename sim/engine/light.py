"""Mesa, without loading the libraries that only its unused parts need.

Mesa imports its networks, continuous spaces, tables of data collectors and progress bars, which
import networkx, SciPy's spatial searches, pandas and asyncio, and asks each module's name of
everything that was imported before: together a second of a start. Nothing of what a model can ask
of Mesa is missing: what is asked for later is the library's after all.
"""

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any

from sim.engine.stand_ins import Later, holding, standing_in

# What Mesa takes by name, by module. Mesa calls it and builds nothing upon it.
TAKEN = {"scipy.spatial": "KDTree", "scipy.spatial.distance": "cdist", "tqdm.auto": "tqdm"}
# What Mesa imports whole, and asks only when something of it is used.
ASKED_LATER = ("networkx", "pandas")


@contextmanager
def _naming_modules_quickly() -> Iterator[None]:
    """Let a frame's module be looked up by the name it carries, not by its file among all files."""
    usual = inspect.getmodule

    def named(thing: Any, _filename: str | None = None) -> ModuleType | None:
        if isinstance(thing, FrameType):
            return sys.modules.get(thing.f_globals.get("__name__", ""))
        return usual(thing, _filename)

    inspect.getmodule = named  # type: ignore[assignment]
    try:
        yield
    finally:
        inspect.getmodule = usual


_stand_ins = [
    *(holding(module, function) for module, function in TAKEN.items()),
    *(Later(name) for name in ASKED_LATER),
]
try:
    with standing_in(_stand_ins), _naming_modules_quickly():
        import mesa
except (ImportError, TypeError):
    # A Mesa that takes more of them than this knows of, or builds upon it, loads what it wants.
    import mesa

__all__ = ["mesa"]
