"""Phase 4, inputs: feed, water, fertiliser; thrift when the price is below full cost."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from sim.phases.starve import starve
from sim.phases.subsidise import pay_subsidies, subsidy_rates
from sim.phases.train import train
from sim.rules.growing import input_cut
from sim.state.income import INPUTS, earn

if TYPE_CHECKING:
    from sim.model import ValueChainModel


@njit(cache=True)
def _buy_inputs(
    cost, subsidy, fee_raised, household, market, cooperative, expected_price, expected_output,
    size, full_cost, response, largest, calendar_share, credit_share, cash, input_debt,
    yearly_cut, feed_bill, income, subsidised,
):  # fmt: skip
    """Cash first, the rest on the supplier's account. Returns (paid in cash, on credit).

    subsidy: share of the bill somebody else pays, one a market; what it pays is added to
    `subsidised` (markets,), yuan. full_cost: yuan a mu without any subsidy. Feed of households
    raising for a fee is the enterprise's bill. Trees that bear nothing yet are not neglected.
    """
    paid, credit = 0.0, 0.0
    for row in range(cost.size):
        if fee_raised[row] and cooperative[row] >= 0:
            feed_bill[cooperative[row]] += cost[row]
            continue
        cut, paid_for = 0.0, subsidy[market[row]]
        if full_cost > 0.0 and expected_output[row] > 0.0:
            value = expected_price[row] * expected_output[row] / size[row]
            saved = paid_for * cost[row] / (calendar_share * size[row])
            cut = input_cut(value, full_cost - saved, response, largest)
            yearly_cut[row] += cut * calendar_share
        h = household[row]
        bill = cost[row] * (1.0 - cut)
        subsidised[market[row]] += bill * paid_for
        bill *= 1.0 - paid_for
        now = min(bill * (1.0 - credit_share), max(cash[h], 0.0))
        cash[h] -= now
        input_debt[row] += bill - now
        earn(income, h, INPUTS, -bill)
        paid += now
        credit += bill - now
    return paid, credit


def inputs(model: "ValueChainModel") -> None:
    """Buy the month's inputs for households' holdings and for bases."""
    model.cooperatives.feed_bill[:] = 0.0
    for name, chain in model.chains.items():
        p = model.parameters_of(name)
        table = model.holdings[name]
        factor = np.array([model.effects.input_factor(m) for m in model.markets])
        if p.input_calendar[model.calendar_month] <= 0.0:
            continue
        cost = chain.input_cost(table, model.calendar_month, p) * factor[table.market]
        subsidy, subsidised = subsidy_rates(model, name), np.zeros(len(model.markets))
        paid, credit = _buy_inputs(
            cost, subsidy, table.fee_raised, table.household, table.market, table.cooperative,
            table.expected_price, table.expected_output, table.state.sum(axis=0), p.full_cost,
            p.input_cut_response, p.input_cut_max, p.input_calendar[model.calendar_month],
            p.input_credit_share, model.households.get("cash"), table.input_debt,
            table.yearly_cut, model.cooperatives.feed_bill, model.income, subsidised,
        )  # fmt: skip
        pay_subsidies(model, name, subsidised)
        model.books.pay("household_inputs", name, paid)
        model.books.owe("input_credit", name, credit)
        _feed_bases(model, name, p, factor)
    _feed_for_fee_growers(model)
    train(model)


def _feed_bases(model: "ValueChainModel", name: str, p: Any, factor: np.ndarray) -> None:
    """Owners pay for their bases' inputs as far as cash and credit go."""
    table, cooperatives = model.bases[name], model.cooperatives
    cost = model.chains[name].input_cost(table, model.calendar_month, p) * factor[table.market]
    unfed = np.zeros(len(table))
    for row in np.flatnonzero(cost > 0.0):
        if table.enterprise[row] >= 0:
            paid = model.enterprises[table.enterprise[row]].bear(float(cost[row]))
            model.books.pay("enterprise_inputs", name, paid)
        else:
            cooperative = table.cooperative[row]
            paid = min(float(cost[row]), max(float(cooperatives.cash[cooperative]), 0.0))
            cooperatives.cash[cooperative] -= paid
            cooperatives.surplus[cooperative] -= paid
            model.books.pay("cooperative_inputs", name, paid)
        unfed[row] = 1.0 - paid / cost[row]
    starve(model, table, unfed, p)


def _feed_for_fee_growers(model: "ValueChainModel") -> None:
    """Enterprises supply feed to the households that raise for a fee."""
    table = model.cooperatives
    for enterprise in model.enterprises:
        enterprise.unpaid_feed = 0.0
    # The last entry stands for "no cooperative".
    unfed = np.zeros(len(table) + 1)
    for row in np.flatnonzero(table.feed_bill > 0.0):
        enterprise = model.enterprises[table.enterprise[row]]
        bill = float(table.feed_bill[row])
        paid = enterprise.bear(bill)
        enterprise.unpaid_feed += bill - paid
        unfed[row] = 1.0 - paid / bill
        model.books.pay("enterprise_inputs", enterprise.market.chain, paid)
    for name, holdings in model.holdings.items() if unfed.any() else ():
        share = np.where(holdings.fee_raised, unfed[holdings.cooperative], 0.0)
        starve(model, holdings, share, model.parameters_of(name))
