"""Sales channels that levers open: aid quotas, online selling and public support buying."""

from typing import TYPE_CHECKING

from sim.accounts.public import pay_public
from sim.agents.buyer import Buyer
from sim.rules.market import diffused_share
from sim.state.output import county_output

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.scenario.models import Lever
    from sim.state.market import Market

# Kind of buyer by kind of lever.
OPENS = {"aid_quota": "aid", "e_commerce": "ecommerce", "support_buying": "support"}
SUPPORT = "support"


def open_channels(model: "ValueChainModel") -> None:
    """Give every market a lever reaches the buyer it will need; until then it plans nothing.

    Aid buyers that are there already receive the quota themselves.
    """
    for market in model.markets:
        market.normal_output = county_output(model, market)
        market.support_width = float(model.parameters.buyer.support_width)
        for lever in model.effects.levers:
            if lever.kind in OPENS and lever.covers(market.chain, market.county):
                _add_channel(model, market, lever.kind)


def _add_channel(model: "ValueChainModel", market: "Market", lever: str) -> None:
    kind, buyers = OPENS[lever], model.buyers_of[market.index]
    if any(b.lever == lever or (kind == "aid" and b.kind == "aid") for b in buyers):
        return
    name = f"{market.county}-{market.chain}-{kind}-{lever}"
    buyer = Buyer(model, name, kind, market, market.add_buyer())
    buyer.lever = lever
    if kind != SUPPORT:
        p = model.parameters.buyer
        market.premium[buyer.row] = getattr(p, f"premium_{kind}") * market.opening_farm_gate
        inland = getattr(p, f"inland_{kind}")
        market.extra_freight[buyer.row] = (inland - 1.0) * market.freight
        market.exponent_factor[buyer.row] = getattr(p, f"exponent_{kind}")
    model.buyers.append(buyer)
    buyers.append(buyer)


def set_channels(model: "ValueChainModel") -> None:
    """Set what each channel of a lever plans this month, as units a year at opening prices."""
    if not model.effects.levers:
        return
    for market in model.markets:
        _set_aid(model, market)
        for buyer in model.buyers_of[market.index]:
            if buyer.lever in ("e_commerce", "support_buying"):
                lever = model.effects.lever(buyer.lever, market)
                size = _reached(model, lever) if lever is not None else 0.0
                market.yearly[buyer.row] = size * market.normal_output
                if buyer.kind == SUPPORT and lever is not None:
                    market.bid[buyer.row] = float(lever.price or 0.0)


def _reached(model: "ValueChainModel", lever: "Lever") -> float:
    """Share of normal output that a channel can take: at once, or growing into it."""
    share = float(lever.share or 0.0)
    if lever.kind != "e_commerce":
        return share
    years = (model.month - lever.start_month + 1) / 12.0
    steepness = model.parameters.buyer.diffusion_steepness
    return share * float(diffused_share(years, float(lever.years or 0.0), steepness))


def _set_aid(model: "ValueChainModel", market: "Market") -> None:
    """Aid buyers of a market share its quota; without one they plan as at the opening."""
    buyers = [b for b in model.buyers_of[market.index] if b.kind == "aid"]
    lever = model.effects.lever("aid_quota", market)
    for buyer in buyers:
        if lever is None:
            buyer.plan()
            market.lever_premium[buyer.row] = 0.0
            continue
        quota = float(lever.share or 0.0) * market.normal_output
        market.yearly[buyer.row] = quota / len(buyers)
        market.lever_premium[buyer.row] = float(lever.premium or 0.0) * market.opening_farm_gate


def settle_channel(model: "ValueChainModel", buyer: Buyer, units: float, shortfall: float) -> None:
    """Pay what a lever adds to a month's purchases; shortfall: price + freight - resale, yuan."""
    if units <= 0.0:
        return
    if buyer.kind == "aid":
        _pay_premium(model, buyer, units)
    elif buyer.lever == "e_commerce":
        _support_online(model, buyer, units)
    elif buyer.lever == "support_buying":
        _cover_support_buying(model, buyer, units, shortfall)


def _pay_premium(model: "ValueChainModel", buyer: Buyer, units: float) -> None:
    """The premium on an aid quota: paid by those who buy inland, or by the county."""
    market = buyer.market
    premium = units * float(market.lever_premium[buyer.row])
    if premium <= 0.0:
        return
    lever = model.effects.lever("aid_quota", market)
    buyer.cash += premium
    if lever is not None and lever.financed_by == "government":
        pay_public(model, lever, "aid_premium_support", market.chain, premium)
    else:
        model.books.pay("resale", market.chain, premium)


def _support_online(model: "ValueChainModel", buyer: Buyer, units: float) -> None:
    """Service points, packing and promotion of online selling are paid for by the county."""
    market = buyer.market
    cost = units * float(model.parameters.buyer.e_commerce_support) * market.opening_farm_gate
    lever = model.effects.lever("e_commerce", market)
    pay_public(model, lever, "e_commerce_support", market.chain, cost)
    model.books.pay("buyer_operations", market.chain, cost)


def _cover_support_buying(
    model: "ValueChainModel", buyer: Buyer, units: float, shortfall: float
) -> None:
    """The county bears what support buying loses: price + freight + handling - resale. [M19]

    In a month in which resale brings more, the county receives it.
    """
    market = buyer.market
    handling = units * float(model.parameters.buyer.public_handling * market.parameters.margin)
    loss = shortfall + handling
    buyer.cash += shortfall
    model.books.pay("buyer_operations", market.chain, handling)
    if loss > 0.0:
        lever = model.effects.lever("support_buying", market)
        pay_public(model, lever, "support_buying_losses", market.chain, loss)
    else:
        model.books.pay("support_buying_returns", market.chain, -loss)
