"""One common rule, written for each framework that is installed, the way its users write rules.

Every month each household gets its income, consumes by the model's buffer-stock rule, moves its
twelve-month income on and gets a warning colour; consumption and colours are summed by group
(`benchmarks.peers.rule` says it in plain Python). All must come to the same numbers.
"""

import importlib
import importlib.util
import itertools
import os
from collections.abc import Iterator
from typing import Any

import numpy as np

from benchmarks.measure import Plan, Row, Timing, timed
from benchmarks.peers.rule import Inputs, Written, inputs
from benchmarks.worker import measured

HOUSEHOLDS, FEW = 70_000, 2_000
MONTHS = 12
# A shorter timing would be the clock's and the neighbours'.
LEAST_SECONDS = 0.2
# Module that writes the rule, what it stands for, and the library it needs (None: the project's).
PEERS: tuple[tuple[str, str, str | None], ...] = (
    ("oasis_loops", "loops over cells in this engine's manner", None),
    ("laser_loops", "laser-core: a frame of properties, a compiled loop a component", "laser"),
    ("numpy_columns", "NumPy: expressions over columns", None),
    ("polars_frames", "Polars: expressions over a frame, as in mesa-frames", "polars"),
    ("mesa_objects", "plain Mesa: an agent a household", None),
)
# More would not be one core.
ONE_THREAD = {"POLARS_MAX_THREADS": "1", "NUMBA_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}


def measure(plan: Plan) -> list[Row]:
    """Household-months a second of each on one core; what is not installed gets a row of zero."""
    households = FEW if plan.quick else HOUSEHOLDS
    return [_row(module, what, needed, households, plan) for module, what, needed in PEERS]


def installed(needed: str | None) -> bool:
    """Whether a peer's library is there."""
    return needed is None or importlib.util.find_spec(needed) is not None


def lived(module: str, households: int, repetitions: int) -> dict[str, Any]:
    """Wall and CPU seconds of a year by one peer, in a fresh process with one thread."""
    os.environ.update(ONE_THREAD)
    given = inputs(households)
    peer = peer_class(module)(given)
    calendar = itertools.count()
    # A year to compile, and to fill what is filled at first.
    _year(peer, calendar)
    pairs = [_a_year(peer, calendar) for _ in range(repetitions)]
    return {"runs": pairs}


def peer_class(module: str) -> Any:
    """The class that writes the rule."""
    return importlib.import_module(f"benchmarks.peers.{module}").Peer


def same(one: Written, other: Written) -> bool:
    """Whether two come to the same numbers: colours exactly, amounts to rounding."""
    return bool(
        (one.colour == other.colour).all()
        and (one.sums[:, 1:] == other.sums[:, 1:]).all()
        and np.allclose(one.sums, other.sums, rtol=1e-9)
        and np.allclose(one.cash, other.cash, rtol=1e-9, atol=1e-6)
    )


def lived_through(module: str, given: Inputs, months: int) -> Written:
    """What a peer comes to after so many months."""
    peer = peer_class(module)(given)
    for month in range(months):
        peer.month(month)
    return peer.written()


def _a_year(peer: Any, calendar: Iterator[int]) -> tuple[float, float]:
    """Mean wall and CPU seconds of a year, over as many as fill `LEAST_SECONDS`."""
    wall = cpu = 0.0
    years = 0
    while wall < LEAST_SECONDS:
        seconds = timed(lambda: _year(peer, calendar))
        wall, cpu, years = wall + seconds[0], cpu + seconds[1], years + 1
    return wall / years, cpu / years


def _year(peer: Any, calendar: Iterator[int]) -> None:
    for _ in range(MONTHS):
        peer.month(next(calendar))


def _row(module: str, what: str, needed: str | None, households: int, plan: Plan) -> Row:
    key, unit = f"peers.{module}", "household-months/s"
    if not installed(needed):
        return Row(key, f"{what} (not installed)", 0.0, unit)
    found = measured("peer", module=module, households=households, repetitions=plan.repetitions)
    walls, cpus = zip(*found["runs"], strict=True)
    return Timing(walls, cpus).rate(key, what, households * MONTHS, unit)
