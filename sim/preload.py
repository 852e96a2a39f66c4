"""What the fork server imports before it forks workers.

An interrupt is the program's to answer: the server and its workers stay silent. What is imported
stays to the end, so no worker looks for garbage in it.
"""

import gc
import signal
import sys
from types import TracebackType

signal.signal(signal.SIGINT, signal.SIG_IGN)
gc.disable()

import sim.comparison  # noqa: E402, F401

gc.freeze()
gc.enable()

_tell = sys.excepthook


def _tell_unless_asker_left(
    kind: type[BaseException], problem: BaseException, trace: TracebackType | None
) -> None:
    """Stay silent of a worker that could not be born because the program that asked has ended.

    What it was to share with that program, its pipe and its semaphores, is gone then. A program
    that is still there learns from the worker's exit status.
    """
    if not issubclass(kind, EOFError | FileNotFoundError | ConnectionError):
        _tell(kind, problem, trace)


sys.excepthook = _tell_unless_asker_left
