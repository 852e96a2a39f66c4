"""Bytes that the loops over all households move, against what the machine's memory can move.

Once a month two compiled loops pass over every household: one lets it consume (`live`), one closes
its month and warns it (`warn`). A column that a loop gets counts once when it is read and once when
it is written, whatever the caches keep; the triad beside it is counted the same way.
"""

import importlib
import inspect
import re
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.lives import built, effects, warm_up
from benchmarks.measure import Plan, Row, Timing, triad
from benchmarks.worker import measured

LOOPS = (("sim.phases.live", "_live"), ("sim.phases.warn", "_warn"))
LARGE, CACHED = 600_000, 10_000
MONTHS = 24


def measure(plan: Plan) -> list[Row]:
    """Bytes, seconds and share of the triad, of many households and of few that fit in a cache."""
    large = measured("kernels", households=2_000 if plan.quick else LARGE)
    cached = measured("kernels", households=2_000 if plan.quick else CACHED)
    rows = []
    for _, name in LOOPS:
        found, small = large["loops"][name], cached["loops"][name]
        size, seconds = large["households"], Timing(tuple(found["seconds"]))
        moved = found["bytes"] / 1e9
        loop, key = f"loop `{name[1:]}`, {size:,} households", f"kernels.{name[1:]}"
        rows += [
            Row(f"{key}.bytes", f"{loop}: read and written", found["bytes"] / size, "B/household"),
            seconds.rate(f"{key}.bandwidth", f"{loop}: moved", moved, "GB/s"),
            _a_household(f"{key}.memory", f"{loop}: time", found, size),
            _a_household(
                f"{key}.cached",
                f"loop `{name[1:]}`, {cached['households']:,} households: time",
                small,
                cached["households"],
            ),
        ]
        rows.append(
            Row(
                f"{key}.share",
                f"{loop}: share of the triad",
                moved / seconds.median / large["triad"],
                "1",
            )
        )
    return [Row("kernels.triad", "triad, one core", large["triad"], "GB/s"), *rows]


def _a_household(key: str, what: str, found: dict[str, Any], households: int) -> Row:
    """Nanoseconds a household and month."""
    each = [seconds / households * 1e9 for seconds in found["seconds"]]
    value = float(np.median(each))
    return Row(key, what, value, "ns/household", min(each), max(each), None, len(each))


def of_households(households: int) -> dict[str, Any]:
    """Seconds of every call of the loops and bytes of one, in a fresh process."""
    warm_up()
    model = built(households).open().begin(effects())
    with watched(len(model.households)) as found:
        model.run(MONTHS, "watched")
    return {"households": len(model.households), "triad": triad(), "loops": found}


@contextmanager
def watched(households: int) -> Iterator[dict[str, dict[str, Any]]]:
    """Put a clock around the loops where their phases call them."""
    found: dict[str, dict[str, Any]] = {}
    own = [(importlib.import_module(module), name) for module, name in LOOPS]
    loops = [getattr(module, name) for module, name in own]
    for (module, name), loop in zip(own, loops, strict=True):
        found[name] = {"seconds": []}
        setattr(module, name, _Watched(loop, households, found[name]))
    yield found
    for (module, name), loop in zip(own, loops, strict=True):
        setattr(module, name, loop)


class _Watched:
    """A compiled loop with a clock; its first call is looked at, the later ones are timed."""

    def __init__(self, loop: Any, households: int, found: dict[str, Any]) -> None:
        self.loop, self.households, self.found = loop, households, found

    def __call__(self, *arguments: Any) -> Any:
        if "bytes" not in self.found:
            columns = _columns(arguments, inspect.getsource(self.loop.py_func), self.households)
            before = [column.copy() for column in columns]
            answer = self.loop(*arguments)
            self.found["bytes"] = sum(
                column.nbytes * (1 + int((column != copy).any()))
                for column, copy in zip(columns, before, strict=True)
            )
            return answer
        started = time.perf_counter()
        answer = self.loop(*arguments)
        self.found["seconds"].append(time.perf_counter() - started)
        return answer


def _columns(arguments: Sequence[Any], source: str, households: int) -> list[NDArray[Any]]:
    """Columns of all households that a loop is given; of a tuple those that it names."""
    found = []
    for argument in arguments:
        if hasattr(argument, "_fields"):
            named = [
                getattr(argument, name)
                for name in argument._fields
                if re.search(rf"\.{name}\b", source)
            ]
            found += _columns(named, source, households)
        elif isinstance(argument, np.ndarray) and argument.shape[-1] == households:
            found.append(argument)
    return found
