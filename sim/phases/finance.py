"""Phase 10, finance: microcredit, dividends, refunds, rent, drawings, and who must leave."""

from typing import TYPE_CHECKING

from sim.agents.investment import build_capacity
from sim.engine.kernel import kernel
from sim.phases.microcredit import microcredit
from sim.phases.patronage import pay_dividends, pay_refunds
from sim.phases.shares import grant_shares
from sim.phases.wind_up import close_failed_cooperatives, leave
from sim.state.income import RENT, earn

if TYPE_CHECKING:
    from sim.agents.enterprise import Enterprise
    from sim.model import ValueChainModel

JANUARY, FEBRUARY = 0, 1


@kernel
def _spread_rent(share, amount, cash, income):
    """Pay an amount to households by their share of it; returns what was paid."""
    paid = 0.0
    for h in range(share.size):
        if share[h] > 0.0:
            part = share[h] * amount
            cash[h] += part
            earn(income, h, RENT, part)
            paid += part
    return paid


def finance(model: "ValueChainModel") -> None:
    """Service loans every month; dividends, refunds and drawings once a year."""
    microcredit(model)
    if model.calendar_month + 1 == int(model.parameters.cooperative.dividend_month):
        pay_dividends(model)
        pay_refunds(model)
    grant_shares(model)
    if model.calendar_month == JANUARY:
        land_rent(model)
        drawings(model)
    build_capacity(model)
    for enterprise in leaving(model):
        leave(model, enterprise)
    close_failed_cooperatives(model)


def leaving(model: "ValueChainModel") -> "list[Enterprise]":
    """Enterprises that a shock takes away this month, or that cannot go on."""
    p, effects = model.parameters.enterprise, model.effects
    return [
        agent
        for agent in model.enterprises
        if effects.must_exit(agent, model.month) or agent.must_leave(p)
    ]


def land_rent(model: "ValueChainModel") -> None:
    """Yearly rent of an enterprise's leased land, spread over the county's arable land."""
    for enterprise in model.enterprises:
        base = model.bases[enterprise.market.chain]
        rent = float(enterprise.market.parameters.base_rent)
        if rent <= 0.0 or not enterprise.is_active:
            continue
        mu = float(base.state[:, base.enterprise == enterprise.row].sum())
        paid = enterprise.bear(mu * rent)
        county = model.county_of_market[enterprise.market.index]
        received = _spread_rent(
            model.arable_share[county], paid, model.households.get("cash"), model.income
        )
        model.books.pay("land_rent", enterprise.market.chain, received)
        enterprise.cash += paid - received


def drawings(model: "ValueChainModel") -> None:
    """Owners take profit out once a year; suppliers' margin goes the same way."""
    share = float(model.parameters.enterprise.drawings_share)
    for enterprise in model.enterprises:
        if enterprise.is_active:
            enterprise.draw_profit(model, share)
    buyer_share = float(model.parameters.buyer.drawings_share)
    for buyer in model.buyers:
        amount = buyer_share * max(buyer.cash - buyer.payable - buyer.cash_target, 0.0)
        buyer.cash -= amount
        model.books.pay("buyer_drawings", buyer.market.chain, amount)
    for account in ("supplier", "bank"):
        sector = "suppliers" if account == "supplier" else account
        surplus = max(model.books.accounts[sector], 0.0)
        model.books.pay(f"{account}_drawings", "none", surplus)
