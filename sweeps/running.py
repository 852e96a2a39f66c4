"""Running a sweep: shards out, rows in, every finished shard on the disk before the next."""

from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sweeps.dataset import Dataset
from sweeps.planning import Pace, Plan, shard_seconds
from sweeps.pools import Pool
from sweeps.sweep import FAILURE, Sweep
from sweeps.tasks import Done, Row, Task, Work, failed

# Tells how many paired runs are done, of how many.
Progress = Callable[[int, int], None]
# Shards handed out for each worker: one at work, one waiting.
IN_HAND = 2
DIED = "WorkerDied: the process was killed, or ran out of memory"


@dataclass
class Runner:
    """Runs what a sweep still lacks, and writes it."""

    sweep: Sweep
    dataset: Dataset
    plan: Plan
    pool: Pool
    pace: Pace
    done: NDArray[np.bool_]
    progress: Progress | None = None
    finished: int = field(init=False)
    _work: Work = field(init=False)
    _flying: dict["Future[Done]", list[Task]] = field(default_factory=dict)
    _suspects: deque[list[Task]] = field(default_factory=deque)
    _values: NDArray[np.float64] | None = None

    def __post_init__(self) -> None:
        self._work = self.sweep.work()
        # Counted, because adding up millions of tasks again and again would take its time.
        self.finished = int(self.done.sum())
        if self.sweep.stop is not None:
            shape = (len(self.sweep.scenarios), self.sweep.draws, len(self.plan.points))
            self._values = np.full(shape, np.nan)
            self._read_values()

    def run(self) -> None:
        """Run round after round of draws until every point has what it needs."""
        for draws, active in self._rounds():
            wanted = active.copy()

            def needed(draw: int, wanted: NDArray[np.bool_] = wanted) -> NDArray[np.bool_]:
                return wanted & ~self.done[draw]

            last = self.finished + int((wanted & ~self.done[draws.start : draws.stop]).sum())

            def size(last: int = last) -> float:
                return shard_seconds(self.pace, last - self.finished, self.pool.size)

            for shard in self.plan.shards(draws, needed, size, self.pace):
                while len(self._flying) >= IN_HAND * self.pool.size:
                    self._take()
                self._send(shard)
            while self._flying or self._suspects:
                self._take()

    def _rounds(self) -> Iterator[tuple[range, NDArray[np.bool_]]]:
        """Yield draws, and which points they are for."""
        everything = np.ones(len(self.plan.points), dtype=bool)
        stop, draws = self.sweep.stop, self.sweep.draws
        if stop is None:
            yield range(draws), everything
            return
        first = 0
        for last in [*range(stop.least_draws, draws, stop.step), draws]:
            active = everything if first == 0 else ~self._known(first)
            yield range(first, last), active
            first = last

    def _known(self, draws: int) -> NDArray[np.bool_]:
        """Say of which points the stopping outcome's mean is known well enough in every scenario.

        Points stop for good: what a point was at an earlier look still counts.
        """
        stop, values = self.sweep.stop, self._values
        if stop is None or values is None:
            return np.zeros(len(self.plan.points), dtype=bool)
        known = np.zeros(len(self.plan.points), dtype=bool)
        for look in [*range(stop.least_draws, draws, stop.step), draws]:
            seen = values[:, :look]
            count = np.isfinite(seen).sum(axis=1)
            with np.errstate(invalid="ignore", divide="ignore"):
                mean = np.nansum(seen, axis=1) / count
                spread = np.nansum((seen - mean[:, None]) ** 2, axis=1) / (count - 1)
                error = np.sqrt(spread / count)
            known |= (error < stop.mc_error).all(axis=0)
        return known

    def _read_values(self) -> None:
        stop = self.sweep.stop
        if stop is None:
            return
        for part in self.dataset.written(["point", "scenario", "draw", stop.outcome]):
            for row in part.itertuples(index=False, name=None):
                self._note_value(row[0], row[1], row[2], row[3])

    def _note_value(self, point: int, scenario: str, draw: int, value: float) -> None:
        if self._values is not None and draw < self._values.shape[1]:
            self._values[self.sweep.scenarios.index(scenario), draw, point] = value

    def _send(self, shard: list[Task]) -> None:
        self._flying[self._submitted(shard)] = shard

    def _submitted(self, shard: list[Task]) -> "Future[Done]":
        """Hand a shard to the pool; a pool that broke meanwhile says so as its workers would."""
        try:
            return self.pool.submit(run_shard, self._work, shard)
        except Exception as problem:
            refused: Future[Done] = Future()
            refused.set_exception(problem)
            return refused

    def _take(self) -> None:
        """Take in whatever is finished; wait for something if nothing is."""
        if not self._flying and self._suspects:
            self._try_alone(self._suspects.popleft())
            return
        ready, _ = wait(self._flying, return_when=FIRST_COMPLETED)
        for future in ready:
            shard = self._flying.pop(future)
            problem = future.exception()
            if problem is None:
                self.keep(future.result(), len(shard))
            elif self.pool.lost(problem):
                self._retreat(shard)
                return
            else:
                raise problem

    def _retreat(self, shard: list[Task]) -> None:
        """A worker died: whoever was in flight with it is run again, one shard at a time."""
        self._suspects.append(shard)
        for future, other in list(self._flying.items()):
            problem = future.exception()
            if problem is None:
                self.keep(future.result(), len(other))
            else:
                self._suspects.append(other)
        self._flying.clear()
        while self._suspects:
            self._try_alone(self._suspects.popleft())

    def _try_alone(self, shard: list[Task]) -> None:
        """Run a shard with nothing beside it; if its worker dies again, find which task it is."""
        future = self._submitted(shard)
        problem = future.exception()
        if problem is None:
            self.keep(future.result(), len(shard))
        elif not self.pool.lost(problem):
            raise problem
        elif len(shard) > 1:
            self._suspects.extend([task] for task in shard)
        else:
            count = len(self.sweep.outcomes)
            names = self.sweep.scenarios
            self.keep(Done([failed(shard[0], name, DIED, count) for name in names]), 1)

    def keep(self, done: Done, tasks: int) -> None:
        """Write the rows of a shard and count them."""
        self.dataset.add(done.rows)
        self.pace.learn(done, tasks)
        self.finished += tasks
        for row in done.rows:
            self._count(row)
        if self.progress is not None:
            scenarios = len(self.sweep.scenarios)
            self.progress(self.finished * scenarios, self.done.size * scenarios)

    def _count(self, row: Row) -> None:
        self.done[row.draw, row.point] = True
        if self.sweep.stop is not None:
            place = [outcome.name for outcome in self.sweep.outcomes].index(self.sweep.stop.outcome)
            self._note_value(row.point, row.scenario, row.draw, row.change[place])


def run_shard(work: Work, tasks: list[Task]) -> Done:
    """Run a shard: what is sent to a worker."""
    return work(tasks)


def failures_in(dataset: Dataset) -> Mapping[str, int]:
    """Return how often each reason for failing stands in the rows."""
    counted: dict[str, int] = {}
    for part in dataset.written([FAILURE]):
        for reason in part[FAILURE].dropna():
            counted[str(reason)] = counted.get(str(reason), 0) + 1
    return counted
