"""Worker processes for draws side by side: started early, so that their imports cost no time.

Where the platform can, a fork server imports the model once while the program itself is still
reading its input, and workers are forked from it; elsewhere each worker starts afresh. The module
imports nothing heavy.
"""

import multiprocessing
import os
import signal
import threading
from multiprocessing.context import BaseContext
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.worker_processes import WorkerProcesses

_PRELOADED = ["sim.preload"]
# Threads that libraries of linear algebra would start beside every worker: on cores that are all
# at work their products of small tables wait for each other, many times longer than they take.
_ONE_THREAD = ("OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def context() -> BaseContext:
    """The way workers are started here: a fork server, else fresh processes."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(_PRELOADED)
    return server


def start_early() -> None:
    """Let the fork server begin its imports now; does nothing where there is none.

    Processes started from here on use one thread for linear algebra, unless the environment says
    otherwise.
    """
    for name in _ONE_THREAD:
        os.environ.setdefault(name, "1")
    if context().get_start_method() != "forkserver":
        return
    from multiprocessing.forkserver import ensure_running
    from multiprocessing.resource_tracker import ensure_running as track

    # The server is deaf to Ctrl-C from birth: it would tell of one that comes while it imports.
    # The tracker it needs comes first, as starting that lets Ctrl-C through again.
    track()
    known = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        ensure_running()
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, known)


def pool(workers: int) -> "WorkerProcesses":
    """So many worker processes, which end when this one does, however it ends.

    They leave Ctrl-C to this process.
    """
    from sim.worker_processes import WorkerProcesses

    start_early()
    return WorkerProcesses(workers, mp_context=context(), initializer=_begin)


def _begin() -> None:
    # One from a fork server ignores it from birth; one that starts afresh does so from here on.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """Wait for the process that asked for this one, and end with it.

    A worker waits for work on a pipe whose other end it holds itself, so that the death of a
    program that was killed would leave it waiting for ever.
    """
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(1)
