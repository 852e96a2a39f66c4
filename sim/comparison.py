"""Paired runs: each draw opens once, then lives through the baseline and every scenario."""

import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, as_completed
from typing import Any, NamedTuple

from sim.compiling import Compiling, compile_once
from sim.kept import run_kept_draw
from sim.paired_draw import DrawResult, run_draw
from sim.parameters import load_parameters
from sim.results import Outcome, join_draws, plan_windows
from sim.scenario import Scenario
from sim.workers import pool as worker_pool

# Tells how many draws are done, of how many.
Progress = Callable[[int, int], None]


def compare(
    scenario: Scenario,
    *,
    draws: int | None = None,
    workers: int = 1,
    progress: Progress | None = None,
    compiling: Compiling | None = None,
    command: str = "",
    shares: bool = False,
    keep: bool = False,
) -> Outcome:
    """Run a scenario against its baseline with paired draws.

    draws: number of paired draws (default: the scenario's); workers: processes side by side, on
    which results do not depend; progress: called with (draws done, draws); compiling: hears of
    the model being compiled before the first run, see `compile_once`; shares: run every draw once
    more with its parameters and other luck, and say which part of the ranges is luck; keep: begin
    with what the cache folder keeps of openings and baselines, and keep them there. Raises
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
        keep=keep,
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
    keep: bool = False,
) -> list[Outcome]:
    """Run scenarios that share their baseline, run and parameters: the baseline runs once."""
    if not share_baseline(scenarios):
        raise ValueError("scenarios compared together must share baseline, run and parameters")
    compile_once(compiling)
    started = time.perf_counter()
    count = scenarios[0].run.draws if draws is None else draws
    # With shares every draw is run twice: with its own luck, and with that of a draw beyond.
    runs = 2 * count if shares else count
    jobs = [Job(list(scenarios), run % count, run, keep) for run in range(runs)]
    results: list[list[DrawResult]] = [[] for _ in range(runs)]
    for done, (draw, of_draw) in enumerate(_each_draw(jobs, workers), start=1):
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


class Job(NamedTuple):
    """One draw of scenarios: with the parameters of a draw and the luck of the same or another."""

    scenarios: list[Scenario]
    draw: int
    luck: int
    keep: bool

    def run(self) -> list[DrawResult]:
        """Run the draw."""
        if self.keep and self.luck == self.draw:
            return run_kept_draw(self.scenarios, self.draw)
        return run_draw(self.scenarios, self.draw, self.luck)


def _each_draw(jobs: Sequence[Job], workers: int) -> Iterator[tuple[int, list[DrawResult]]]:
    """Jobs by number as they finish, in this process or side by side."""
    if workers <= 1 or len(jobs) <= 1:
        for number, job in enumerate(jobs):
            yield number, job.run()
        return
    with worker_pool(min(workers, len(jobs))) as pool:
        futures: dict[Future[list[DrawResult]], int] = {
            pool.submit(Job.run, job): number for number, job in enumerate(jobs)
        }
        for future in as_completed(futures):
            yield futures[future], future.result()


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
