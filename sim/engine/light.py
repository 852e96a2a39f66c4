"""Mesa, without loading the libraries that only its unused parts need.

Mesa imports its continuous spaces, which import SciPy's spatial searches, and asks each module's
name of everything that was imported before: together half a second of a start. Nothing of what a
model can ask of Mesa is missing: a distance asked for later is computed by SciPy after all.
"""

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType, ModuleType
from typing import Any

DISTANCES = "scipy.spatial.distance"


@contextmanager
def _without_scipy() -> Iterator[None]:
    """Let a stand-in answer who asks for the module of distances, unless it is loaded."""
    if DISTANCES in sys.modules:
        yield
        return
    stand_in = ModuleType(DISTANCES)
    stand_in.cdist = _cdist  # type: ignore[attr-defined]
    sys.modules[DISTANCES] = stand_in
    try:
        yield
    finally:
        del sys.modules[DISTANCES]


def _cdist(*arguments: Any, **options: Any) -> Any:
    from scipy.spatial.distance import cdist

    return cdist(*arguments, **options)


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


with _without_scipy(), _naming_modules_quickly():
    import mesa

__all__ = ["mesa"]
