"""Where numba looks for the compiled code of this package's kernels.

numba itself would look in a place named after the folder the package lies in, so that a second
checkout, or one that was moved, compiled everything again and nobody was told. The cache folder's
own name says which sources its code is of, so the kernel's name is enough.
"""

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any

from sim.engine.cache import folder
from sim.engine.compiler import numba

_PACKAGE = __name__.partition(".")[0]
_config: Any = numba.config


class InCacheFolder:
    """A locator as numba asks for it: folder, freshness and distinction of a kernel's code."""

    def __init__(self, function: Callable[..., Any], source: str) -> None:
        self._folder = os.path.join(folder(), *function.__module__.split("."))
        self._line = str(function.__code__.co_firstlineno)
        # numba names it in a warning.
        self._py_file = source

    @classmethod
    def from_function(cls, function: Callable[..., Any], source: str) -> "InCacheFolder":
        """The locator of a kernel whose source stands in a file."""
        return cls(function, source)

    def ensure_cache_path(self) -> None:
        """Make the folder; that it can be written was found out when the cache was prepared."""
        os.makedirs(self._folder, exist_ok=True)

    def get_cache_path(self) -> str:
        """Where the code lies."""
        return self._folder

    def get_source_stamp(self) -> str:
        """The cache folder changes with the sources: what lies in it is fresh."""
        return ""

    def get_disambiguator(self) -> str:
        """What tells apart kernels of one name in a module."""
        return self._line


@contextlib.contextmanager
def kept_in_cache_folder(function: Callable[..., Any]) -> Iterator[None]:
    """Let numba make a kernel meanwhile; with those of other packages it goes its own way."""
    if function.__module__.partition(".")[0] != _PACKAGE:
        yield
        return
    before = _config.CACHE_LOCATOR_CLASSES
    _config.CACHE_LOCATOR_CLASSES = f"{__name__}.{InCacheFolder.__name__}"
    try:
        yield
    finally:
        _config.CACHE_LOCATOR_CLASSES = before
