"""What a worker keeps of its draws between two questions, in memory and in the cache folder."""

import hashlib
import json
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from sim import store
from sim.effects import Effects
from sim.engine import cache
from sim.engine.packing import PackedModel
from sim.making import Making, begin
from sim.model import ValueChainModel
from sim.paired_draw import (
    Clock,
    DrawResult,
    draw_parameters,
    open_model,
    residuals,
    run_draw,
)
from sim.parameters import Parameters, load_parameters
from sim.phases.respond import ANSWERS
from sim.record import RunRecord
from sim.regions import load_region
from sim.results import draw_tables, plan_windows
from sim.scenario import Scenario
from sim.store import KeptDraw

# Draws whose state stays in memory; those beyond go to the cache folder.
DRAWS_IN_MEMORY = 16
# The draw that the first answer comes from.
FIRST_DRAW = 0

_kept: dict[int, KeptDraw] = {}


class Wanted(NamedTuple):
    """A draw of a scenario, not yet changed in its first `months`."""

    scenario: Scenario
    parameters: Parameters
    draw: int
    months: int


class Begun(NamedTuple):
    """A scenario's side of a draw that was lived through in part, and from what."""

    wanted: Wanted
    state: PackedModel
    model: ValueChainModel


# At most one each by draw: a side that can go on, a draw whose baseline can, and a model unpacked
# for the next question.
_begun: dict[int, Begun] = {}
_making: dict[int, Making] = {}
_unpacked: dict[int, tuple[KeptDraw, ValueChainModel]] = {}
# The baseline used last, unpacked, by the draw it is kept with.
_baselines: dict[int, tuple[KeptDraw, RunRecord]] = {}
# What is in memory and is yet to be written into the cache folder, by draw.
_unwritten: dict[int, KeptDraw] = {}


def draw_answer(scenario: Scenario, draw: int) -> DrawResult:
    """One draw of a scenario against its baseline, from what is kept of it as far as that goes."""
    begun = _begun.get(draw)
    if begun is not None and begun.wanted.scenario == scenario:
        return _gone_on(begun.wanted)
    return _lived_through([scenario], draw, _in_memory)[0]


def run_kept_draw(scenarios: Sequence[Scenario], draw: int) -> list[DrawResult]:
    """`run_draw`, to the bit, from what the cache folder keeps of the draw as far as that goes."""
    return _lived_through(scenarios, draw, _in_folder)


def _lived_through(
    scenarios: Sequence[Scenario], draw: int, prepared: Callable[[Wanted], KeptDraw]
) -> list[DrawResult]:
    """One draw of scenarios that share their baseline, run and parameters."""
    clock, first = Clock(), scenarios[0]
    parameters = draw_parameters(first, draw)
    if not _same_opening(first, parameters, draw):
        return run_draw(scenarios, draw)
    months = min(first_change(scenario) for scenario in scenarios)
    kept = prepared(Wanted(first, parameters, draw, months))
    baseline = _baseline(kept, draw)
    clock.lap("opening")
    found = []
    for scenario in scenarios:
        record = _scenario_record(scenario, kept, baseline, draw)
        clock.lap("scenario")
        found.append(_result(scenario, baseline, record, draw, parameters, clock))
    return found


def _gone_on(wanted: Wanted) -> DrawResult:
    """The draw whose first year was answered: what it starts from is known."""
    clock, (scenario, parameters, draw, _) = Clock(), wanted
    kept = _in_memory(wanted)
    baseline = _baseline(kept, draw)
    clock.lap("opening")
    record = _scenario_record(scenario, kept, baseline, draw)
    clock.lap("scenario")
    return _result(scenario, baseline, record, draw, parameters, clock)


def _scenario_record(
    scenario: Scenario, kept: KeptDraw, baseline: RunRecord, draw: int
) -> RunRecord:
    """The scenario's side lived through to its end."""
    model = _scenario_side(scenario, kept, baseline, draw)
    model.go_on(scenario.run.months - 1 - model.month)
    record = model.recorder.record(model, scenario.name)
    model.close()
    return record


def first_year_answer(scenario: Scenario, draw: int) -> DrawResult | None:
    """One draw of `first_year_of` a scenario, to the bit; None where that is all of it.

    The months after it are left to `draw_answer`, which goes on from there.
    """
    clock = Clock()
    parameters, cut = draw_parameters(scenario, draw), first_year_of(scenario)
    if cut is None or not _same_opening(scenario, parameters, draw):
        return None
    wanted, months = Wanted(scenario, parameters, draw, first_change(scenario)), cut.run.months
    if months <= wanted.months:
        return None
    key = _key(wanted)
    kept = _found(wanted, key) or _made(wanted, key)
    baseline = kept.first(months) if isinstance(kept, Making) else _baseline(kept, draw)
    clock.lap("opening")
    model = _scenario_side(scenario, kept, baseline, draw)
    model.go_on(months - 1 - model.month)
    _begun[draw] = Begun(wanted, kept.state, model)
    record = model.recorder.record(model, scenario.name).first(months)
    clock.lap("scenario")
    return _result(cut, baseline.first(months), record, draw, parameters, clock)


def first_year_of(scenario: Scenario) -> Scenario | None:
    """The scenario with a run that ends with the answer's first year; None where it does so."""
    parameters = load_parameters().with_values(scenario.parameters, where=scenario.name)
    months = plan_windows(scenario, parameters).first_year.last + 1
    if months == scenario.run.months:
        return None
    run, other = scenario.run.model_copy(update={"months": months}), scenario.compared_with
    if other is not None:
        other = other.model_copy(update={"run": run})
    return scenario.model_copy(update={"run": run, "compared_with": other})


def be_ready(draw: int) -> None:
    """Unpack a draw that is kept in memory, so that the next question need not wait for it.

    One that is not in the cache folder yet, where it is to be, is written there now.
    """
    kept = _kept.get(draw)
    if kept is None:
        return
    if _unpacked.get(draw, (None,))[0] is not kept:
        _unpacked[draw] = (kept, kept.state.unpack())
    _baseline(kept, draw)
    if _unwritten.pop(draw, None) is kept:
        store.write(kept)


def memory_used() -> int:
    """Bytes that the draws kept in this process's memory take, packed as they lie there."""
    return sum(kept.state.size + kept.baseline.size for kept in _kept.values())


def _baseline(kept: KeptDraw, draw: int) -> RunRecord:
    """The baseline's record of a draw that is kept."""
    of, record = _baselines.get(draw, (None, None))
    if record is None or of is not kept:
        record = kept.baseline.unpack()
        _remember(kept, draw, record)
    return record


def _remember(kept: KeptDraw, draw: int, baseline: RunRecord) -> None:
    _baselines.clear()
    _baselines[draw] = (kept, baseline)


def _scenario_side(
    scenario: Scenario, kept: KeptDraw | Making, baseline: RunRecord, draw: int
) -> ValueChainModel:
    """The scenario's side, from what was begun of this very question or from what is kept."""
    begun = _begun.pop(draw, None)
    if begun is not None:
        if begun.state is kept.state and begun.wanted.scenario == scenario:
            return begun.model
        begun.model.close()
    of, model = _unpacked.pop(draw, (None, None))
    if model is None or of is not kept:
        model = kept.state.unpack()
    # The same labels of the same cells: what was made of them once serves both sides.
    model.cell_keys = baseline.cell_keys
    model.begin(Effects(scenario.shocks, scenario.levers))
    model.recorder.resume(model, baseline, kept.months)
    return model


def _result(
    scenario: Scenario,
    baseline: RunRecord,
    record: RunRecord,
    draw: int,
    parameters: Parameters,
    clock: Clock,
) -> DrawResult:
    tables = draw_tables(baseline, record, draw, plan_windows(scenario, parameters))
    clock.lap("tables")
    # Laps so far: the clock goes on with the next scenario.
    return DrawResult(draw, tables, residuals(baseline, record), dict(clock.laps))


def _same_opening(scenario: Scenario, parameters: Parameters, draw: int) -> bool:
    """Whether baseline and scenario have the same parameters, these."""
    return draw_parameters(scenario.baseline(), draw).hash() == parameters.hash()


def sides(scenario: Scenario, draw: int) -> Iterator[ValueChainModel]:
    """Baseline, then scenario, as they stood before the first month that the scenario changes.

    To step and look at closely: nothing is recorded. Close each before taking the next.
    """
    baseline = scenario.baseline()
    parameters = draw_parameters(scenario, draw)
    if _same_opening(scenario, parameters, draw):
        kept = _in_memory(Wanted(scenario, parameters, draw, first_change(scenario)))
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


def _in_memory(wanted: Wanted) -> KeptDraw:
    """The draw as kept in memory, else in the cache folder, else made and kept."""
    if wanted.draw >= DRAWS_IN_MEMORY:
        return _in_folder(wanted, always=True)
    key = _key(wanted)
    kept = _found(wanted, key)
    if kept is None:
        kept, baseline = _made(wanted, key).finish()
        del _making[wanted.draw]
        _remember(kept, wanted.draw, baseline)
        if _is_common(wanted) and wanted.draw == FIRST_DRAW:
            # Somebody waits for it: written when nobody does.
            _unwritten[wanted.draw] = kept
        elif _is_common(wanted):
            store.write(kept)
        _kept[wanted.draw] = kept
    return kept


def _found(wanted: Wanted, key: str) -> KeptDraw | None:
    """The draw as kept in memory, else from the cache folder into memory."""
    kept = _kept.get(wanted.draw)
    if kept is None or not _serves(kept, wanted, key):
        kept = store.read(key)
    if kept is None or not _serves(kept, wanted, key):
        return None
    _kept[wanted.draw] = kept
    return kept


def _made(wanted: Wanted, key: str) -> Making:
    """The draw in the making, as far as its baseline is lived through."""
    made = _making.pop(wanted.draw, None)
    if made is not None and not _serves(made, wanted, key):
        made.model.close()
        made = None
    if made is None:
        made = begin(wanted.scenario, wanted.parameters, wanted.draw, wanted.months, key)
    _making[wanted.draw] = made
    return made


def _in_folder(wanted: Wanted, always: bool = False) -> KeptDraw:
    """The draw as kept in the cache folder, else made and, if it is common, kept there."""
    key = _key(wanted)
    kept = store.read(key)
    if kept is None or not _serves(kept, wanted, key):
        made = begin(wanted.scenario, wanted.parameters, wanted.draw, wanted.months, key)
        kept, baseline = made.finish()
        _remember(kept, wanted.draw, baseline)
        if always or _is_common(wanted):
            store.write(kept)
    return kept


def _serves(kept: KeptDraw | Making, wanted: Wanted, key: str) -> bool:
    """What is kept of an earlier month serves as well, for a few months more of running."""
    return kept.key == key and kept.months <= wanted.months


def _is_common(wanted: Wanted) -> bool:
    """Whether other questions begin as this one does; each value of a parameter begins anew."""
    return not wanted.scenario.parameters


def _key(wanted: Wanted) -> str:
    """Fingerprint of all that the kept draw depends on."""
    scenario, parameters, draw, _ = wanted
    region = load_region(scenario.run.region, load_parameters(), search=list(scenario.folders))
    baseline = scenario.baseline()
    entries = [entry.model_dump_json() for entry in (*baseline.shocks, *baseline.levers)]
    run = scenario.run.model_dump(mode="json", exclude={"draws"})
    text = json.dumps([cache.source_hash(), repr(region), run, parameters.hash(), draw, entries])
    return hashlib.sha256(text.encode()).hexdigest()
