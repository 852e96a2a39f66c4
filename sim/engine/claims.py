"""Which kernel which process compiles, where two compile side by side.

The one that goes through a run compiles whatever it comes to, and says so by an empty file; the one
that helps leaves to it what it has begun, and turns to something else.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from numba.core import event

_COMPILE = "numba:compile"


class CompiledElsewhereError(Exception):
    """Another process is compiling this kernel."""


class _Claims(event.Listener):
    """Hears of each kernel before it is compiled; what a kernel calls is compiled with it."""

    def __init__(self, folder: Path, leave_others: bool):
        self._folder = folder
        self._leave_others = leave_others
        self._depth = 0

    def on_start(self, event: Any) -> None:
        self._depth += 1
        if self._depth == 1 and not self._claimed(event.data) and self._leave_others:
            raise CompiledElsewhereError

    def on_end(self, event: Any) -> None:
        self._depth -= 1

    def _claimed(self, data: dict[str, Any]) -> bool:
        """Whether the kernel is this process's; where no file can be written, each has its own."""
        function = data["dispatcher"].py_func
        named = f"{function.__module__}.{function.__qualname__}{data['args']}"
        try:
            (self._folder / hashlib.sha256(named.encode()).hexdigest()[:32]).touch(exist_ok=False)
        except FileExistsError:
            return False
        except OSError:
            return True
        return True


@contextlib.contextmanager
def claiming(folder: Path, leave_others: bool) -> Iterator[None]:
    """Claim in a folder every kernel that this process compiles meanwhile.

    leave_others: raise CompiledElsewhereError instead of compiling what another process claimed.
    """
    with contextlib.suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
    with event.install_listener(_COMPILE, _Claims(folder, leave_others)):
        yield
