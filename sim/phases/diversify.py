"""The diversification lever: households without a chain are given, or buy, a starting unit."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.draws import Purpose, text_key, uniforms
from sim.phases.entry import able_to_begin, people_of
from sim.phases.newcomers import begin
from sim.state.land import share_spare_land

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.scenario.models import Lever

YEAR = 12


def diversify(model: "ValueChainModel") -> None:
    """Begin with this year's part of the households of every diversification lever in force.

    Among those able to hold the chain, a number of each household's own chooses; the same numbers
    are used every year, so that the share grows to the lever's by whole steps.
    """
    for lever in model.effects.levers:
        if lever.kind == "diversification" and lever.active(model.month):
            begin(model, lever.chain, _chosen(model, lever), lever)
            share_spare_land(model.households, model.holdings)


def _chosen(model: "ValueChainModel", lever: "Lever") -> NDArray[np.int64]:
    """Rows of the households that begin this February."""
    h = model.households
    covered = [lever.covers(lever.chain, county.id) for county in model.region.counties]
    ids = h.get("agent_id") ^ np.uint64(text_key(f"diversification {lever.chain}"))
    luck = uniforms(model.luck_seed, model.draw, ids, Purpose.DIVERSIFICATION)
    done, due = (_share_by(lever, month) for month in (model.month - YEAR, model.month))
    turn = np.array(covered)[h.get("county")] & (luck >= done) & (luck < due)
    people = people_of(model, np.flatnonzero(turn))
    able = able_to_begin(model, lever.chain, people, lever.financed_by != "households")
    return people.rows[able]


def _share_by(lever: "Lever", month: int) -> float:
    """Share of households that have their turn up to the February `month` of the run."""
    if month < lever.start_month:
        return 0.0
    februaries = (month - lever.start_month) // YEAR + 1
    return float((lever.households_share or 0.0) * min(februaries / (lever.years or 1.0), 1.0))
