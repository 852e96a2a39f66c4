"""Phase 10, finance: microcredit, dividends, refunds, rent, drawings, and who must leave."""

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sim.phases.patronage import pay_dividends, pay_refunds
from sim.phases.wind_up import close_failed_cooperatives, leave
from sim.state.income import INTEREST, RENT, earn

if TYPE_CHECKING:
    from sim.model import ValueChainModel

JANUARY, FEBRUARY = 0, 1


@njit(cache=True)
def _service_loans(
    borrowers, loan, loan_months, cash, need, monthly_rate, subsidy, term, rollover_share,
    relending_share, income, totals,
):  # fmt: skip
    """Interest, then what falls due: renewed in part, repaid as far as cash allows.

    What came back is lent again in part, so that the plan's volume stays outstanding.
    totals: interest paid by households, by the county, principal repaid, lent.
    """
    for row in range(borrowers.size):
        h = borrowers[row]
        if loan[h] <= 0.0:
            continue
        interest = loan[h] * monthly_rate
        own = min(interest * (1.0 - subsidy), max(cash[h], 0.0))
        cash[h] -= own
        earn(income, h, INTEREST, -own)
        totals[0] += own
        totals[1] += interest * subsidy
        loan_months[h] -= 1
        if loan_months[h] <= 0:
            due = loan[h] * (1.0 - rollover_share)
            repaid = min(due, max(cash[h] - need[h], 0.0))
            lent = repaid * relending_share
            cash[h] += lent - repaid
            loan[h] += lent - repaid
            totals[2] += repaid
            totals[3] += lent
            loan_months[h] = term


@njit(cache=True)
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
    _microcredit(model)
    if model.calendar_month + 1 == int(model.parameters.cooperative.dividend_month):
        pay_dividends(model)
        pay_refunds(model)
    if model.calendar_month == JANUARY:
        _land_rent(model)
        _drawings(model)
    for enterprise in model.enterprises:
        forced = model.effects.must_exit(enterprise, model.month)
        if forced or enterprise.must_leave(model.parameters.enterprise):
            leave(model, enterprise)
    close_failed_cooperatives(model)


def _microcredit(model: "ValueChainModel") -> None:
    """Microcredit of registered households, to 50,000 yuan and three years [E436 to E440]."""
    p, h = model.parameters.finance, model.households
    totals = np.zeros(4)
    _service_loans(
        model.borrowers, h.get("loan"), h.get("loan_months"), h.get("cash"), model.cash_need(),
        p.loan_interest / 12.0, p.interest_subsidy_share, int(p.loan_term_months),
        p.rollover_share, p.relending_share, model.income, totals,
    )  # fmt: skip
    interest, subsidy, repaid, lent = (float(total) for total in totals)
    model.books.pay("household_interest", "none", interest)
    model.books.pay("interest_subsidy", "none", subsidy)
    model.books.pay("household_repayments", "none", repaid)
    model.books.settle("household_loan", "none", repaid)
    model.books.pay("household_loans", "none", lent)
    model.books.owe("household_loan", "none", lent)


def _land_rent(model: "ValueChainModel") -> None:
    """Yearly rent of an enterprise's leased land, spread over the county's arable land."""
    for enterprise in model.enterprises:
        base = model.bases[enterprise.market.chain]
        rent = float(enterprise.market.parameters.base_rent)
        if rent <= 0.0 or not enterprise.is_active:
            continue
        mu = float(base.state[:, base.enterprise == enterprise.row].sum())
        paid = enterprise.spend(mu * rent)
        county = model.county_of_market[enterprise.market.index]
        received = _spread_rent(
            model.arable_share[county], paid, model.households.get("cash"), model.income
        )
        model.books.pay("land_rent", enterprise.market.chain, received)
        enterprise.cash += paid - received


def _drawings(model: "ValueChainModel") -> None:
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
