"""Processing capacity that a lever builds, at enterprises or else at processors."""

from typing import TYPE_CHECKING

from sim.accounts.public import pay_public

if TYPE_CHECKING:
    from sim.agents.buyer import Buyer
    from sim.agents.enterprise import Enterprise
    from sim.model import ValueChainModel
    from sim.scenario.models import Lever
    from sim.state.market import Market


def building_cost(model: "ValueChainModel", market: "Market") -> float:
    """Yuan to build the processing of one unit a year."""
    return float(model.parameters.enterprise.capacity_cost) * market.opening_reference


def build_capacity(model: "ValueChainModel") -> None:
    """Build what the lever still owes, as far as who finances it can pay; it works next month."""
    if not model.effects.levers:
        return
    for market in model.markets:
        lever = model.effects.lever("processing_capacity", market)
        if lever is None:
            continue
        for enterprise in model.enterprises_of[market.index]:
            if enterprise.is_active:
                _build_at_enterprise(model, lever, enterprise)
        if not model.enterprises_of[market.index]:
            for buyer in model.buyers_of[market.index]:
                if buyer.kind == "processor":
                    _build_at_processor(model, lever, buyer)


def _build_at_enterprise(
    model: "ValueChainModel", lever: "Lever", enterprise: "Enterprise"
) -> None:
    """Capacity added, a share of the opening one; its own money is cash beyond its working capital.

    It also borrows for it, up to where the bank counts it as strained.
    """
    market = enterprise.market
    cost = building_cost(model, market) / enterprise.peak_share
    units = float(lever.added or 0.0) * enterprise.opening_capacity - enterprise.lever_built
    if units <= 0.0:
        return
    if lever.financed_by == "enterprises":
        credit = model.parameters.enterprise.strained_share * enterprise.credit_line
        spare = max(enterprise.cash - enterprise.cash_target, 0.0)
        wanted = min(units * cost, spare + max(credit - enterprise.debt, 0.0))
        enterprise.borrow(min(wanted - spare, max(credit - enterprise.debt, 0.0)))
        enterprise.cash -= wanted
        units = wanted / cost
        model.books.pay("capacity_building_enterprises", market.chain, wanted)
    else:
        pay_public(model, lever, "capacity_building_government", market.chain, units * cost)
    enterprise.lever_built += units
    enterprise.add_capacity(units)


def _build_at_processor(model: "ValueChainModel", lever: "Lever", buyer: "Buyer") -> None:
    """Yearly purchases added, a share of the opening plan, paid publicly or from its own cash."""
    market, cost = buyer.market, building_cost(model, buyer.market)
    units = float(lever.added or 0.0) * buyer.opening_quantity - buyer.built
    if units <= 0.0:
        return
    if lever.financed_by == "enterprises":
        spare = max(buyer.cash - buyer.payable - buyer.cash_target, 0.0)
        units = min(units, spare / cost)
        buyer.cash -= units * cost
        model.books.pay("capacity_building_buyers", market.chain, units * cost)
    else:
        pay_public(model, lever, "capacity_building_government", market.chain, units * cost)
    buyer.built += units
    buyer.plan()
