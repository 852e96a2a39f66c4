"""Compiling everything once, before the first run with these sources.

Compiling is Python's work more than the machine's, so a second process helps: it takes the phases
of a month from the last to the first while this one goes through a small region as a run would.
What either has compiled the other finds in the cache, and the second leaves alone what the first is
at. The module imports nothing heavy.
"""

import atexit
import contextlib
import gc
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sim.engine import cache

if TYPE_CHECKING:
    from sim.model import ValueChainModel

# Hears of compiling: seconds it took, 0.0 when it begins.
Compiling = Callable[[float], None]
SMALL_REGION = "sample"
# Two years and the decisions after them: some loops run only where something fell over a year.
MONTHS = 26
# What compiling takes on two cores of a small machine (docs/speed.md: 22 seconds of a first start),
# and some more; who waits is told so many seconds.
EXPECTED_SECONDS = 30.0
_HELPER = (
    "import sys; sys.path.insert(0, sys.argv[1]); "
    "from sim.compiling import help_out; help_out(int(sys.argv[2]))"
)
_helpers: list[subprocess.Popen[bytes]] = []


def start_helper() -> None:
    """Start the second process, unless everything is compiled or there is no second core."""
    if _helpers or cache.is_warm() or not sys.executable or _cores() < 2:
        return
    root = str(Path(__file__).resolve().parents[1])
    with contextlib.suppress(OSError):
        helper = subprocess.Popen(
            [sys.executable, "-c", _HELPER, root, str(os.getpid())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        _helpers.append(helper)
        atexit.register(stop_helper)


def stop_helper() -> None:
    """End the second process if it is still at work; files are written whole or not at all."""
    while _helpers:
        helper = _helpers.pop()
        helper.terminate()
        helper.wait()


def compile_once(tell: Compiling | None = None) -> None:
    """Compile what runs need into the cache, unless it is there.

    tell: called with 0.0 before and with the seconds it took afterwards.
    """
    if cache.is_warm():
        return
    if tell is not None:
        tell(0.0)
    started = time.perf_counter()
    start_helper()
    collecting = gc.isenabled()
    # Compiling makes millions of objects, few of them garbage in circles.
    gc.disable()
    try:
        _compile_beside_helper()
    finally:
        if collecting:
            gc.enable()
        stop_helper()
        shutil.rmtree(_claims(os.getpid()), ignore_errors=True)
    cache.mark_warm()
    if tell is not None:
        tell(time.perf_counter() - started)


def _compile_beside_helper() -> None:
    from sim.engine.claims import claiming

    with claiming(_claims(os.getpid()), leave_others=False):
        _live_through_a_small_region()


def _live_through_a_small_region() -> None:
    from sim.effects import Effects
    from sim.model import ValueChainModel
    from sim.parameters import load_parameters
    from sim.phases.wind_up import leave
    from sim.regions import load_region

    parameters = load_parameters()
    model = ValueChainModel(load_region(SMALL_REGION, parameters), parameters).open()
    twin = model.branch(Effects())
    _unsettle(twin)
    twin.run(MONTHS, "compiling")
    for enterprise in twin.enterprises:
        leave(twin, enterprise)
    _borrow_and_plough_up(twin)
    for used in (model, twin):
        used.close()


def _borrow_and_plough_up(model: "ValueChainModel") -> None:
    """What nobody in so small a region may come to do, done by nobody."""
    import numpy as np

    from sim.phases.microcredit import borrow
    from sim.phases.newcomers import land_from_arable

    nobody, nothing = np.zeros(0, dtype=np.int64), np.zeros(0)
    borrow(model, nobody, nothing)
    for chain in model.chains:
        land_from_arable(model, chain, nobody, nothing)


def _unsettle(model: "ValueChainModel") -> None:
    """Let every other grower expect high prices, the rest low ones: some expand, some give up."""
    for table in model.holdings.values():
        table.expected_price[::2] *= 2.0
        table.expected_price[1::2] *= 0.5


def help_out(helped: int) -> None:
    """What the second process does: every phase of a year's months, the last phase first.

    Nothing comes of the numbers: a phase that cannot run before another is left to it, and one with
    a kernel that the process of number `helped` is compiling is left for another.
    """
    from sim.engine.claims import claiming
    from sim.model import ValueChainModel
    from sim.parameters import load_parameters
    from sim.regions import load_region
    from sim.schedule import SCHEDULE

    gc.disable()
    parameters = load_parameters()
    model = ValueChainModel(load_region(SMALL_REGION, parameters), parameters)
    _unsettle(model)
    with claiming(_claims(helped), leave_others=True):
        for month in range(MONTHS):
            model.month = month
            model.effects.start(month)
            for phase in reversed(SCHEDULE):
                with contextlib.suppress(Exception):
                    phase.run(model)


def _claims(helped: int) -> Path:
    """Where a process and the one that helps it say what they are compiling."""
    return cache.folder() / f"claims-{helped}"


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1
