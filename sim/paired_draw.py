"""One paired draw: it opens once, then lives through the baseline and every scenario."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.effects import Effects
from sim.model import ValueChainModel
from sim.parameters import Parameters, load_parameters
from sim.record import RunRecord
from sim.regions import load_region
from sim.results import draw_tables, plan_windows
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True)
class DrawResult:
    """One draw of one scenario: its tables, both audits' worst residuals, seconds by step."""

    draw: int
    tables: "Mapping[str, pd.DataFrame]"
    residuals: dict[str, float]
    timings: dict[str, float]


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


def residuals(baseline: RunRecord, scenario: RunRecord) -> dict[str, float]:
    """Worst audit residuals of both sides as shares of turnover (goods: of what moved)."""
    turnover = max(baseline.audit["turnover"], scenario.audit["turnover"], 1.0)
    return {
        name: max(side.audit[name] for side in (baseline, scenario)) / scale
        for name, scale in (("cash", turnover), ("claims", turnover), ("goods", 1.0))
    }


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
