"""Answers while somebody moves a slider: long-lived workers that keep what a change leaves alone.

Each worker keeps, for its draws, the baseline's record and the model as it stood before the first
month that shocks and levers touch. A changed shock or lever then runs the scenario from there; a
changed parameter, region or baseline begins anew. Answers come first from one draw, then from
more, each equal to the bit to what `compare` gives for so many draws.
"""

import contextlib
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, as_completed
from types import TracebackType
from typing import Any, ParamSpec, TypeVar

from sim.comparison import outcome_of
from sim.compiling import compile_once
from sim.kept import be_ready, draw_answer, first_year_answer, first_year_of
from sim.paired_draw import DrawResult
from sim.results import Outcome
from sim.scenario import Scenario
from sim.workers import pool as worker_pool

Arguments = ParamSpec("Arguments")
Found = TypeVar("Found")


class Session:
    """A few processes that answer one scenario after another.

    workers: processes side by side; draw d always goes to the same one, which keeps it. Use it as a
    context manager, or `close` it.
    """

    def __init__(self, workers: int = 2):
        # One process a pool: a pool of several would not let us choose who takes a draw.
        self._pools = [worker_pool(1) for _ in range(workers)]
        self._pending: list[Future[Any]] = []

    def prepare(self, scenario: Scenario, draws: int | None = None) -> None:
        """Open the draws of a scenario and run its baseline, so that its answers come at once."""
        compile_once()
        for future in self._submit(scenario, range(scenario.run.draws if draws is None else draws)):
            future.result()

    def answers(
        self, scenario: Scenario, draws: int | None = None, first_year: bool = False
    ) -> Iterator[Outcome]:
        """The answer from the first draw alone, then from twice as many each time, up to `draws`.

        draws: default the scenario's. first_year: before all else the first draw's answer as soon
        as the first year is over, that of the scenario with a run that ends there (unless it does
        anyway). Asking again, or closing the iterator, drops what has not begun. Raises InputError
        for a region or population that cannot be.
        """
        self.cancel()
        compile_once()
        started = time.perf_counter()
        count = scenario.run.draws if draws is None else draws
        cut = first_year_of(scenario) if first_year else None
        early = [] if cut is None else [self._pools[0].submit(first_year_answer, scenario, 0)]
        futures = self._submit(scenario, range(count))
        self._pending += early
        if first_year:
            self._pending.append(self._pools[0].submit(be_ready, 0))
        ready = 0
        try:
            for look in [future.result() for future in early]:
                if cut is not None and look is not None:
                    elapsed = time.perf_counter() - started
                    yield outcome_of(cut, [look], elapsed, len(self._pools))
            while ready < count:
                ready = min(max(2 * ready, 1), count)
                results = [future.result() for future in futures[:ready]]
                elapsed = time.perf_counter() - started
                yield outcome_of(scenario, results, elapsed, len(self._pools))
        finally:
            self.cancel()

    @property
    def workers(self) -> int:
        """Number of processes side by side."""
        return len(self._pools)

    def run_on(
        self,
        worker: int,
        work: Callable[Arguments, Found],
        *arguments: Arguments.args,
        **named: Arguments.kwargs,
    ) -> "Future[Found]":
        """Let one worker do something beside `answers`; draw d is kept by worker d % workers.

        For whoever decides the order of many questions himself. `work` is a function of a module.
        """
        return self._pools[worker].submit(work, *arguments, **named)

    def cancel(self) -> None:
        """Drop draws that were asked for and have not begun."""
        for future in self._pending:
            future.cancel()
        for future in as_completed([f for f in self._pending if not f.cancelled()]):
            with contextlib.suppress(Exception):
                future.result()
        self._pending = []

    def close(self) -> None:
        """Stop the workers and forget everything they keep."""
        self.cancel()
        for pool in self._pools:
            pool.shutdown(cancel_futures=True)

    def end_at_once(self) -> None:
        """Stop the workers without waiting for what they are at; what they were asked is lost."""
        for pool in self._pools:
            pool.end_at_once()
        self.close()

    def __enter__(self) -> "Session":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.close()
        else:
            self.end_at_once()

    def _submit(self, scenario: Scenario, draws: range) -> list[Future[DrawResult]]:
        futures = [
            self._pools[draw % len(self._pools)].submit(draw_answer, scenario, draw)
            for draw in draws
        ]
        self._pending = [*futures]
        return futures
