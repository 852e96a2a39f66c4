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
from benchmarks.measure import Plan, Row, Timing, timed, triad
from benchmarks.worker import measured

LOOPS = (("sim.phases.live", "_live"), ("sim.phases.warn", "_warn"))
LARGE = 600_000
MONTHS = 24
# Columns of so many households stay in the last cache when a loop goes over them again and again;
# of fewer, the call itself would count.
CACHED, REPEATS = 40_000, 50


def measure(plan: Plan) -> list[Row]:
    """Bytes, seconds and share of the triad; seconds without the memory's part in them."""
    found = measured("kernels", households=2_000 if plan.quick else LARGE)
    rows = [Row("kernels.triad", "triad, one core", found["triad"], "GB/s")]
    for _, name in LOOPS:
        rows += _rows(name, found["loops"][name], found["households"], found["triad"])
    return rows


def _rows(name: str, found: dict[str, Any], households: int, bandwidth: float) -> list[Row]:
    seconds, moved = Timing(tuple(found["seconds"])), found["bytes"] / 1e9
    what, key = f"loop `{name[1:]}`, {households:,} households", f"kernels.{name[1:]}"
    share = moved / seconds.median / bandwidth
    return [
        Row(f"{key}.bytes", f"{what}: read and written", found["bytes"] / households,
            "B/household"),
        seconds.rate(f"{key}.bandwidth", f"{what}: moved", moved, "GB/s"),
        Row(f"{key}.share", f"{what}: moved, over the triad", share, "1"),
        _a_household(f"{key}.memory", f"{what}: time", found["seconds"], households),
        _a_household(f"{key}.cached", f"{what}: time, {found['cached_households']:,} of them "
                     "again and again", found["cached_seconds"], found["cached_households"]),
    ]  # fmt: skip


def _a_household(key: str, what: str, seconds: Sequence[float], households: int) -> Row:
    """Nanoseconds a household and month."""
    each = [one / households * 1e9 for one in seconds]
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
    for module, name in own:
        getattr(module, name).go_over_few()
    for (module, name), loop in zip(own, loops, strict=True):
        setattr(module, name, loop)


class _Watched:
    """A compiled loop with a clock; its first call is looked at, the later ones are timed.

    Its first argument says where each cell's households begin.
    """

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
        self.last = arguments
        started = time.perf_counter()
        answer = self.loop(*arguments)
        self.found["seconds"].append(time.perf_counter() - started)
        return answer

    def go_over_few(self) -> None:
        """Time the last call again for its first cells alone; the model is of no use afterwards."""
        starts, *others = self.last
        cells = max(int(np.searchsorted(starts, CACHED, side="right")) - 1, 1)
        few = starts[: cells + 1]
        self.loop(few, *others)
        self.found["cached_households"] = int(few[-1])
        self.found["cached_seconds"] = [
            timed(lambda: self.loop(few, *others))[0] for _ in range(REPEATS)
        ]


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
