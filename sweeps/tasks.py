"""Tasks: one point under one draw, all scenarios. What a worker is sent and what it returns."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

from sim.errors import InputError, shortened
from sweeps.schema import Setting


@dataclass(frozen=True)
class Task:
    """One point under one draw. `values` in the order of the factors."""

    draw: int
    point: int
    values: tuple[Setting, ...]


@dataclass(frozen=True)
class Row:
    """What one run leaves: outcomes of the baseline and their change, or why it failed."""

    point: int
    scenario: str
    draw: int
    baseline: tuple[float, ...]
    change: tuple[float, ...]
    failure: str = ""


@dataclass
class Done:
    """What a worker returns of a shard, with the seconds that its parts took.

    opening: for states that several points shared, made `opened` times; points: for all the rest.
    """

    rows: list[Row] = field(default_factory=list)
    opening: float = 0.0
    opened: int = 0
    points: float = 0.0


class Work(Protocol):
    """What runs tasks in a worker: the model, or any function of factors and draw.

    A failing task is a row with its reason, never an exception. Rows depend on nothing but point,
    scenario and draw: not on what else is in the shard.
    """

    def __call__(self, tasks: Sequence[Task]) -> Done:
        """Run the tasks one after another."""
        ...

    def shares(self) -> list[int]:
        """Return the places of factors that change what points share (see `Done.opening`)."""
        ...


def failed(task: Task, scenario: str, reason: str, outcomes: int) -> Row:
    """Return the row of a run that failed."""
    nothing = (float("nan"),) * outcomes
    return Row(task.point, scenario, task.draw, nothing, nothing, reason)


def reason_of(problem: Exception) -> str:
    """Return why a run failed, in one line: the language of records is English."""
    if isinstance(problem, InputError):
        return shortened(problem.message("en"))
    return shortened(f"{type(problem).__name__}: {problem}")
