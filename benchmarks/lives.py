"""Lives of a model that are timed: set-up, burn-in and runs of one region in a fresh process."""

import gc
import time
from collections import defaultdict
from functools import partial
from typing import Any

from benchmarks.measure import SCENARIO, SMALL_REGION, timed
from benchmarks.regions import region_of, thinned
from benchmarks.resident import forget_peak, peak, resident
from sim.effects import Effects
from sim.model import ValueChainModel
from sim.paired_draw import draw_parameters
from sim.scenario import Scenario
from sim.schedule import Phase

# Past a harvest, a settlement and a yearly decision.
WARMING_MONTHS = 14


def scenario() -> Scenario:
    """What runs live through: the price shock of the default question."""
    return Scenario.load(SCENARIO)


def effects() -> Effects:
    """Its shocks and levers, as a run takes them."""
    return Effects(scenario().shocks, scenario().levers)


def opened(region: str | int) -> ValueChainModel:
    """The default scenario's first draw at its opening."""
    return built(region).open()


def built(region: str | int | float) -> ValueChainModel:
    """The model before its burn-in; a float is a part of the households, all organisations."""
    asked = scenario()
    start = asked.run.start.year * 12 + asked.run.start.month - 1
    place = thinned(region) if isinstance(region, float) else region_of(region)
    return ValueChainModel(place, draw_parameters(asked, 0), asked.run.seed, 0, start)


def warm_up() -> None:
    """Compile, or load what is compiled, and touch every library that a run uses."""
    model = opened(SMALL_REGION)
    model.begin(effects()).run(WARMING_MONTHS, "warming")
    model.close()


def live(region: str | int | float, months: int, repetitions: int) -> dict[str, Any]:
    """Seconds of set-up, burn-in and runs, seconds by phase, and memory of a fresh process.

    Several repetitions run copies of one opening; a single one runs the opening itself, as large
    regions need it. Phases are timed in a run of their own unless there is but one.
    """
    warm_up()
    gc.collect()
    forget_peak()
    before = resident()
    model: Any = None

    def build() -> None:
        nonlocal model
        model = built(region)

    set_up = timed(build)
    after_set_up = peak()
    burn_in = timed(model.open)
    pairs = []
    for _ in range(repetitions):
        twin = model.begin(effects()) if repetitions == 1 else model.branch(effects())
        pairs.append(timed(partial(twin.run, months, "timed")))
    figures = {
        "households": len(model.households),
        "holdings": sum(len(table) for table in model.holdings.values()),
        "cooperatives": len(model.cooperatives),
        "cells": len(model.cell_keys),
    }
    phases = by_phase(model.begin(effects()), months) if repetitions > 1 else {}
    return {
        **figures,
        "set_up": set_up,
        "burn_in": burn_in,
        "runs": pairs,
        "phases": phases,
        "before": before,
        "peak_set_up": after_set_up,
        "peak": peak(),
    }


def by_phase(model: ValueChainModel, months: int) -> dict[str, float]:
    """Seconds of each phase of the schedule, and of the rest of a month, over so many months."""
    seconds: dict[str, float] = defaultdict(float)

    def clocked(phase: Phase) -> Phase:
        def run(model: ValueChainModel) -> None:
            started = time.perf_counter()
            phase.run(model)
            seconds[phase.name] += time.perf_counter() - started

        return Phase(phase.name, run)

    phases = tuple(clocked(phase) for phase in model.phases())
    model.phases = lambda: phases  # type: ignore[method-assign]
    whole = timed(lambda: model.run(months, "phases"))[0]
    seconds["audit and record"] = whole - sum(seconds.values())
    return dict(seconds)
