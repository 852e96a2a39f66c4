"""Household-months a second, by region and by phase; set-up, burn-in and organisations' share."""

from collections.abc import Mapping
from typing import Any

from benchmarks.measure import DEFAULT_REGION, SMALL_REGION, Plan, Row, Timing
from benchmarks.worker import measured

# From here on every repetition is a process of its own that runs the opening itself: no copy of
# the households is held.
LARGE = 1_000_000
SIZES: tuple[str | int, ...] = (2_000, 70_000, DEFAULT_REGION, "hotan", 5_000_000)
# Of the households, and all organisations: what a run of it costs beyond them is organisations'.
THINNED = 0.02
Found = Mapping[str, Any]


def measure(plan: Plan) -> list[Row]:
    """All sizes, then phases of the default region and what large and small cost a household."""
    sizes = (2_000, SMALL_REGION) if plan.quick else SIZES
    found = {size: lived(size, plan) for size in sizes}
    rows = [row for size in sizes for row in _size_rows(size, found[size], plan)]
    if 5_000_000 in found:
        rows.append(_dearer(found[5_000_000], found[70_000], plan))
    if plan.region == DEFAULT_REGION:
        rows.append(_organisations(found[DEFAULT_REGION], lived(THINNED, plan)))
    return rows + _phase_rows(plan.region, found[plan.region], plan)


def lived(size: str | int | float, plan: Plan) -> dict[str, Any]:
    """What `lives.live` finds, repetitions joined."""
    if not isinstance(size, int) or size < LARGE:
        return dict(measured("live", region=size, months=plan.months, repetitions=plan.repetitions))
    each = [
        measured("live", region=size, months=plan.months, repetitions=1)
        for _ in range(plan.repetitions)
    ]
    runs = [pair for found in each for pair in found["runs"]]
    return {**each[0], "runs": runs, "peak": max(found["peak"] or 0 for found in each)}


def runs_of(found: Found) -> Timing:
    """The timings of its runs."""
    return Timing(tuple(wall for wall, _ in found["runs"]), tuple(cpu for _, cpu in found["runs"]))


def label(size: str | int, found: Found) -> str:
    """A region's name, or its households."""
    return f"{found['households']:,} households" if isinstance(size, int) else f"`{size}`"


def _size_rows(size: str | int, found: Found, plan: Plan) -> list[Row]:
    runs, named, key = runs_of(found), label(size, found), f"engine.{size}"
    work = found["households"] * plan.months
    cooperatives = found["cooperatives"]
    whole = f"{named} ({found['households']:,} households, {cooperatives:,} cooperatives)"
    if isinstance(size, int):
        whole = f"{named} ({cooperatives:,} cooperatives)"
    wall, cpu = found["set_up"]
    opened, opening_cpu = found["burn_in"]
    return [
        runs.row(f"{key}.run", f"{whole}, one run of {plan.months} months"),
        runs.rate(f"{key}.rate", f"{named}", work, "household-months/s"),
        Row(f"{key}.set_up", f"{named}, population made", wall, "s", cpu=cpu / wall),
        Row(f"{key}.burn_in", f"{named}, burn-in of 24 months", opened, "s",
            cpu=opening_cpu / opened),
    ]  # fmt: skip


def _dearer(large: Found, small: Found, plan: Plan) -> Row:
    """How much more a household-month costs among many."""
    costs = [
        [wall / (found["households"] * plan.months) for wall in runs_of(found).walls]
        for found in (large, small)
    ]
    ratio = Timing(tuple(costs[0])).median / Timing(tuple(costs[1])).median
    what = "cost of a household-month among 5,000,000 over among 70,000"
    return Row("engine.dearer", what, ratio, "1", min(costs[0]) / max(costs[1]),
               max(costs[0]) / min(costs[1]))  # fmt: skip


def _organisations(whole: Found, thinned: Found) -> Row:
    """What a run would cost without households, as a share of it."""
    all_of_it, thin = runs_of(whole).median, runs_of(thinned).median
    part = thinned["households"] / whole["households"]
    fixed = (thin - part * all_of_it) / (1.0 - part)
    what = f"`{DEFAULT_REGION}`, share of organisations, markets and records in a run"
    return Row("engine.organisations", what, fixed / all_of_it, "1")


def _phase_rows(region: str, found: Found, plan: Plan) -> list[Row]:
    """Milliseconds a month of each phase, dearest first."""
    phases = sorted(found["phases"].items(), key=lambda item: -item[1])
    return [
        Row(f"engine.phase.{name}", f"`{region}`, phase {name}", seconds / plan.months * 1e3,
            "ms/month")
        for name, seconds in phases
    ]  # fmt: skip
