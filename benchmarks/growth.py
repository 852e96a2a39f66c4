"""How time grows with months and with draws: exponents, which are 1 where it is in proportion."""

import time
from collections.abc import Iterator
from functools import partial

from benchmarks.lives import effects, opened, warm_up
from benchmarks.measure import SCENARIO, Plan, Row, repeat, slope
from sim.comparison import compare
from sim.model import ValueChainModel
from sim.scenario import Scenario

MONTHS = (12, 24, 48, 72, 96, 120)
DRAWS = (1, 2, 4, 8, 16)


def measure(plan: Plan) -> list[Row]:
    """Exponents of both, with the seconds they come from."""
    warm_up()
    return [*_of_months(plan), *_of_draws(plan)]


def _of_months(plan: Plan) -> list[Row]:
    opening = opened(plan.region)
    lengths = (3, 6) if plan.quick else MONTHS
    rows = []
    for months in lengths:
        twins = iter([opening.branch(effects()) for _ in range(plan.repetitions)])
        timing = repeat(partial(_run_next, twins, months), plan.repetitions)
        rows.append(timing.row(f"growth.months.{months}", f"`{plan.region}`, {months} months"))
    opening.close()
    return [*rows, _exponent("months", rows, lengths)]


def _of_draws(plan: Plan) -> list[Row]:
    """One after another on one core, timed as each of them is done."""
    counts = (1, 2) if plan.quick else DRAWS
    overrides = [f"run.region={plan.region}", f"run.months={plan.months}"]
    scenario = Scenario.load(SCENARIO, overrides)
    seconds: dict[int, list[float]] = {count: [] for count in counts}
    for _ in range(plan.repetitions):
        started = time.perf_counter()

        def note(done: int, of: int, started: float = started) -> None:
            if done in seconds:
                seconds[done].append(time.perf_counter() - started)

        compare(scenario, draws=counts[-1], progress=note)
    rows = []
    for count, found in seconds.items():
        middle = sorted(found)[len(found) // 2]
        what = f"`{plan.region}`, {count} paired draws on one core"
        rows.append(Row(f"growth.draws.{count}", what, middle, "s", min(found), max(found),
                        None, len(found)))  # fmt: skip
    return [*rows, _exponent("draws", rows, counts)]


def _exponent(name: str, rows: list[Row], sizes: tuple[int, ...]) -> Row:
    value = slope(sizes, [row.value for row in rows])
    return Row(f"growth.{name}.exponent", f"exponent of time in {name}", value, "1")


def _run_next(twins: Iterator[ValueChainModel], months: int) -> None:
    next(twins).run(months, "growth")
