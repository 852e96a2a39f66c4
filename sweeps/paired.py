"""Paired runs of the model in a worker: what points share is opened and lived through once.

A point that changes neither a parameter nor the baseline sees the very opening and baseline that
the others of its draw see, so they are kept from one point to the next, and from one shard to the
next that the same worker takes. One draw is kept, so memory does not grow.
"""

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from sim.compiling import compile_once
from sweeps.bases import Plain, scenario_at
from sweeps.factors import Factor, shared
from sweeps.outcomes import Outcome, measured
from sweeps.tasks import Done, Row, Task, failed, reason_of

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.record import RunRecord
    from sim.scenario import Scenario

# Openings (one a set of parameters) and baselines that a worker keeps of the draw it is at.
KEPT = 2


@dataclass
class _Kept:
    """What a worker keeps of one draw of one sweep."""

    bases: tuple[Plain, ...] = ()
    folders: tuple[Path, ...] = ()
    draw: int = -1
    openings: "dict[str, ValueChainModel]" = field(default_factory=dict)
    baselines: "dict[tuple[str, str], RunRecord]" = field(default_factory=dict)

    def at(self, runs: "PairedRuns", draw: int) -> None:
        """Forget everything of another sweep or draw."""
        here = (runs.bases, runs.folders, draw)
        if here != (self.bases, self.folders, self.draw):
            self.forget()
            self.bases, self.folders, self.draw = here

    def forget(self) -> None:
        """Release everything."""
        for model in self.openings.values():
            model.close()
        self.openings.clear()
        self.baselines.clear()


_kept = _Kept()


@dataclass(frozen=True)
class PairedRuns:
    """Runs points of a sweep: every scenario against its baseline, with the luck of the draw."""

    bases: tuple[Plain, ...]
    folders: tuple[Path, ...]
    factors: tuple[Factor, ...]
    outcomes: tuple[Outcome, ...]

    def shares(self) -> list[int]:
        """Return the places of factors that change opening or baseline."""
        return shared(self.factors)

    def __call__(self, tasks: Sequence[Task]) -> Done:
        """Run the tasks; whatever goes wrong with one is its row's reason."""
        compile_once()
        done = Done()
        for task in tasks:
            _kept.at(self, task.draw)
            settings = list(zip(self.factors, task.values, strict=True))
            for base in self.bases:
                try:
                    row = self._run(scenario_at(base, settings, self.folders), task, done)
                except Exception as problem:
                    _kept.forget()
                    row = failed(task, base["name"], reason_of(problem), len(self.outcomes))
                done.rows.append(row)
        return done

    def _run(self, scenario: "Scenario", task: Task, done: Done) -> Row:
        # The tables take a second to load; whoever only plans a sweep need not wait for them.
        from sim.paired_draw import draw_parameters, live_through
        from sim.results import draw_tables, plan_windows

        started = time.perf_counter()
        parameters = draw_parameters(scenario, task.draw)
        opening, baseline, opened = _opened(scenario, parameters.hash(), task.draw)
        begun = time.perf_counter()
        record = live_through(opening, scenario, scenario.run.months)
        tables = draw_tables(baseline, record, task.draw, plan_windows(scenario, parameters))
        before, change = measured(tables, self.outcomes)
        if opened:
            done.opened += 1
            done.opening += begun - started
            done.points += time.perf_counter() - begun
        else:
            done.points += time.perf_counter() - started
        return Row(task.point, scenario.name, task.draw, tuple(before), tuple(change))


def _opened(scenario: "Scenario", key: str, draw: int) -> "tuple[ValueChainModel, RunRecord, bool]":
    """Return opening and baseline of a scenario, and whether either had to be made."""
    from sim.paired_draw import draw_parameters, live_through

    before = scenario.baseline()
    opening, made = _opening(scenario, key, draw)
    baseline_key = draw_parameters(before, draw).hash()
    entries = json.dumps([e.model_dump(mode="json") for e in (*before.shocks, *before.levers)])
    known = (baseline_key, entries)
    if known not in _kept.baselines:
        start, _ = _opening(before, baseline_key, draw)
        _drop_oldest(_kept.baselines)
        _kept.baselines[known] = live_through(start, before, scenario.run.months)
        made = True
    return opening, _kept.baselines[known], made


def _opening(scenario: "Scenario", key: str, draw: int) -> "tuple[ValueChainModel, bool]":
    from sim.paired_draw import draw_parameters, open_model

    if key in _kept.openings:
        # The one used last goes last: the other is the next to be dropped.
        _kept.openings[key] = _kept.openings.pop(key)
        return _kept.openings[key], False
    if len(_kept.openings) >= KEPT:
        _kept.openings.pop(next(iter(_kept.openings))).close()
    _kept.openings[key] = open_model(scenario, draw_parameters(scenario, draw), draw)
    return _kept.openings[key], True


def _drop_oldest(records: "dict[tuple[str, str], RunRecord]") -> None:
    while len(records) >= 2 * KEPT:
        records.pop(next(iter(records)))
