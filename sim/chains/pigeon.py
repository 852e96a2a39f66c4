"""Pigeons 肉鸽: breeding pairs that give squabs all year; a squab cannot wait."""

from typing import Any

import numpy as np

from sim.chains import livestock
from sim.chains.declaration import Chain, Event, Resized, Rows, Season, Stage

PAIRS, YOUNG = 0, 1
SQUABS_A_PAIR = 2.0


def opening_state(capacity: Rows, age_shares: Rows, parameters: Any) -> Rows:
    """State [2, rows]: pairs in lay, young pairs."""
    return livestock.opening_herd(capacity, 2)


def grow(table: Any, season: Season, parameters: Any) -> list[Event]:
    """Squabs of the month: pairs x squabs a pair and year / 12 x season; young pairs mature."""
    state = table.state
    lost = season.loss[table.market] * table.exposure
    dead = livestock.die(state, lost)
    matured = state[YOUNG] / parameters.maturation_months
    state[YOUNG] -= matured
    state[PAIRS] += matured
    monthly = (
        parameters.squabs_per_pair / 12.0 * parameters.season_production[season.calendar_month]
    )
    table.output[:] = (
        state[PAIRS]
        * monthly
        * table.yield_factor
        * season.yield_factor[table.market]
        * (1.0 - lost)
    )
    kept = livestock.rebuild(table, PAIRS, YOUNG, table.output, SQUABS_A_PAIR, parameters)
    table.output[:] -= kept * SQUABS_A_PAIR
    return [
        Event("young_pair", "produced", True, kept),
        Event("breeding_pair", "discarded", False, dead[PAIRS]),
        Event("young_pair", "discarded", False, dead[YOUNG]),
        Event("young_pair", "transformed", False, matured),
        Event("breeding_pair", "transformed", True, matured),
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
