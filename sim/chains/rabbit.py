"""Rabbits 兔: does, litters and three monthly cohorts of growing kits behind them."""

from typing import Any

import numpy as np

from sim.chains import livestock
from sim.chains.declaration import OWNERS, Chain, Event, Resized, Rows, Season, Stage
from sim.engine.kernel import index, kernel
from sim.rules.herd import born, kept_for_breeding, matured, suffered

DOES, YOUNG, FIRST_COHORT, LAST_COHORT = 0, 1, 2, 4
MONTHS_TO_MARKET = LAST_COHORT - FIRST_COHORT + 1
# Half the kits are does: to keep one, two leave the market batch, the buck with her.
KITS_A_DOE = 2.0


def _kits_a_month(parameters: Any) -> float:
    """Kits reared a doe and month; losses before market are already taken off [P23]."""
    return float(parameters.litters_per_doe * parameters.kits_per_litter / 12.0)


def opening_state(capacity: Rows, age_shares: Rows, parameters: Any) -> Rows:
    """State [5, rows]: does, young does, kits in their first, second and third month."""
    state = livestock.opening_herd(capacity, LAST_COHORT + 1)
    state[FIRST_COHORT:] = capacity * _kits_a_month(parameters)
    return state


@kernel
def _grow(state, target, lean, exposure, skill, market, owner, terms, live_weight, output, moved):
    """A month of every herd; moved [events, owners]: dead does, young and kits, born, to market,
    kept, matured.
    """
    for row in range(output.size):
        m, who = index(market[row]), index(owner[row])
        lost = suffered(terms.loss[m], exposure[row])
        if lost > 0.0:  # only in a disease
            for stage in range(state.shape[0]):
                dead = state[stage, row] * lost
                state[stage, row] -= dead
                moved[min(stage, FIRST_COHORT), who] += dead
        to_market = state[LAST_COHORT, row]
        for cohort in range(LAST_COHORT, FIRST_COHORT, -1):
            state[cohort, row] = state[cohort - 1, row]
        grown = matured(state[YOUNG, row], terms.maturation_months)
        does, young = state[DOES, row] + grown, state[YOUNG, row] - grown
        kits = born(does, terms.young_a_breeder, skill[row], terms.yield_factor[m])
        kept = kept_for_breeding(
            target[row], does, young, lean[row], terms.rebuild_share, terms.rebuild_keep_max,
            to_market, KITS_A_DOE,
        )  # fmt: skip
        state[DOES, row], state[YOUNG, row] = does, young + kept
        state[FIRST_COHORT, row] = kits
        output[row] = (to_market - kept * KITS_A_DOE) * live_weight
        moved[3, who] += kits
        moved[4, who] += to_market
        moved[5, who] += kept
        moved[6, who] += grown


def grow(table: Any, season: Season, parameters: Any) -> list[Event]:
    """Kits of three months go to market; the cohorts move on; the does litter.

    output (kg live) = third cohort x live weight. A disease takes its share of does and kits.
    """
    moved = np.zeros((7, len(OWNERS)))
    _grow(
        table.state, table.target, table.lean_months, table.exposure, table.yield_factor,
        table.market, table.owner, keeping(season, parameters), parameters.live_weight,
        table.output, moved,
    )  # fmt: skip
    return events(moved)


def keeping(season: Season, parameters: Any) -> livestock.Keeping:
    """What the month of every herd depends on; kits a doe: reared in a mean month x season."""
    monthly = _kits_a_month(parameters) * parameters.season_production[season.calendar_month]
    return livestock.keeping(season, monthly, parameters)


def events(moved: Rows) -> list[Event]:
    """Movements of a month from their sums by owner: dead does, young does and kits, born, to
    market, kept, matured.
    """
    dead_does, dead_young, dead_kits, kits, to_market, kept, grown = moved.tolist()
    return [
        Event("doe", "discarded", False, dead_does),
        Event("young_doe", "discarded", False, dead_young),
        Event("kit", "discarded", False, dead_kits),
        Event("kit", "produced", True, kits),
        Event("kit", "transformed", False, to_market),
        Event("young_doe", "transformed", True, kept),
        Event("young_doe", "transformed", False, grown),
        Event("doe", "transformed", True, grown),
    ]


def supply_share(parameters: Any, calendar_month: int) -> float:
    """Share of a year's output that comes to market in a month: the season three months before."""
    born = calendar_month - MONTHS_TO_MARKET
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
    kits = table.state[FIRST_COHORT : LAST_COHORT + 1].sum(axis=0) / MONTHS_TO_MARKET
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
