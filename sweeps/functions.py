"""Sweeps of any function of factors and draw: other models, and functions with known answers."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from time import perf_counter

from sweeps.factors import Factor
from sweeps.outcomes import Outcome
from sweeps.schema import DesignTable, Setting
from sweeps.sweep import SIMULATED, Sweep
from sweeps.tasks import Done, Row, Task, failed, reason_of

# Takes the values of the factors by name, and the draw; returns outcomes by name.
Simulated = Callable[[dict[str, Setting], int], Mapping[str, float]]


@dataclass(frozen=True)
class FunctionRuns:
    """Runs a function at the points of a sweep; its baseline is 0."""

    function: Simulated
    factors: tuple[str, ...]
    outcomes: tuple[str, ...]

    def shares(self) -> list[int]:
        """Return no factor: points of a function share nothing."""
        return []

    def __call__(self, tasks: Sequence[Task]) -> Done:
        """Run the tasks; whatever goes wrong with one is its row's reason."""
        done, started = Done(), perf_counter()
        for task in tasks:
            done.rows.append(self._run(task))
        done.points = perf_counter() - started
        return done

    def _run(self, task: Task) -> Row:
        values = dict(zip(self.factors, task.values, strict=True))
        try:
            found = self.function(values, task.draw)
            change = tuple(float(found[name]) for name in self.outcomes)
        except Exception as problem:
            return failed(task, SIMULATED, reason_of(problem), len(self.outcomes))
        return Row(task.point, SIMULATED, task.draw, (0.0,) * len(change), change)


def function_sweep(
    name: str,
    function: Simulated,
    factors: Sequence[Factor],
    outcomes: Sequence[str],
    design: DesignTable,
    draws: int = 1,
) -> Sweep:
    """Return a sweep of a function instead of the model.

    `function` must be one of a module where several processes are to run it.
    """
    names = tuple(factor.name for factor in factors)
    return Sweep(
        name=name,
        factors=tuple(factors),
        design=design,
        outcomes=tuple(Outcome(outcome) for outcome in outcomes),
        draws=draws,
        simulate=FunctionRuns(function, names, tuple(outcomes)),
    )
