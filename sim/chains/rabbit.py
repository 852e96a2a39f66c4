"""Rabbits 兔: does, litters and three monthly cohorts of growing kits behind them."""

from typing import Any

import numpy as np

from sim.chains import livestock
from sim.chains.declaration import Chain, Event, Resized, Rows, Season, Stage

DOES, YOUNG, FIRST_COHORT, LAST_COHORT = 0, 1, 2, 4
# Half the kits are does: to keep one, two leave the market batch, the buck with her.
KITS_A_DOE = 2.0


def _kits_a_month(parameters: Any) -> float:
    """Kits reared a doe and month; losses before market are already taken off [P23]."""
    return float(parameters.litters_per_doe * parameters.kits_per_litter / 12.0)


def opening_state(capacity: Rows, age_shares: Rows, parameters: Any) -> Rows:
    """State [5, rows]: does, young does, kits in their first, second and third month."""
    state = livestock.opening_herd(capacity, LAST_COHORT + 1)
    state[FIRST_COHORT : LAST_COHORT + 1] = capacity * _kits_a_month(parameters)
    return state


def grow(table: Any, season: Season, parameters: Any) -> list[Event]:
    """Kits of three months go to market; the cohorts move on; the does litter.

    output (kg live) = third cohort x live weight. A disease takes its share of does and kits.
    """
    state = table.state
    dead = livestock.die(state, season.loss[table.market] * table.exposure)
    to_market = state[LAST_COHORT].copy()
    state[FIRST_COHORT + 1 : LAST_COHORT + 1] = state[FIRST_COHORT:LAST_COHORT]
    matured = state[YOUNG] / parameters.maturation_months
    state[YOUNG] -= matured
    state[DOES] += matured
    born = (
        state[DOES]
        * _kits_a_month(parameters)
        * parameters.season_production[season.calendar_month]
        * table.yield_factor
        * season.yield_factor[table.market]
    )
    state[FIRST_COHORT] = born
    kept = livestock.rebuild(table, DOES, YOUNG, to_market, KITS_A_DOE, parameters)
    table.output[:] = (to_market - kept * KITS_A_DOE) * parameters.live_weight
    return [
        Event("doe", "discarded", False, dead[DOES]),
        Event("young_doe", "discarded", False, dead[YOUNG]),
        Event("kit", "discarded", False, dead[FIRST_COHORT:].sum(axis=0)),
        Event("kit", "produced", True, born),
        Event("kit", "transformed", False, to_market),
        Event("young_doe", "transformed", True, kept),
        Event("young_doe", "transformed", False, matured),
        Event("doe", "transformed", True, matured),
    ]


def supply_share(parameters: Any, calendar_month: int) -> float:
    """Share of a year's output that comes to market in a month: the season three months before."""
    born = calendar_month - (LAST_COHORT - FIRST_COHORT + 1)
    return float(parameters.season_production[born] / 12.0)


def yearly_output(state: Rows, yield_factor: Rows, parameters: Any) -> Rows:
    """Live weight of a normal year, kg, one a row."""
    return np.asarray(
        state[DOES] * _kits_a_month(parameters) * 12.0 * parameters.live_weight * yield_factor
    )


def yearly_cost(state: Rows, parameters: Any) -> Rows:
    """Feed of a year, yuan: does x kits x live weight x kg feed a kg x yuan a kg."""
    gain = state[DOES] * _kits_a_month(parameters) * 12.0 * parameters.live_weight
    return np.asarray(gain * parameters.feed_conversion * parameters.feed_price)


def input_cost(table: Any, calendar_month: int, parameters: Any) -> Rows:
    """Feed of the month, yuan: a third of a kit's feed in each of its three months."""
    kits = table.state[FIRST_COHORT : LAST_COHORT + 1].sum(axis=0) / 3.0
    return np.asarray(
        kits * parameters.live_weight * parameters.feed_conversion * parameters.feed_price
    )


def resize(table: Any, change: Rows, parameters: Any) -> Resized:
    """Sell does, or buy young ones that litter after the maturation lag."""
    return livestock.resize_herd(
        table, change, float(parameters.doe_price), (DOES, "doe"), (YOUNG, "young_doe")
    )


def unit_values(parameters: Any) -> Rows:
    """Yuan a doe, a young doe and a growing kit (half a market rabbit, whatever its month)."""
    kit = 0.5 * parameters.live_weight * parameters.farm_gate_price
    return np.array([parameters.doe_price, parameters.doe_price, kit, kit, kit])


RABBIT = Chain(
    name="rabbit",
    product="rabbit_live",
    unit="kg",
    processed="rabbit_carcass",
    processed_unit="kg",
    processed_per_unit=lambda parameters: float(parameters.conversion),
    stages=(
        Stage("doe", "head", True),
        Stage("young_doe", "head", True),
        Stage("kit", "head", True),
        Stage("kit", "head", True),
        Stage("kit", "head", True),
    ),
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
