"""A checked sweep: what is varied, what is run, what is kept. Everything else follows from it."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pandas as pd

from sweeps.bases import Plain
from sweeps.designs import count_points, make_points
from sweeps.factors import Factor
from sweeps.outcomes import Outcome
from sweeps.paired import PairedRuns
from sweeps.schema import DesignTable, SearchTable, StopTable
from sweeps.tasks import Work

KEYS = ("point", "scenario", "draw")
FAILURE = "failure"
# What a sweep of a function instead of the model calls its one scenario.
SIMULATED = "simulated"
# How often a search tries single levers to find where they cost what its package does.
COST_TRIALS = 3


@dataclass(frozen=True)
class Sweep:
    """An experiment. `load_sweep` reads one from a file; `simulate` replaces the model, see `Work`.

    bases: scenarios as plain values; own_points: the points of a table of one's own; draws: at
    most so many for each point, fewer where `stop` says so; search: points are bred instead of
    designed, and held against the scenarios `held_out`.
    """

    name: str
    factors: tuple[Factor, ...]
    design: DesignTable
    outcomes: tuple[Outcome, ...]
    draws: int
    title: str = ""
    title_zh: str = ""
    question: str = ""
    question_zh: str = ""
    bases: tuple[Plain, ...] = ()
    folders: tuple[Path, ...] = field(default=(), repr=False)
    stop: StopTable | None = None
    own_points: pd.DataFrame | None = field(default=None, repr=False)
    simulate: Work | None = field(default=None, repr=False)
    search: SearchTable | None = None
    held_out: tuple[Plain, ...] = ()

    @property
    def scenarios(self) -> tuple[str, ...]:
        """The names of the scenarios that every point is run under."""
        return tuple(base["name"] for base in self.bases) or (SIMULATED,)

    @property
    def count(self) -> int:
        """Number of points."""
        rows = None if self.own_points is None else len(self.own_points)
        return count_points(self.factors, self.design, rows)

    @property
    def runs(self) -> int:
        """Number of paired runs at most: points x scenarios x draws; all stages of a search."""
        if self.search is None:
            return self.count * len(self.scenarios) * self.draws
        singles = 1 + sum(len(factor.steps()) - 1 for factor in self.factors)
        bred = self.search.population * self.search.generations
        bred += COST_TRIALS * len(self.factors)
        held = (1 + len(self.factors)) * max(len(self.held_out), 1)
        trained = (singles + bred) * len(self.scenarios) * self.draws
        return trained + held * self.search.held_out_draws

    def points(self) -> pd.DataFrame:
        """Return the points, row p being point p, one column a factor."""
        if self.own_points is not None:
            return self.own_points
        return make_points(self.factors, self.design)

    def work(self) -> Work:
        """Return what a worker needs to run points of this sweep."""
        if self.simulate is not None:
            return self.simulate
        return PairedRuns(self.bases, self.folders, self.factors, self.outcomes)

    def definition(self) -> dict[str, Any]:
        """Return everything that decides the rows, as JSON can hold it."""
        return {
            "name": self.name,
            "title": self.title,
            "title_zh": self.title_zh,
            "question": self.question,
            "question_zh": self.question_zh,
            "scenarios": list(self.bases),
            "factors": [factor.plain() for factor in self.factors],
            "design": self.design.model_dump(),
            "points": self.count,
            "draws": self.draws,
            "outcomes": [outcome.plain() for outcome in self.outcomes],
            "stop": None if self.stop is None else self.stop.model_dump(),
            "search": None if self.search is None else self.search.model_dump(),
            "held_out": list(self.held_out),
        }


def fixed_columns() -> tuple[str, ...]:
    """Return the columns that every dataset has, which no factor or outcome may be called."""
    return (*KEYS, FAILURE)
