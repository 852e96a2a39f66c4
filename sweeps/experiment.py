"""`run_sweep`: from a sweep to its folder of results, begun or continued."""

import math
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from sim.compiling import Compiling, compile_once
from sim.errors import InputError, Phrase
from sweeps.dataset import MANIFEST, Dataset, holds_others, read_manifest
from sweeps.loading import load_sweep
from sweeps.origin import check_same, drawn_parameters, manifest, now
from sweeps.planning import Pace, Plan
from sweeps.pools import Pool, pool_of
from sweeps.results import SweepResults
from sweeps.running import Progress, Runner, failures_in
from sweeps.sweep import Sweep
from sweeps.tasks import Done, Task, Work

# More paired runs than this are only begun by who says so.
LARGEST_UNASKED = 100_000


@dataclass(frozen=True)
class Estimate:
    """What a sweep comes to: paired runs still to do, and seconds on so many workers."""

    runs: int
    left: int
    seconds: float
    workers: int


Told = Callable[[Estimate], None]


def run_sweep(
    sweep: Sweep | str | Path,
    *,
    out: str | Path = "results",
    workers: int = 1,
    scheduler: str | None = None,
    resume: bool = False,
    yes: bool = False,
    progress: Progress | None = None,
    told: Told | None = None,
    compiling: Compiling | None = None,
    command: str = "",
) -> SweepResults:
    """Run a sweep and return its results, which lie in `out`/<its name>.

    sweep: a file or what `load_sweep` returns; workers: processes; scheduler: a Dask scheduler's
    address, or "local" for Dask workers on this machine; resume: go on with what is there; yes:
    begin however much it is; progress: called with (paired runs done, of so many); told: hears
    what it comes to before it begins; compiling: see `sim.compiling.compile_once`. Rows do not
    depend on workers, scheduler or interruptions. Raises InputError for anything unusable, for a
    folder that holds results already, and on resuming what was defined otherwise.
    """
    if not isinstance(sweep, Sweep):
        sweep = load_sweep(sweep)
    folder = Path(out) / sweep.name
    check_folder(folder, resume)
    if sweep.bases:
        compile_once(compiling)
    if sweep.runs > LARGEST_UNASKED and not yes:
        raise too_large(sweep, estimate(sweep, workers))
    with pool_of(workers, scheduler) as pool:
        how = How(pool, progress, told, command)
        if sweep.search is not None:
            from sweeps.search.searching import run_search

            return run_search(sweep, folder, how)
        return run_in(sweep, folder, how)


@dataclass
class How:
    """How a sweep is run: where, who hears of it, and what is known of its pace."""

    pool: Pool
    progress: Progress | None = None
    told: Told | None = None
    command: str = ""
    pace: Pace | None = None


def check_folder(folder: Path, resume: bool) -> None:
    """Raise InputError where a sweep could not begin, or has nothing to go on with."""
    begun = (folder / MANIFEST).exists()
    if resume and not begun:
        expected = Phrase("sweep.expected.folder")
        raise InputError("sweep_no_results", where=str(folder), expected=expected)
    if not resume and (begun or holds_others(folder)):
        expected = Phrase("sweep.expected.resume")
        raise InputError("sweep_exists", where=str(folder), expected=expected)


def _begin(dataset: Dataset, sweep: Sweep, command: str, resume: bool) -> dict[str, Any]:
    """Lock the folder, new or known, and return its manifest."""
    notes = manifest(sweep, command)
    if resume:
        before = read_manifest(dataset.folder)
        check_same(before, notes, str(dataset.folder))
        notes = {**notes, "started": before["started"], "seconds": before.get("seconds", 0.0)}
        dataset.lock()
    try:
        if resume:
            dataset.recover()
        dataset.begin(notes, drawn_parameters(sweep))
    except BaseException:
        dataset.release()
        raise
    return notes


def run_in(sweep: Sweep, folder: Path, how: How) -> SweepResults:
    """Run in a pool what a sweep's folder still lacks, and note how it ended however it ends."""
    started = time.perf_counter()
    points = sweep.points()
    dataset = Dataset(folder, sweep, points)
    notes = _begin(dataset, sweep, how.command, (folder / MANIFEST).exists())
    work = sweep.work()
    plan = Plan.of(points, work.shares())
    done = dataset.done(sweep.draws)
    state = "stopped"
    try:
        pace = how.pace or Pace()
        runner = Runner(sweep, dataset, plan, how.pool, pace, done, how.progress)
        if how.pace is None:
            _learn_pace(runner, work)
        if how.told is not None:
            how.told(_left(runner))
        runner.run()
        how.pace = runner.pace
        state = "complete"
    finally:
        notes["state"] = state
        notes["finished"] = now()
        notes["seconds"] = notes.get("seconds", 0.0) + time.perf_counter() - started
        notes["workers"] = how.pool.size
        notes["runs"] = int(done.sum()) * len(sweep.scenarios)
        try:
            notes["failures"] = failures_in(dataset)
            dataset.note(notes)
        finally:
            dataset.release()
    return SweepResults(folder)


def _left(runner: Runner) -> Estimate:
    """Return what is still to be done."""
    done, workers = runner.done, runner.pool.size
    left = done.size - int(done.sum())
    openings = len(runner.plan.groups) * math.ceil(left / max(done.shape[1], 1))
    seconds = runner.pace.seconds(openings, left) / workers
    scenarios = len(runner.sweep.scenarios)
    return Estimate(done.size * scenarios, left * scenarios, seconds, workers)


def _learn_pace(runner: Runner, work: Work) -> None:
    """Run two tasks here, of two draws where there are: the second tells how long one takes.

    The first loads everything. They are missing ones of the first draws, which every point needs,
    and are kept; where none is missing, points are run once more for their seconds alone.
    """
    stop, done = runner.sweep.stop, runner.done
    surely = runner.sweep.draws if stop is None else stop.least_draws
    missing = np.argwhere(~done[:surely])
    if done.all():
        return
    keeping = len(missing) > 0
    chosen = missing if keeping else np.argwhere(done)
    other = chosen[chosen[:, 0] != chosen[0, 0]]
    second = other[:1] if len(other) else chosen[1:2]
    for draw, point in (chosen[0], *second):
        result = work([runner.plan.task(draw, point)])
        runner.pace = Pace()
        if keeping:
            runner.keep(result, 1)
        else:
            runner.pace.learn(result, 1)


def estimate(sweep: Sweep, workers: int) -> Estimate:
    """Return what a sweep comes to, from two points in the middle of its factors.

    Nothing is kept, and the points of the design are not made: there may be millions.
    """
    work = sweep.work()
    middle = tuple(factor.at(np.array([0.5]))[0] for factor in sweep.factors)
    pace = Pace()
    done = Done()
    for draw in range(min(2, sweep.draws)):
        done = work([Task(draw, 0, middle)])
    failure = next((row.failure for row in done.rows if row.failure), "")
    if failure:
        raise InputError("sweep_fails", where=sweep.name, got=failure)
    pace.learn(done, 1)
    openings = sweep.draws * openings_a_draw(sweep)
    seconds = pace.seconds(openings, sweep.runs // len(sweep.scenarios)) / workers
    return Estimate(sweep.runs, sweep.runs, seconds, workers)


def openings_a_draw(sweep: Sweep) -> int:
    """Return at most how many openings a draw needs."""
    shares = sweep.work().shares()
    if sweep.search is not None:
        return sweep.search.generations + 1
    if not shares:
        return 1
    if sweep.design.kind != "grid" or sweep.own_points is not None:
        return sweep.count
    return math.prod(len(sweep.factors[place].steps()) for place in shares)


def too_large(sweep: Sweep, found: Estimate) -> InputError:
    """Return the refusal of a sweep that nobody has said yes to."""
    return InputError(
        "sweep_too_large",
        where=sweep.name,
        runs=f"{found.runs:,}",
        time=Phrase("sweep.hours", {"hours": f"{found.seconds / 3600:,.1f}"}),
        workers=found.workers,
        limit=f"{LARGEST_UNASKED:,}",
        expected="--yes",
    )
