"""Phase 4, inputs: feed, water, fertiliser; thrift when the price is below full cost."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.chains.units import standing
from sim.engine.kernel import index, kernel
from sim.phases.starve import starve
from sim.phases.subsidise import pay_subsidies, subsidy_rates
from sim.phases.train import train
from sim.rules.growing import paid_at_once, thrifty_cut
from sim.state.income import INPUTS, add_to_source

if TYPE_CHECKING:
    from sim.agents.enterprise import Enterprise
    from sim.model import ValueChainModel


class Thrift(NamedTuple):
    """How growers answer a price below full cost; full_cost: yuan a mu without any subsidy.

    calendar_share: of a year's inputs, in this month; credit_share: of a bill, on account.
    """

    full_cost: float
    response: float
    largest: float
    calendar_share: float
    credit_share: float


@kernel
def _buy_inputs(
    cost, factor, subsidy, fee_raised, household, market, cooperative, expected_price,
    expected_output, state, thrift, cash, input_debt, yearly_cut, feed_bill, income, subsidised,
):  # fmt: skip
    """Cash first, the rest on the supplier's account. Returns (paid in cash, on credit).

    cost: at usual prices, factor: on them, one a market; subsidy: share of the bill somebody else
    pays, one a market; what it pays is added to `subsidised` (markets,), yuan. Feed of households
    raising for a fee is the enterprise's bill.
    """
    paid, credit = 0.0, 0.0
    # Rows stand in the order of their households' cells: a sum is kept until the cell changes.
    cell, costs = -1, 0.0
    for row in range(cost.size):
        m = index(market[row])
        bill = cost[row] * factor[m]
        if fee_raised[row] and cooperative[row] >= 0:
            feed_bill[cooperative[row]] += bill
            continue
        if bill <= 0.0:
            continue
        if thrift.full_cost > 0.0:
            saved = subsidy[m] * bill / thrift.calendar_share
            cut = thrifty_cut(
                expected_price[row], expected_output[row], standing(state, row),
                thrift.full_cost, saved, thrift.response, thrift.largest,
            )  # fmt: skip
            yearly_cut[row] += cut * thrift.calendar_share
            bill *= 1.0 - cut
        subsidised[m] += bill * subsidy[m]
        bill *= 1.0 - subsidy[m]
        h = index(household[row])
        if income.cell[h] != cell:
            add_to_source(income, cell, INPUTS, -costs)
            cell, costs = income.cell[h], 0.0
        now = paid_at_once(bill, thrift.credit_share, cash[h])
        cash[h] -= now
        input_debt[row] += bill - now
        income.net[h] -= bill
        costs += bill
        paid += now
        credit += bill - now
    add_to_source(income, cell, INPUTS, -costs)
    return paid, credit


def inputs(model: "ValueChainModel") -> None:
    """Buy the month's inputs for households' holdings and for bases."""
    model.cooperatives.feed_bill[:] = 0.0
    for name in model.chains:
        if model.parameters_of(name).input_calendar[model.calendar_month] > 0.0:
            _buy(model, name)
    starve_for_fee(model, feed_for_fee_growers(model))
    train(model)


def _buy(model: "ValueChainModel", name: str) -> None:
    """A chain's growers buy first, then its bases are fed."""
    chain, table, p = model.chains[name], model.holdings[name], model.parameters_of(name)
    factor = cost_of_inputs(model)
    subsidised = np.zeros(len(model.markets))
    paid, credit = _buy_inputs(
        chain.input_cost(table, model.calendar_month, p), factor, subsidy_rates(model, name),
        table.fee_raised, table.household, table.market, table.cooperative, table.expected_price,
        table.expected_output, table.state, thrift_of(p, model.calendar_month),
        model.households.get("cash"), table.input_debt, table.yearly_cut,
        model.cooperatives.feed_bill, model.income, subsidised,
    )  # fmt: skip
    book_inputs(model, name, paid, credit, subsidised)
    feed_bases(model, name, p, factor)


def cost_of_inputs(model: "ValueChainModel") -> NDArray[np.float64]:
    """Factor on the usual cost of inputs, one a market."""
    return np.array([model.effects.input_factor(market) for market in model.markets])


def thrift_of(parameters: Any, calendar_month: int) -> Thrift:
    """How growers of a chain answer a price below full cost this month."""
    p = parameters
    return Thrift(
        p.full_cost, p.input_cut_response, p.input_cut_max, float(p.input_calendar[calendar_month]),
        p.input_credit_share,
    )  # fmt: skip


def book_inputs(
    model: "ValueChainModel",
    name: str,
    paid: float,
    credit: float,
    subsidised: NDArray[np.float64],
) -> None:
    """Book what households paid and owe for inputs, and let who subsidises them pay the rest.

    paid, credit: yuan; subsidised (markets,): yuan.
    """
    pay_subsidies(model, name, subsidised)
    model.books.pay("household_inputs", name, paid)
    model.books.owe("input_credit", name, credit)


@kernel
def _feed_cooperatives_bases(cost, cooperative, enterprise, cash, surplus, unfed):
    """Cooperatives pay their bases' bills as cash allows; returns the sum paid, yuan."""
    total = 0.0
    for row in range(cost.size):
        if enterprise[row] < 0 and cost[row] > 0.0:
            c = cooperative[row]
            paid = min(cost[row], max(cash[c], 0.0))
            cash[c] -= paid
            surplus[c] -= paid
            unfed[row] = 1.0 - paid / cost[row]
            total += paid
    return total


def feed_bases(model: "ValueChainModel", name: str, p: Any, factor: NDArray[np.float64]) -> None:
    """Owners pay for their bases' inputs as far as cash and credit go."""
    table, cooperatives = model.bases[name], model.cooperatives
    if not len(table):
        return
    cost = model.chains[name].input_cost(table, model.calendar_month, p) * factor[table.market]
    unfed = np.zeros(len(table))
    paid = _feed_cooperatives_bases(
        cost, table.cooperative, table.enterprise, cooperatives.cash, cooperatives.surplus, unfed
    )
    model.books.pay("cooperative_inputs", name, paid)
    for row, (number, bill) in enumerate(
        zip(table.enterprise.tolist(), cost.tolist(), strict=True)
    ):
        if number >= 0 and bill > 0.0:
            borne = model.enterprises[number].bear(bill)
            model.books.pay("enterprise_inputs", name, borne)
            unfed[row] = 1.0 - borne / bill
    starve(model, table, unfed, p)


def feed_for_fee_growers(model: "ValueChainModel") -> NDArray[np.float64]:
    """Enterprises supply feed to the households that raise for a fee.

    Returns the share that stays unpaid, one a cooperative; the last entry stands for "none".
    """
    table = model.cooperatives
    for enterprise in model.enterprises:
        enterprise.unpaid_feed = 0.0
    unfed = np.zeros(len(table) + 1)
    fed = np.flatnonzero(table.feed_bill > 0.0)
    if not fed.size:
        return unfed
    bills = np.bincount(table.enterprise[fed], weights=table.feed_bill[fed]).tolist()
    for enterprise, bill in zip(model.enterprises, bills, strict=False):
        if bill <= 0.0:
            continue
        rows = fed if enterprise.means() < bill else ()
        if not len(rows):
            # Who can pay for all of its cooperatives' growers pays at once.
            _pay_for_feed(model, enterprise, bill)
        for row in rows:
            if table.enterprise[row] == enterprise.row:
                own = float(table.feed_bill[row])
                unfed[row] = 1.0 - _pay_for_feed(model, enterprise, own) / own
    return unfed


def _pay_for_feed(model: "ValueChainModel", enterprise: "Enterprise", bill: float) -> float:
    """Pay a bill as far as cash and credit go; returns what was paid, yuan."""
    paid = enterprise.bear(bill)
    enterprise.unpaid_feed += bill - paid
    model.books.pay("enterprise_inputs", enterprise.market.chain, paid)
    return paid


def starve_for_fee(model: "ValueChainModel", unfed: NDArray[np.float64]) -> None:
    """Stock raised for a fee goes short of what the enterprise could not pay."""
    for name, holdings in model.holdings.items() if np.count_nonzero(unfed) else ():
        share = np.where(holdings.fee_raised, unfed[holdings.cooperative], 0.0)
        starve(model, holdings, share, model.parameters_of(name))
