"""An enterprise's yearly review: next year's floor, capacity and contract volume, stay or go."""

import math
from typing import TYPE_CHECKING

from sim.agents.investment import building_cost
from sim.rules import enterprise as rules

if TYPE_CHECKING:
    from sim.agents.enterprise import Enterprise
    from sim.model import ValueChainModel


def review(model: "ValueChainModel", enterprise: "Enterprise") -> None:
    """Decide in February from the margin expected on a unit and from cash and open credit.

    What a unit brings now, R + value added - freight - processing, stands for the coming year; own
    units and costs are those of the year behind.
    """
    _choose_floor(model, enterprise)
    _choose_capacity(model, enterprise)
    _choose_volume(model, enterprise)
    _judge_prospect(model, enterprise)


def _pay_share(enterprise: "Enterprise") -> float:
    """Part of the contract price its members are paid: a fee where it supplies the feed."""
    p = enterprise.market.parameters
    return float(p.fee_per_head_share) if p.feed_supplied > 0.0 else 1.0


def _usual_contracts(enterprise: "Enterprise") -> float:
    """Units a year under contract: of a normal year, more if more came."""
    return max(sum(enterprise.normal_contracts), enterprise.year_contracts)


def _choose_floor(model: "ValueChainModel", enterprise: "Enterprise") -> None:
    """Keep the floor, lower it to what margin and cash can carry, or drop it.

    One that was dropped returns when a unit brings more than the floor and no bill is overdue. A
    floor the county backs stays.
    """
    market, p = enterprise.market, model.parameters.enterprise
    enterprise.floor_limit = math.inf
    if market.floor_backed_by_government:
        enterprise.floor_dropped = False
        return
    if market.floor <= 0.0:
        return
    netback = enterprise.processing_netback()
    if enterprise.floor_dropped:
        overdue = enterprise.months_in_default > 0
        enterprise.floor_dropped = overdue or netback <= market.floor
        return
    bearable = rules.bearable_price(
        netback, enterprise.year_units - enterprise.year_contracts,
        _usual_contracts(enterprise), enterprise.year_costs,
        p.floor_cash_share * enterprise.means(), _pay_share(enterprise),
    )  # fmt: skip
    floor = rules.floor_for_next_year(market.floor, bearable, market.formula_price())
    enterprise.floor_dropped = floor <= 0.0
    if floor < market.floor:
        enterprise.floor_limit = floor


def _choose_capacity(model: "ValueChainModel", enterprise: "Enterprise") -> None:
    """Shut a part of the plant at a loss on a unit, reopen it with a margin, build when full.

    The loss is one on the price without a floor: a floor it keeps is paid from other money. What
    its own base needs stays open.
    """
    p, market = enterprise.market.parameters, enterprise.market
    if enterprise.processing_netback() < market.formula_price():
        shut = enterprise.capacity * (1.0 - p.capacity_shrink_max)
        enterprise.capacity = min(enterprise.capacity, max(shut, enterprise.year_base_peak))
        return
    margin = enterprise.processing_netback() - enterprise.offer()
    use = enterprise.year_peak / enterprise.capacity if enterprise.capacity > 0.0 else 0.0
    if enterprise.capacity < enterprise.built:
        grown = enterprise.capacity * (1.0 + p.capacity_expand_max)
        enterprise.capacity = min(enterprise.built, grown)
        return
    own = model.parameters.enterprise
    cost = building_cost(model, market)
    yearly = rules.invested_capacity(
        use, margin, cost, enterprise.built / enterprise.peak_share,
        enterprise.cash - enterprise.cash_target, own.full_use, own.least_investment_return,
        p.capacity_expand_max,
    )  # fmt: skip
    if yearly > 0.0:
        paid = enterprise.spend(yearly * cost)
        model.books.pay("enterprise_investment", enterprise.market.chain, paid)
        enterprise.add_capacity(yearly * enterprise.peak_share)


def _choose_volume(model: "ValueChainModel", enterprise: "Enterprise") -> None:
    """Contract what cash and credit can pre-finance in the busiest month and the plant can take."""
    contracts = enterprise.normal_contracts
    busiest = contracts.index(max(contracts))
    own = enterprise.normal_processed[busiest] - contracts[busiest]
    enterprise.volume_share = float(
        rules.contracted_share(
            enterprise.means(), contracts[busiest], enterprise.offer() * _pay_share(enterprise),
            model.parameters.enterprise.prefinanced_months,
            max(enterprise.capacity - own, 0.0),
        )
    )  # fmt: skip


def _judge_prospect(model: "ValueChainModel", enterprise: "Enterprise") -> None:
    """Count the reviews running that find neither a margin on the year nor a month's costs."""
    contracts = _usual_contracts(enterprise)
    own = enterprise.year_units - enterprise.year_contracts
    bill = contracts * enterprise.market.formula_price() * _pay_share(enterprise)
    result = enterprise.processing_netback() * (own + contracts) - enterprise.year_costs - bill
    hopeless = result <= 0.0 and enterprise.cash < enterprise.year_costs / 12.0
    count = enterprise.years_without_prospect + 1 if hopeless else 0
    enterprise.years_without_prospect = count
