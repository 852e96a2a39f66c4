"""Somebody moves a slider: seconds to the first answer and to the last of 64 draws."""

import time
from collections.abc import Iterable

from benchmarks.machine import cores
from benchmarks.measure import SCENARIO, Plan, Row, Timing
from sim.scenario import Scenario
from sim.session import Session

DRAWS = 64
LEVERS = "insurance-half"
PARAMETER = "household.consumption_adjustment"


def measure(plan: Plan) -> list[Row]:
    """A changed shock, lever and parameter from prepared openings; 64 draws prepared and not."""
    draws = 4 if plan.quick else DRAWS
    steps = range(1, plan.repetitions + 1)
    shocks = [_asked(plan, SCENARIO, f"shock.dates.change={-0.30 + 0.02 * s:.2f}") for s in steps]
    parameters = [_asked(plan, SCENARIO, f"{PARAMETER}={0.10 + 0.01 * s:.2f}") for s in steps]
    asked = f"`{plan.region}`, {plan.months} months"
    rows: list[Row] = []
    with Session(cores()) as session:
        session.prepare(_asked(plan, SCENARIO), draws)
        first, last = _timings(session, shocks, draws)
        rows += [
            first.row("session.shock.first", f"{asked}, changed shock: first paired answer"),
            last.row("session.shock.all", f"{asked}, changed shock: {draws} paired draws"),
        ]
        session.prepare(_asked(plan, LEVERS), 2)
        first, _ = _timings(session, [_lever(plan, step) for step in steps], 1)
        rows.append(first.row("session.lever.first", f"{asked}, changed lever: first answer"))
        first, _ = _timings(session, parameters, 1)
        rows.append(
            first.row("session.parameter.first", f"{asked}, changed parameter: first answer")
        )
    return [*rows, _from_nothing(plan, draws, asked)]


def _from_nothing(plan: Plan, draws: int, asked: str) -> Row:
    """All draws by a session that was not there before, its processes started too."""
    seconds = []
    for _ in range(plan.repetitions):
        started = time.perf_counter()
        with Session(cores()) as session:
            list(session.answers(_asked(plan, SCENARIO), draws))
            seconds.append(time.perf_counter() - started)
    what = f"{asked}, {draws} paired draws from nothing"
    return Timing(tuple(seconds)).row("session.nothing.all", what)


def _timings(session: Session, scenarios: Iterable[Scenario], draws: int) -> tuple[Timing, Timing]:
    """Seconds to the first and to the last answer of each scenario."""
    first, last = [], []
    for scenario in scenarios:
        started = time.perf_counter()
        seconds = [time.perf_counter() - started for _ in session.answers(scenario, draws)]
        first.append(seconds[0])
        last.append(seconds[-1])
    return Timing(tuple(first)), Timing(tuple(last))


def _asked(plan: Plan, name: str, *overrides: str) -> Scenario:
    run = (f"run.region={plan.region}", f"run.months={plan.months}")
    return Scenario.load(name, [*run, *overrides])


def _lever(plan: Plan, step: int) -> Scenario:
    return _asked(plan, LEVERS, f"lever.price_insurance.insured_share={0.5 + 0.02 * step:.2f}")
