"""The engine against the reference: plain Mesa, an object a household, the same rules uncompiled.

Both live through the same months from the same opening, on one core, in the same process; months
are whole years, so that what happens once a year weighs the same.
"""

import gc
from typing import Any

from benchmarks.lives import built, by_phase, effects, warm_up
from benchmarks.measure import Plan, Row, Timing, timed
from benchmarks.worker import measured

FEW, MANY = 2_000, 70_000
MONTHS = 12


def measure(plan: Plan) -> list[Row]:
    """Household-months a second of both, their ratio, and milliseconds a month by phase."""
    rows: list[Row] = []
    for households in (FEW,) if plan.quick else (FEW, MANY):
        found = measured("reference", households=households, repetitions=plan.repetitions)
        rows += _rows(found, f"{found['households']:,} households")
    last = found["phases"]
    for name in sorted(last["reference"], key=lambda name: -last["reference"][name]):
        slow, fast = (last[side][name] / MONTHS * 1e3 for side in ("reference", "engine"))
        what = f"{found['households']:,} households, phase {name}"
        rows += [
            Row(f"reference.phase.{name}", f"{what}: reference", slow, "ms/month"),
            Row(f"reference.engine.{name}", f"{what}: engine", fast, "ms/month"),
        ]
    return rows


def _rows(found: dict[str, Any], what: str) -> list[Row]:
    """Rates of both sides and how many times faster the engine is."""
    work, rows, timings = found["households"] * MONTHS, [], {}
    # The key of the large region is short: it is the one that is promised.
    suffix = "" if found["asked"] == MANY else f".{found['asked']}"
    for side in ("reference", "engine"):
        walls, cpus = zip(*found[side], strict=True)
        timings[side] = Timing(walls, cpus)
        key = f"reference.{side}.rate{suffix}"
        rows.append(timings[side].rate(key, f"{what}, {side}", work, "household-months/s"))
    slow, fast = timings["reference"], timings["engine"]
    rows.append(
        Row(f"reference.ratio{suffix}", f"{what}, engine over reference", slow.median / fast.median,
            "times", min(slow.walls) / max(fast.walls), max(slow.walls) / min(fast.walls))
    )  # fmt: skip
    return rows


def both(households: int, repetitions: int) -> dict[str, Any]:
    """Seconds of years of both sides, and of their phases in one more year, in a fresh process."""
    from sim.reference import ReferenceModel

    warm_up()
    opening = built(households).open()
    found: dict[str, Any] = {"asked": households, "households": len(opening.households)}
    makers: dict[str, Any] = {
        "engine": lambda: opening.branch(effects()),
        "reference": lambda: ReferenceModel.of(opening, effects()),
    }
    found["phases"] = {}
    for side, make in makers.items():
        found[side] = [_year(make()) for _ in range(repetitions)]
        found["phases"][side] = by_phase(make(), MONTHS)
    return found


def _year(model: Any) -> tuple[float, float]:
    """Wall and CPU seconds of a year; what the last one left is collected before it."""
    gc.collect()
    seconds = timed(lambda: model.run(MONTHS, "year"))
    model.close()
    return seconds
