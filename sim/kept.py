"""What a worker keeps of its draws between two questions, in memory and in the cache folder."""

import hashlib
import json
from collections.abc import Iterator

from sim import store
from sim.comparison import Clock, DrawResult, draw_parameters, open_model, residuals, run_draw
from sim.effects import Effects
from sim.engine import cache
from sim.engine.packing import pack
from sim.model import ValueChainModel
from sim.parameters import Parameters, load_parameters
from sim.phases.respond import ANSWERS
from sim.record import Recorder
from sim.regions import load_region
from sim.results import draw_tables, plan_windows
from sim.scenario import Scenario
from sim.store import KeptDraw

# Draws whose state stays in memory; those beyond go to the cache folder.
DRAWS_IN_MEMORY = 16

_kept: dict[int, KeptDraw] = {}


def draw_answer(scenario: Scenario, draw: int) -> DrawResult:
    """One draw of a scenario against its baseline, from what is kept of it as far as that goes."""
    clock = Clock()
    parameters = draw_parameters(scenario, draw)
    baseline = scenario.baseline()
    if draw_parameters(baseline, draw).hash() != parameters.hash():
        return run_draw([scenario], draw)[0]
    kept = _prepared(scenario, parameters, draw)
    clock.lap("opening")
    model = kept.state.unpack().begin(Effects(scenario.shocks, scenario.levers))
    model.recorder.resume(model, kept.baseline, kept.months)
    model.go_on(scenario.run.months - kept.months)
    record = model.recorder.record(model, scenario.name)
    model.close()
    clock.lap("scenario")
    plan = plan_windows(scenario, parameters)
    tables = draw_tables(kept.baseline, record, draw, plan)
    clock.lap("tables")
    return DrawResult(draw, tables, residuals(kept.baseline, record), clock.laps)


def sides(scenario: Scenario, draw: int) -> Iterator[ValueChainModel]:
    """Baseline, then scenario, as they stood before the first month that the scenario changes.

    To step and look at closely: nothing is recorded. Close each before taking the next.
    """
    baseline = scenario.baseline()
    parameters = draw_parameters(scenario, draw)
    if draw_parameters(baseline, draw).hash() == parameters.hash():
        kept = _prepared(scenario, parameters, draw)
        for side in (baseline, scenario):
            yield kept.state.unpack().begin(Effects(side.shocks, side.levers))
        return
    for side in (baseline, scenario):
        opened = open_model(scenario, draw_parameters(side, draw), draw)
        yield opened.begin(Effects(side.shocks, side.levers))


def first_change(scenario: Scenario) -> int:
    """First month in which a scenario can differ from its baseline; its length if it never does.

    Levers that help whom a fall strikes look at the months before they start as well.
    """
    here = {*scenario.shocks, *scenario.levers}
    there = {*scenario.baseline().shocks, *scenario.baseline().levers}
    starts = [0 if entry.kind in ANSWERS else entry.start_month for entry in here ^ there]
    return min(starts, default=scenario.run.months)


def _prepared(scenario: Scenario, parameters: Parameters, draw: int) -> KeptDraw:
    """The draw as kept, or made anew up to the first month that the scenario changes.

    What is kept of an earlier month serves as well, for a few months more of running.
    """
    key, months = _key(scenario, parameters, draw), first_change(scenario)
    in_memory = draw < DRAWS_IN_MEMORY
    kept = _kept.get(draw) if in_memory else store.read(key)
    if kept is not None and kept.key == key and kept.months <= months:
        return kept
    made = _live_baseline(open_model(scenario, parameters, draw), scenario, key, months)
    if in_memory:
        _kept[draw] = made
    else:
        store.write(made)
    return made


def _live_baseline(model: ValueChainModel, scenario: Scenario, key: str, months: int) -> KeptDraw:
    """Run the baseline, and pack the model when so many of its months are over."""
    baseline, length = scenario.baseline(), scenario.run.months
    model.begin(Effects(baseline.shocks, baseline.levers))
    recorder = model.recorder
    recorder.opening(model)
    model.go_on(months)
    # What was recorded so far is in the record already.
    model.recorder = Recorder()
    state = pack(model)
    model.recorder = recorder
    model.go_on(length - months)
    record = recorder.record(model, baseline.name)
    model.close()
    return KeptDraw(key, months, state, record)


def _key(scenario: Scenario, parameters: Parameters, draw: int) -> str:
    """Fingerprint of all that the kept draw depends on."""
    region = load_region(scenario.run.region, load_parameters(), search=list(scenario.folders))
    baseline = scenario.baseline()
    entries = [entry.model_dump_json() for entry in (*baseline.shocks, *baseline.levers)]
    run = scenario.run.model_dump(mode="json", exclude={"draws"})
    text = json.dumps([cache.source_hash(), repr(region), run, parameters.hash(), draw, entries])
    return hashlib.sha256(text.encode()).hexdigest()
