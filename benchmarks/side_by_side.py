"""Several runs at once, each in a process of its own: what the cores give together."""

import sys
from functools import partial
from typing import Any

from benchmarks.lives import built, effects, warm_up
from benchmarks.machine import cores
from benchmarks.measure import Plan, Row, Timing, timed, triad
from benchmarks.worker import answer, start


def measure(plan: Plan) -> list[Row]:
    """Household-months a second and bandwidth of one, two ... processes, up to the cores."""
    rows: list[Row] = []
    for processes in sorted({1, 2, cores()}):
        found = _together(processes, plan)
        work = found[0]["households"] * plan.months
        walls = zip(*(each["walls"] for each in found), strict=True)
        # Each repetition's runs are side by side: the slowest ends it.
        timing = Timing(tuple(max(each) for each in walls))
        key, what = f"side_by_side.{processes}", f"`{plan.region}`, {processes} runs at once"
        if processes == 1:
            what = f"`{plan.region}`, one run alone"
        rows += [
            timing.rate(key, what, work * processes, "household-months/s"),
            Row(f"{key}.triad", f"triad of {processes} processes together",
                sum(each["triad"] for each in found), "GB/s"),
        ]  # fmt: skip
    return rows


def _together(processes: int, plan: Plan) -> list[dict[str, Any]]:
    """Start them, wait until all are ready, let them go, and collect what they found."""
    options = {"region": plan.region, "months": plan.months, "repetitions": plan.repetitions}
    started = [start("side", **options) for _ in range(processes)]
    for _ in range(plan.repetitions + 1):
        for process in started:
            process.stdout.readline()  # type: ignore[union-attr]
        for process in started:
            process.stdin.write("go\n")  # type: ignore[union-attr]
            process.stdin.flush()  # type: ignore[union-attr]
    return [answer(process) for process in started]


def live_with_others(region: str, months: int, repetitions: int) -> dict[str, Any]:
    """Run again and again, each time when all the others are ready; the triad last."""
    warm_up()
    model = built(region).open()
    walls = []
    for _ in range(repetitions):
        twin = model.branch(effects())
        _wait_for_others()
        walls.append(timed(partial(twin.run, months, "side"))[0])
        twin.close()
    _wait_for_others()
    return {"households": len(model.households), "walls": walls, "triad": triad()}


def _wait_for_others() -> None:
    print("ready", flush=True)
    sys.stdin.readline()
