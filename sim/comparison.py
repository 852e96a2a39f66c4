"""Paired runs: each draw opens once, then lives through the baseline and every scenario."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sim.compiling import Compiling, compile_once
from sim.effects import Effects
from sim.model import ValueChainModel
from sim.parameters import Parameters, load_parameters
from sim.record import RunRecord
from sim.regions import load_region
from sim.results import Outcome, draw_tables, join_draws, plan_windows
from sim.scenario import Scenario
from sim.workers import pool as worker_pool

if TYPE_CHECKING:
    import pandas as pd

# Tells how many draws are done, of how many.
Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class DrawResult:
    """One draw of one scenario: its tables, both audits' worst residuals, seconds by step."""

    draw: int
    tables: "dict[str, pd.DataFrame]"
    residuals: dict[str, float]
    timings: dict[str, float]


def compare(
    scenario: Scenario,
    *,
    draws: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    compiling: Compiling | None = None,
    command: str = "",
    shares: bool = False,
) -> Outcome:
    """Run a scenario against its baseline with paired draws.

    draws: number of paired draws (default: the scenario's); workers: processes side by side, on
    which results do not depend; progress: called with (draws done, draws); compiling: hears of
    the model being compiled before the first run, see `compile_once`; shares: run every draw once
    more with its parameters and other luck, and say which part of the ranges is luck. Raises
    InputError for a region or population that cannot be.
    """
    return compare_all(
        [scenario],
        draws=draws,
        workers=workers,
        progress=progress,
        compiling=compiling,
        command=command,
        shares=shares,
    )[0]


def compare_all(
    scenarios: Sequence[Scenario],
    *,
    draws: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    compiling: Compiling | None = None,
    command: str = "",
    shares: bool = False,
) -> list[Outcome]:
    """Run scenarios that share their baseline, run and parameters: the baseline runs once."""
    if not share_baseline(scenarios):
        raise ValueError("scenarios compared together must share baseline, run and parameters")
    compile_once(compiling)
    started = time.perf_counter()
    count = scenarios[0].run.draws if draws is None else draws
    # With shares every draw is run twice: with its own luck, and with that of a draw beyond.
    runs = 2 * count if shares else count
    results: list[list[DrawResult]] = [[] for _ in range(runs)]
    for done, (draw, of_draw) in enumerate(_each_draw(scenarios, count, runs, workers), start=1):
        results[draw] = of_draw
        if progress is not None:
            progress(done, runs)
    elapsed = time.perf_counter() - started
    outcomes = []
    for index, scenario in enumerate(scenarios):
        own = [result[index] for result in results[:count]]
        outcome = outcome_of(scenario, own, elapsed, workers, command)
        if shares:
            _add_shares(outcome, scenario, [result[index] for result in results[count:]])
        outcomes.append(outcome)
    return outcomes


def _add_shares(outcome: Outcome, scenario: Scenario, again: list[DrawResult]) -> None:
    """Say in the outcome which part of its ranges is luck, from runs with other luck."""
    parameters = load_parameters().with_values(scenario.parameters, where=scenario.name)
    tables = join_draws([result.tables for result in again])
    outcome.add_shares(tables, parameters, plan_windows(scenario, parameters).chains)


def share_baseline(scenarios: Sequence[Scenario]) -> bool:
    """Whether one baseline run serves all of them."""
    first = scenarios[0]
    return all(
        scenario.run == first.run
        and scenario.parameters == first.parameters
        and scenario.baseline() == first.baseline()
        for scenario in scenarios
    )


def run_draw(scenarios: Sequence[Scenario], draw: int, luck: int | None = None) -> list[DrawResult]:
    """One draw: opening, baseline, then every scenario from a copy of the same opening.

    luck: the draw whose luck with people, prices and weather it meets, unless its own.
    """
    clock = Clock()
    first = scenarios[0]
    parameters = draw_parameters(first, draw)
    baseline_parameters = draw_parameters(first.baseline(), draw)
    luck = draw if luck is None else luck
    opening = open_model(first, parameters, luck)
    same_opening = baseline_parameters.hash() == parameters.hash()
    before = opening if same_opening else open_model(first, baseline_parameters, luck)
    clock.lap("opening")
    baseline = live_through(before, first.baseline(), first.run.months, keep=same_opening)
    clock.lap("baseline")
    found = []
    for index, scenario in enumerate(scenarios, start=1):
        last = index == len(scenarios)
        record = live_through(opening, scenario, scenario.run.months, keep=not last)
        clock.lap("scenario")
        tables = draw_tables(baseline, record, draw, plan_windows(scenario, parameters))
        clock.lap("tables")
        found.append(DrawResult(draw, tables, residuals(baseline, record), dict(clock.laps)))
    for model in (opening, before):
        model.close()
    return found


def draw_parameters(scenario: Scenario, draw: int) -> Parameters:
    """The parameters of one draw: the tree, the scenario's values, what is sampled drawn."""
    changed = load_parameters().with_values(scenario.parameters, where=scenario.name)
    return changed.drawn(scenario.run.seed, draw)


def open_model(scenario: Scenario, parameters: Parameters, draw: int) -> ValueChainModel:
    """The model at its opening (month -1), after the burn-in."""
    region = load_region(scenario.run.region, load_parameters(), search=list(scenario.folders))
    start = scenario.run.start.year * 12 + scenario.run.start.month - 1
    return ValueChainModel(region, parameters, scenario.run.seed, draw, start).open()


def live_through(
    opening: ValueChainModel, scenario: Scenario, months: int, keep: bool = True
) -> RunRecord:
    """Run a copy of the opening (the opening itself unless kept) through shocks and levers."""
    effects = Effects(scenario.shocks, scenario.levers)
    model = opening.branch(effects) if keep else opening.begin(effects)
    record = model.run(months, scenario.name)
    model.close()
    return record


def _each_draw(
    scenarios: Sequence[Scenario], count: int, runs: int, workers: int
) -> Iterator[tuple[int, list[DrawResult]]]:
    """Runs as they finish, in this process or side by side.

    Run r has the parameters of draw r, or from `count` on of draw r - count, and the luck of r.
    """
    if workers <= 1 or runs <= 1:
        for run in range(runs):
            yield run, run_draw(scenarios, run % count, run)
        return
    with worker_pool(min(workers, runs)) as pool:
        futures: dict[Future[list[DrawResult]], int] = {
            pool.submit(run_draw, list(scenarios), run % count, run): run for run in range(runs)
        }
        for future in as_completed(futures):
            yield futures[future], future.result()


def residuals(baseline: RunRecord, scenario: RunRecord) -> dict[str, float]:
    """Worst audit residuals of both sides as shares of turnover (goods: of what moved)."""
    turnover = max(baseline.audit["turnover"], scenario.audit["turnover"], 1.0)
    return {
        name: max(side.audit[name] for side in (baseline, scenario)) / scale
        for name, scale in (("cash", turnover), ("claims", turnover), ("goods", 1.0))
    }


def outcome_of(
    scenario: Scenario,
    results: list[DrawResult],
    elapsed: float,
    workers: int,
    command: str = "",
) -> Outcome:
    """The outcome of a scenario's draws, which took so many seconds on so many workers."""
    parameters = load_parameters().with_values(scenario.parameters, where=scenario.name)
    worst = {
        name: max(result.residuals[name] for result in results)
        for name in ("cash", "claims", "goods")
    }
    timings: dict[str, Any] = {"elapsed": elapsed, "workers": float(workers)}
    for result in results:
        for name, seconds in result.timings.items():
            timings[name] = timings.get(name, 0.0) + seconds
    return Outcome.build(
        scenario,
        parameters,
        [result.tables for result in results],
        plan_windows(scenario, parameters),
        worst,
        timings,
        command,
    )


class Clock:
    """Seconds spent by step, in `laps`."""

    def __init__(self) -> None:
        self.laps: dict[str, float] = {}
        self._last = time.perf_counter()

    def lap(self, name: str) -> None:
        """End a step that began with the last one's end."""
        now = time.perf_counter()
        self.laps[name] = self.laps.get(name, 0.0) + now - self._last
        self._last = now
