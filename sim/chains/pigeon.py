"""Pigeons 肉鸽: breeding pairs that give squabs all year; a squab cannot wait."""

from typing import Any

import numpy as np

from sim.chains import livestock
from sim.chains.declaration import OWNERS, Chain, Event, Resized, Rows, Season, Stage
from sim.engine.kernel import index, kernel
from sim.rules.herd import born, kept_for_breeding, matured, suffered

PAIRS, YOUNG = 0, 1
SQUABS_A_PAIR = 2.0


def opening_state(capacity: Rows, age_shares: Rows, parameters: Any) -> Rows:
    """State [2, rows]: pairs in lay, young pairs."""
    return livestock.opening_herd(capacity, 2)


@kernel
def _grow(state, target, lean, exposure, skill, market, owner, terms, output, moved):
    """A month of every herd; moved [events, owners]: kept, dead pairs, dead young, matured."""
    for row in range(output.size):
        m, who = index(market[row]), index(owner[row])
        lost = suffered(terms.loss[m], exposure[row])
        moved[1, who] += state[PAIRS, row] * lost
        moved[2, who] += state[YOUNG, row] * lost
        pairs, young = state[PAIRS, row] * (1.0 - lost), state[YOUNG, row] * (1.0 - lost)
        grown = matured(young, terms.maturation_months)
        pairs, young = pairs + grown, young - grown
        squabs = born(pairs, terms.young_a_breeder, skill[row], terms.yield_factor[m])
        squabs *= 1.0 - lost
        kept = kept_for_breeding(
            target[row], pairs, young, lean[row], terms.rebuild_share, terms.rebuild_keep_max,
            squabs, SQUABS_A_PAIR,
        )  # fmt: skip
        state[PAIRS, row], state[YOUNG, row] = pairs, young + kept
        output[row] = squabs - kept * SQUABS_A_PAIR
        moved[0, who] += kept
        moved[3, who] += grown


def grow(table: Any, season: Season, parameters: Any) -> list[Event]:
    """Squabs of the month: pairs x squabs a pair and year / 12 x season; young pairs mature."""
    moved = np.zeros((4, len(OWNERS)))
    _grow(
        table.state, table.target, table.lean_months, table.exposure, table.yield_factor,
        table.market, table.owner, keeping(season, parameters), table.output, moved,
    )  # fmt: skip
    return events(moved)


def keeping(season: Season, parameters: Any) -> livestock.Keeping:
    """What the month of every herd depends on; squabs a pair: of a year / 12 x season."""
    monthly = (
        parameters.squabs_per_pair / 12.0 * parameters.season_production[season.calendar_month]
    )
    return livestock.keeping(season, monthly, parameters)


def events(moved: Rows) -> list[Event]:
    """Movements of a month from their sums by owner [kept, dead pairs, dead young, matured]."""
    kept, dead_pairs, dead_young, grown = moved.tolist()
    return [
        Event("young_pair", "produced", True, kept),
        Event("breeding_pair", "discarded", False, dead_pairs),
        Event("young_pair", "discarded", False, dead_young),
        Event("young_pair", "transformed", False, grown),
        Event("breeding_pair", "transformed", True, grown),
    ]


def supply_share(parameters: Any, calendar_month: int) -> float:
    """Share of a year's output that comes to market in a month, by the season of laying."""
    return float(parameters.season_production[calendar_month] / 12.0)


def yearly_output(state: Rows, yield_factor: Rows, parameters: Any) -> Rows:
    """Squabs of a normal year, birds, one a row."""
    return np.asarray(state[PAIRS] * parameters.squabs_per_pair * yield_factor)


def yearly_cost(state: Rows, parameters: Any) -> Rows:
    """Feed of a year, yuan: pairs x kg a pair x yuan a kg."""
    return np.asarray(state.sum(axis=0) * parameters.feed_per_pair * parameters.feed_price)


def input_cost(table: Any, calendar_month: int, parameters: Any) -> Rows:
    """Feed of the month, yuan, one a row."""
    return yearly_cost(table.state, parameters) / 12.0


def resize(table: Any, change: Rows, parameters: Any) -> Resized:
    """Sell pairs, or buy young ones that lay after the maturation lag."""
    return livestock.resize_herd(
        table, change, float(parameters.pair_price), (PAIRS, "breeding_pair"), (YOUNG, "young_pair")
    )


def unit_values(parameters: Any) -> Rows:
    """Yuan a pair in lay and a young pair."""
    return np.array([parameters.pair_price, parameters.pair_price])


PIGEON = Chain(
    name="pigeon",
    product="squab",
    unit="bird",
    processed="squab_dressed",
    processed_unit="bird",
    processed_per_unit=lambda parameters: float(parameters.conversion),
    stages=(Stage("breeding_pair", "pair", True), Stage("young_pair", "pair", True)),
    opening_state=opening_state,
    grow=grow,
    supply_share=supply_share,
    yearly_output=yearly_output,
    input_cost=input_cost,
    yearly_cost=yearly_cost,
    resize=resize,
    unit_values=unit_values,
    depreciation=livestock.no_depreciation,
)
