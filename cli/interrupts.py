"""Ctrl-C is answered also where Python cannot raise it."""

import _thread
import contextlib
import sys
import threading
from collections.abc import Iterator

_AGAIN_SECONDS = 0.05


@contextlib.contextmanager
def no_interrupt_lost() -> Iterator[None]:
    """Interrupt again what swallowed an interrupt.

    One that arrives while a compiler calls back into Python, or while an object is let go, ends
    there: Python prints that it was ignored, and the program would run on.
    """
    before = sys.unraisablehook

    def hear(unraisable: "sys.UnraisableHookArgs") -> None:
        if not issubclass(unraisable.exc_type, KeyboardInterrupt):
            before(unraisable)
            return
        # Only when the callback is over: within it, the second would be lost like the first.
        again = threading.Timer(_AGAIN_SECONDS, _thread.interrupt_main)
        again.daemon = True
        again.start()

    sys.unraisablehook = hear
    try:
        yield
    finally:
        sys.unraisablehook = before
