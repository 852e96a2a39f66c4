"""Worker processes for draws side by side: started early, so that their imports cost no time.

Where the platform can, a fork server imports the model once while the program itself is still
reading its input, and workers are forked from it; elsewhere each worker starts afresh. The module
imports nothing heavy.
"""

import multiprocessing
from multiprocessing.context import BaseContext

_PRELOADED = ["sim.preload"]


def context() -> BaseContext:
    """The way workers are started here: a fork server, else fresh processes."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    server = multiprocessing.get_context("forkserver")
    server.set_forkserver_preload(_PRELOADED)
    return server


def start_early() -> None:
    """Let the fork server begin its imports now; does nothing where there is none."""
    if context().get_start_method() == "forkserver":
        from multiprocessing.forkserver import ensure_running

        ensure_running()
