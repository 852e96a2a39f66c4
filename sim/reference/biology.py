"""What trees and animals of households bring forth in a month, holding by holding."""

from typing import Any

import numpy as np

from sim.chains import orchard, pigeon, rabbit
from sim.chains.declaration import OWNERS, Chain, Event, Season
from sim.chains.orchard import FEBRUARY
from sim.rules.growing import grown_older, ripe_output, yield_after_thrift
from sim.rules.herd import born, kept_for_breeding, matured, suffered


def grow_holdings(chain: Chain, held: list[Any], season: Season, parameters: Any) -> list[Event]:
    """Let a chain's biology run a month on households' holdings; movements of living goods."""
    events: list[Event] = GROW[chain.grow](held, season, parameters)
    return events


def _grow_trees(held: list[Any], season: Season, parameters: Any) -> list[Event]:
    p, month = parameters, season.calendar_month
    if month == FEBRUARY:
        for holding in held:
            if season.month >= 0:
                _grow_older(holding.state, p.class_years.tolist())
            holding.condition = yield_after_thrift(holding.yearly_cut, p.input_yield_elasticity)
            holding.yearly_cut = 0.0
    share = float(p.harvest_calendar[month])
    if share <= 0.0:
        for holding in held:
            holding.output = 0.0
        return []
    class_yield, weather = p.class_yield.tolist(), season.yield_factor.tolist()
    for holding in held:
        bearing = 0.0
        for mu, bears in zip(holding.state, class_yield, strict=True):
            bearing += mu * bears
        holding.output = ripe_output(
            share, bearing, p.yield_full, holding.yield_factor, holding.condition,
            weather[holding.market],
        )  # fmt: skip
    return []


def _grow_older(state: list[float], class_years: list[float]) -> None:
    """Promote a part of each age class to the next, oldest first."""
    for age in range(len(state) - 2, -1, -1):
        promoted = grown_older(state[age], class_years[age])
        state[age] -= promoted
        state[age + 1] += promoted


def _grow_pigeons(held: list[Any], season: Season, parameters: Any) -> list[Event]:
    terms = pigeon.keeping(season, parameters)
    loss, weather = terms.loss.tolist(), terms.yield_factor.tolist()
    moved = [0.0] * 4
    for holding in held:
        pairs, young = holding.state
        lost = suffered(loss[holding.market], holding.exposure)
        moved[1] += pairs * lost
        moved[2] += young * lost
        pairs, young = pairs * (1.0 - lost), young * (1.0 - lost)
        grown = matured(young, terms.maturation_months)
        pairs, young = pairs + grown, young - grown
        squabs = born(
            pairs, terms.young_a_breeder, holding.yield_factor, weather[holding.market]
        )  # fmt: skip
        squabs *= 1.0 - lost
        kept = kept_for_breeding(
            holding.target, pairs, young, holding.lean_months, terms.rebuild_share,
            terms.rebuild_keep_max, squabs, pigeon.SQUABS_A_PAIR,
        )  # fmt: skip
        holding.state = [pairs, young + kept]
        holding.output = squabs - kept * pigeon.SQUABS_A_PAIR
        moved[0] += kept
        moved[3] += grown
    return pigeon.events(_of_households(moved))


def _grow_rabbits(held: list[Any], season: Season, parameters: Any) -> list[Event]:
    terms, p = rabbit.keeping(season, parameters), parameters
    loss, weather = terms.loss.tolist(), terms.yield_factor.tolist()
    moved = [0.0] * 7
    for holding in held:
        lost = suffered(loss[holding.market], holding.exposure)
        for stage, animals in enumerate(holding.state):
            moved[min(stage, rabbit.FIRST_COHORT)] += animals * lost
        does, young, first, second, to_market = (
            animals - animals * lost for animals in holding.state
        )
        grown = matured(young, terms.maturation_months)
        does, young = does + grown, young - grown
        kits = born(does, terms.young_a_breeder, holding.yield_factor, weather[holding.market])
        kept = kept_for_breeding(
            holding.target, does, young, holding.lean_months, terms.rebuild_share,
            terms.rebuild_keep_max, to_market, rabbit.KITS_A_DOE,
        )  # fmt: skip
        holding.state = [does, young + kept, kits, first, second]
        holding.output = (to_market - kept * rabbit.KITS_A_DOE) * p.live_weight
        moved[3] += kits
        moved[4] += to_market
        moved[5] += kept
        moved[6] += grown
    return rabbit.events(_of_households(moved))


def _of_households(moved: list[float]) -> Any:
    """Sums of movements [movements, owners], all of them households'."""
    sums = np.zeros((len(moved), len(OWNERS)))
    sums[:, OWNERS.index("households")] = moved
    return sums


# By the engine's function for all rows of a table.
GROW: dict[Any, Any] = {
    orchard.grow: _grow_trees,
    pigeon.grow: _grow_pigeons,
    rabbit.grow: _grow_rabbits,
}
