"""Phase 1, prices: the reference price, what growers are quoted, the index, contract offers."""

from typing import TYPE_CHECKING

from sim.engine.draws import Purpose, mirrored_normal, text_key
from sim.rules import prices as rules

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.state.market import Market


def prices(model: "ValueChainModel") -> None:
    """Move every market's reference price, quote, index and contract offer on by a month."""
    for chain in model.chains:
        _move_level(model, chain)
    for market in model.markets:
        _set_reference(model, market)
        _set_index(model, market)
        _sign(model, market)


def _move_level(model: "ValueChainModel", chain: str) -> None:
    """First-order autoregression of the log price level; still during the burn-in."""
    if model.month < 0 or not model.luck:
        return
    p = model.parameters_of(chain)
    persistence = rules.monthly_persistence(p.price_year_persistence)
    sd = rules.stationary_log_sd(p.price_yearly_log_sd, p.price_year_persistence)
    luck = mirrored_normal(
        model.luck_seed, model.draw, text_key(f"price:{chain}"), Purpose.PRICE_LEVEL, model.month
    )
    level = rules.next_log_level(model.price_level[chain][0], luck, persistence, sd)
    variance = rules.log_level_variance(model.month + 1, persistence, sd)
    model.price_level[chain] = (float(level), float(variance))


def _set_reference(model: "ValueChainModel", market: "Market") -> None:
    p = market.parameters
    level, variance = model.price_level[market.chain]
    season = market.season[model.calendar_month]
    target = rules.farm_gate_target(market.opening_farm_gate, season, level, variance)
    calm = market.opening_reference + (target - market.opening_farm_gate) / p.pass_through
    calm = max(calm, rules.least_reference(target, p.freight, p.margin, p.margin_least_share))
    shift = market.harvest_change = 0.0
    if model.effects.move_prices(market):
        shift = _shift(model, market, target, calm)
    market.freight_factor = model.effects.freight_factor(market)
    market.reference = float(max(calm + shift, 0.0))
    freight = market.freight * market.freight_factor
    market.planned_price = float(max(market.reference - freight - market.moved_margin(), 0.0))
    market.quote = float(max(rules.quote(market.reference, market.ratio), market.reservation))


def _shift(model: "ValueChainModel", market: "Market", target: float, calm: float) -> float:
    """What price shocks add to the reference price; notes what a bumper crop has to do with it."""
    p = market.parameters
    shifts, struck = {}, 0.0
    for cause in ("demand", "harvest"):
        at_farm_gate = model.effects.price_change(market, "farm_gate", cause)
        struck += at_farm_gate
        at_reference = model.effects.price_change(market, "reference", cause)
        shifts[cause] = (
            rules.shock_at_farm_gate(target, at_farm_gate, p.pass_through) + at_reference * calm
        )
    market.harvest_change = float(shifts["harvest"] / calm)
    shift = sum(shifts.values())
    if struck != 0.0:
        # Where buyers' margin is at its least, the reference need not fall as far.
        wanted = max(target * (1.0 + struck), 0.0)
        least = rules.least_reference(wanted, p.freight, p.margin, p.margin_least_share)
        at_gate = calm + rules.shock_at_farm_gate(target, struck, p.pass_through)
        shift += max(least - at_gate, 0.0)
    return shift


def _set_index(model: "ValueChainModel", market: "Market") -> None:
    """Index the insurance settles on: farm-gate price at planned quantities + basis + noise."""
    p = market.parameters
    noise = 0.0
    if model.month >= 0 and model.luck and p.index_noise_sd > 0.0:
        noise = p.index_noise_sd * mirrored_normal(
            model.luck_seed,
            model.draw,
            text_key(f"index:{market.chain}:{market.county}"),
            Purpose.INDEX_BASIS,
            model.month,
        )
    market.index_price = float(market.planned_price + p.index_basis + noise)


def _sign(model: "ValueChainModel", market: "Market") -> None:
    """Contracts are signed once a year at that month's expected farm-gate price."""
    p = market.parameters
    if model.calendar_month + 1 == int(p.contract_signing_month):
        market.signing_price = market.planned_price
    market.contract_offer = market.price_with_floor(market.floor)
