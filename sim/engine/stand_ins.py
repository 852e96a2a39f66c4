"""Modules that stand in, while a library is loaded, for others that it seldom or never uses."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from importlib import import_module
from types import ModuleType
from typing import Any


class Later(ModuleType):
    """Stands in for a module that is loaded when something of it is used.

    What is asked for while it still stands in, a default or an annotation, can be called later.
    """

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        if sys.modules.get(self.__name__) is self:
            return partial(_call, self.__name__, name)
        return getattr(import_module(self.__name__), name)


def holding(module: str, function: str) -> ModuleType:
    """A stand-in from which one function can be imported; calling it loads the module."""
    stand_in = ModuleType(module)
    setattr(stand_in, function, partial(_call, module, function))
    return stand_in


@contextmanager
def standing_in(modules: Iterable[ModuleType]) -> Iterator[None]:
    """Let these answer who asks for modules of their names, but for those that are loaded."""
    ours = {module.__name__: module for module in modules if module.__name__ not in sys.modules}
    sys.modules.update(ours)
    try:
        yield
    finally:
        for name in ours:
            del sys.modules[name]


def _call(module: str, function: str, *arguments: Any, **options: Any) -> Any:
    return getattr(import_module(module), function)(*arguments, **options)
