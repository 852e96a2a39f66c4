"""Somebody moves a slider: seconds to the first year, the first answer, the last of 64 draws."""

import shutil
import time
from collections.abc import Iterable

from benchmarks.machine import cores
from benchmarks.measure import SCENARIO, Plan, Row, Timing
from sim import store
from sim.kept import DRAWS_IN_MEMORY, memory_used
from sim.scenario import Scenario
from sim.session import Session

DRAWS = 64
LEVERS = "insurance-half"
PARAMETER = "household.consumption_adjustment"
LOOKED_AT = 0.5
MEGABYTE = 1e6


def measure(plan: Plan) -> list[Row]:
    """A changed shock, lever and parameter from prepared openings; 64 draws prepared and not."""
    draws = 4 if plan.quick else DRAWS
    steps = range(1, plan.repetitions + 1)
    shocks = [_asked(plan, SCENARIO, f"shock.dates.change={-0.30 + 0.02 * s:.2f}") for s in steps]
    parameters = [_asked(plan, SCENARIO, f"{PARAMETER}={0.15 + 0.01 * s:.2f}") for s in steps]
    asked = f"`{plan.region}`, {plan.months} months"
    rows: list[Row] = []
    with Session(cores()) as session:
        session.prepare(_asked(plan, SCENARIO), draws)
        kept = sum(session.run_on(n, memory_used).result() for n in range(session.workers))
        in_memory = f"{asked}, {min(draws, DRAWS_IN_MEMORY)} draws kept in memory"
        rows.append(Row("session.kept", in_memory, kept / MEGABYTE, "MB"))
        rows += _moves(session, "session.shock", f"{asked}, changed shock", shocks)
        rows.append(
            _last(session, shocks, draws).row(
                "session.shock.all", f"{asked}, changed shock: {draws} paired draws"
            )
        )
        session.prepare(_asked(plan, LEVERS), 2)
        levers = [_lever(plan, step) for step in steps]
        rows += _moves(session, "session.lever", f"{asked}, changed lever", levers)
        rows += _moves(session, "session.parameter", f"{asked}, changed parameter", parameters)
    return [*rows, *_anew(plan, draws, asked)]


def _anew(plan: Plan, draws: int, asked: str) -> list[Row]:
    """All draws by a session that was not there before, its processes started too.

    First with nothing of them in the cache folder, then with what the last one left there.
    """
    nothing, kept = [], []
    for _ in range(plan.repetitions):
        shutil.rmtree(store.folder(), ignore_errors=True)
        nothing.append(_of_new_session(plan, draws))
        kept.append(_of_new_session(plan, draws))
    what = f"{asked}, {draws} paired draws"
    return [
        Timing(tuple(nothing)).row("session.nothing.all", f"{what} from nothing"),
        Timing(tuple(kept)).row("session.folder.all", f"{what} by a new session, asked before"),
    ]


def _of_new_session(plan: Plan, draws: int) -> float:
    started = time.perf_counter()
    with Session(cores()) as session:
        list(session.answers(_asked(plan, SCENARIO), draws))
        return time.perf_counter() - started


def _moves(session: Session, key: str, what: str, scenarios: Iterable[Scenario]) -> list[Row]:
    """Seconds to the first draw's answer for its first year, and to its whole answer.

    Somebody who moves a slider looks at the answer before he moves it again.
    """
    early, whole = [], []
    for scenario in scenarios:
        started = time.perf_counter()
        seconds = [
            time.perf_counter() - started for _ in session.answers(scenario, 1, first_year=True)
        ]
        early.append(seconds[0])
        whole.append(seconds[-1])
        time.sleep(LOOKED_AT)
    return [
        Timing(tuple(early)).row(f"{key}.first_year", f"{what}: first year of the first draw"),
        Timing(tuple(whole)).row(f"{key}.first", f"{what}: first paired answer"),
    ]


def _last(session: Session, scenarios: Iterable[Scenario], draws: int) -> Timing:
    """Seconds to the answer of all draws."""
    seconds = []
    for scenario in scenarios:
        started = time.perf_counter()
        for _ in session.answers(scenario, draws):
            last = time.perf_counter() - started
        seconds.append(last)
    return Timing(tuple(seconds))


def _asked(plan: Plan, name: str, *overrides: str) -> Scenario:
    run = (f"run.region={plan.region}", f"run.months={plan.months}")
    return Scenario.load(name, [*run, *overrides])


def _lever(plan: Plan, step: int) -> Scenario:
    return _asked(plan, LEVERS, f"lever.price_insurance.insured_share={0.5 + 0.02 * step:.2f}")
