"""Mesa, without loading the libraries that only its unused parts need.

Mesa imports its continuous spaces, which import SciPy's spatial searches, and asks each module's
name of everything that was imported before: together half a second of a start. Nothing of what a
model can ask of Mesa is missing: a search asked for later is SciPy's after all.
"""

import inspect
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from types import FrameType, ModuleType
from typing import Any

# What Mesa takes from SciPy for its spaces, by module. Mesa calls it and builds nothing upon it.
TAKEN = {"scipy.spatial": "KDTree", "scipy.spatial.distance": "cdist"}


@contextmanager
def _without_scipy() -> Iterator[None]:
    """Let stand-ins answer who asks for SciPy's spatial modules, unless they are loaded."""
    if any(name in sys.modules for name in TAKEN):
        yield
        return
    for name, function in TAKEN.items():
        sys.modules[name] = stand_in = ModuleType(name)
        setattr(stand_in, function, partial(_call, name, function))
    try:
        yield
    finally:
        for name in TAKEN:
            del sys.modules[name]


def _call(module: str, function: str, *arguments: Any, **options: Any) -> Any:
    return getattr(import_module(module), function)(*arguments, **options)


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


try:
    with _without_scipy(), _naming_modules_quickly():
        import mesa
except ImportError:
    # A Mesa that takes more of SciPy than this knows of loads what it wants.
    import mesa

__all__ = ["mesa"]
