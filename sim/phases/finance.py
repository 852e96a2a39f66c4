"""Phase 10, finance: microcredit, dividends, refunds, rent, drawings, and who must leave."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from sim.agents.enterprise import GONE
from sim.state.income import DIVIDENDS, INTEREST, RENT, WRITE_OFFS, earn, earn_each

if TYPE_CHECKING:
    from sim.agents.enterprise import Enterprise
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
        _dividends(model)
        _refunds(model)
    if model.calendar_month == JANUARY:
        _land_rent(model)
        _drawings(model)
    for enterprise in model.enterprises:
        forced = model.effects.must_exit(enterprise, model.month)
        if forced or enterprise.must_leave(model.parameters.enterprise):
            leave(model, enterprise)


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


def _dividends(model: "ValueChainModel") -> None:
    """Fixed dividend on members' shares, as far as the cooperative's cash goes [E413 to E415]."""
    p, table = model.parameters.cooperative, model.cooperatives
    table.dividend_expected[:] = 0.0
    for name, holdings in model.holdings.items():
        due = holdings.shares * p.share_price * p.dividend_rate
        wanted = _by_cooperative(model, holdings, due)
        paid = np.minimum(wanted, np.maximum(table.cash - table.reserve - table.owed, 0.0))
        _pay_to_members(model, name, "dividends", due, wanted, paid)
        table.surplus -= paid
        full = p.share_price * p.dividend_rate
        table.dividend_expected += full * np.divide(
            paid, wanted, out=np.zeros(paid.size), where=wanted > 0.0
        )


def _refunds(model: "ValueChainModel") -> None:
    """Patronage refund: a share of the year's surplus by what each member delivered [P45]."""
    p, table = model.parameters.cooperative, model.cooperatives
    amounts = np.array([agent.refund(p.refund_share) for agent in model.cooperative_agents])
    table.refund_expected[:] = 0.0
    for name, holdings in model.holdings.items():
        wanted = _by_cooperative(model, holdings, holdings.patronage)
        mine = np.where(wanted > 0.0, amounts, 0.0)
        _pay_to_members(model, name, "patronage_refunds", holdings.patronage, wanted, mine)
        holdings.patronage[:] = 0.0
        table.refund_expected += np.divide(
            mine, wanted, out=np.zeros(mine.size), where=wanted > 0.0
        )
    table.patronage[:] = 0.0


def _by_cooperative(model: "ValueChainModel", holdings: Any, values: np.ndarray) -> np.ndarray:
    """Sum of a holdings column by cooperative, shape (cooperatives,)."""
    member = holdings.cooperative >= 0
    return np.bincount(
        holdings.cooperative[member], weights=values[member], minlength=len(model.cooperatives)
    )


def _pay_to_members(
    model: "ValueChainModel",
    name: str,
    kind: str,
    weights: np.ndarray,
    totals: np.ndarray,
    paid: np.ndarray,
) -> None:
    """Pay an amount a cooperative to its members in proportion to their weights."""
    holdings = model.holdings[name]
    rate = np.divide(paid, totals, out=np.zeros(totals.size), where=totals > 0.0)
    amount = np.where(holdings.cooperative >= 0, weights * rate[holdings.cooperative], 0.0)
    sums = _by_cooperative(model, holdings, amount)
    model.cooperatives.cash -= sums
    np.add.at(model.households.get("cash"), holdings.household, amount)
    earn_each(model.income, holdings.household, DIVIDENDS, amount)
    model.books.pay(kind, name, float(sums.sum()))


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


def leave(model: "ValueChainModel", enterprise: "Enterprise") -> None:
    """The enterprise goes: jobs end, the base is sold, what it owes is paid in part or lost.

    What liquidation brings pays the cooperatives first, then the bank, then the owners; what is
    not paid is written off, by the cooperatives down to their members.
    """
    p, chain = model.parameters.enterprise, enterprise.market.chain
    _liquidate_base(model, enterprise, p.liquidation_share)
    _wind_up_payables(model, enterprise)
    enterprise.repay(enterprise.cash)
    model.books.write_off("enterprise_loan", chain, enterprise.debt)
    enterprise.debt = 0.0
    left = max(enterprise.cash, 0.0)
    enterprise.cash -= left
    model.books.pay("enterprise_drawings", chain, left)
    enterprise.status, enterprise.left_month = GONE, model.month
    table = model.cooperatives
    linked = np.append(table.enterprise == enterprise.row, False)
    holdings = model.holdings[chain]
    holdings.fee_raised[linked[holdings.cooperative]] = False


def _liquidate_base(model: "ValueChainModel", enterprise: "Enterprise", share: float) -> None:
    """Sell the base's animals outside at a share of their value; leased trees are abandoned."""
    chain = model.chains[enterprise.market.chain]
    base = model.bases[chain.name]
    own = base.enterprise == enterprise.row
    values = chain.unit_values(enterprise.market.parameters)
    for index, stage in enumerate(chain.stages):
        quantity = float(base.state[index, own].sum())
        if stage.moves:
            receipts = quantity * float(values[index]) * share
            enterprise.cash += receipts
            model.books.pay("liquidation_sales", chain.name, receipts)
            model.books.move(stage.asset, "enterprises", "world", "sold", quantity)
        base.state[index, own] = 0.0
    base.target[own] = 0.0


def _wind_up_payables(model: "ValueChainModel", enterprise: "Enterprise") -> None:
    """Pay what cash allows of the deliveries owed and write the rest off, down to the members."""
    table, books, chain = model.cooperatives, model.books, enterprise.market.chain
    rows = np.flatnonzero(table.enterprise == enterprise.row)
    owed = float(table.receivable[rows].sum())
    paid = min(owed, max(enterprise.cash, 0.0))
    enterprise.cash -= paid
    share = paid / owed if owed > 0.0 else 0.0
    table.cash[rows] += table.receivable[rows] * share
    books.pay("contract_purchases", chain, paid)
    books.settle("contract_deliveries", chain, paid)
    books.write_off("contract_deliveries", chain, owed - paid)
    table.surplus[rows] -= table.receivable[rows] * (1.0 - share)
    table.receivable[rows] = 0.0
    enterprise.payable = 0.0
    _write_down_members(model, chain, rows)


def _write_down_members(model: "ValueChainModel", chain: str, rows: np.ndarray) -> None:
    """Cooperatives pay members what cash allows; the rest of the deliveries is lost to them."""
    table, books, holdings = model.cooperatives, model.books, model.holdings[chain]
    ratio = np.zeros(len(table) + 1)
    paid = np.minimum(table.owed[rows], np.maximum(table.cash[rows], 0.0))
    ratio[rows] = np.divide(
        paid, table.owed[rows], out=np.zeros(len(rows)), where=table.owed[rows] > 0.0
    )
    affected = np.isin(holdings.cooperative, rows)
    received = np.where(affected, holdings.receivable * ratio[holdings.cooperative], 0.0)
    lost = np.where(affected, holdings.receivable - received, 0.0)
    holdings.receivable[affected] = 0.0
    np.add.at(model.households.get("cash"), holdings.household, received)
    earn_each(model.income, holdings.household, WRITE_OFFS, -lost)
    table.cash[rows] -= paid
    table.owed[rows] = 0.0
    books.pay("member_payments", chain, float(received.sum()))
    books.settle("member_deliveries", chain, float(received.sum()))
    books.write_off("member_deliveries", chain, float(lost.sum()))
