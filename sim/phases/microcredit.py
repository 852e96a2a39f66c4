"""Microcredit of registered households: to 50,000 yuan, three years, one repayment [E436 to E440].

At the due date most of a loan is renewed and the rest is due at once, as each household's plan
says. Who repays it is lent it again. What cash beyond a reserve cannot pay is overdue: no new
loan, penalty interest, everything beyond subsistence goes to it, until the bank writes it off. A
fund shares its loss; when the fund is empty the bank lends less [M82, M83, M85].
"""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numba.extending import register_jitable
from numpy.typing import NDArray

from sim.accounts.books import FEN
from sim.accounts.public import pay_public
from sim.engine.kernel import index, kernel
from sim.phases.support import support_left
from sim.rules import credit as rules
from sim.state.households import STATUSES
from sim.state.income import INTEREST, source_column

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.scenario.models import Lever

ORDINARY = STATUSES.index("ordinary")
OWN_INTEREST, SUBSIDY, REPAID, LENT, WRITTEN_OFF = range(5)


class Debtors(NamedTuple):
    """Columns of all households that the bank's service of loans reads and writes."""

    loan: NDArray[np.float64]
    overdue: NDArray[np.float64]
    usual: NDArray[np.float64]
    months: NDArray[np.int16]
    overdue_months: NDArray[np.int16]
    wait: NDArray[np.int16]
    cash: NDArray[np.float64]
    need: NDArray[np.float64]
    usual_income: NDArray[np.float64]
    county: NDArray[Any]


class Terms(NamedTuple):
    """Terms of this month; supply of new credit and subsidised share of interest by county."""

    supply: NDArray[np.float64]
    subsidy: NDArray[np.float64]
    rate: float
    penalty: float
    term: int
    rollover: float
    plan_months: float
    relending: float
    reserve_months: float
    write_off_months: int
    standing_months: int
    bar_months: int
    cap: float


@register_jitable
def _note_interest(cell, county, own, subsidised, by_cell, totals):
    if cell >= 0:
        by_cell[cell] -= own
        totals[county, OWN_INTEREST] += own
        totals[county, SUBSIDY] += subsidised


@kernel
def _pay_interest(
    rows, loan, overdue, wait, months, cash, county, cell, subsidy, rate, penalty, net, by_cell,
    totals, asked,
):  # fmt: skip
    """Interest of every borrower, in part by the county, and a month less to the due date.

    by_cell: the column of cells in which interest is summed. Writes the borrowers of whom the bank
    asks more than that this month; returns how many.
    """
    found, own_sum, due_sum, at, c = 0, 0.0, 0.0, -1, 0
    for i in range(rows.size):
        h = index(rows[i])
        late, left = overdue[h], months[h] - 1
        months[h] = left
        if late > 0.0 or wait[h] > 0 or left <= 0:
            asked[found] = h
            found += 1
        if cell[h] != at:
            # Rows are in the order of their cells: a cell's sums are written once.
            _note_interest(at, c, own_sum, due_sum * subsidy[c], by_cell, totals)
            own_sum, due_sum, at, c = 0.0, 0.0, cell[h], county[h]
        own = rules.own_interest(loan[h], late, rate, subsidy[c], penalty)
        own = min(own, max(cash[h], 0.0))
        cash[h] -= own
        net[h] -= own
        own_sum += own
        due_sum += (loan[h] - late) * rate
    _note_interest(at, c, own_sum, due_sum * subsidy[c], by_cell, totals)
    return found


@kernel
def _lend_again(h, debtors, terms, totals):
    c = debtors.county[h]
    lent = rules.lent_again(
        debtors.loan[h], debtors.usual[h], terms.supply[c], terms.cap, terms.relending
    )
    debtors.loan[h] += lent
    debtors.cash[h] += lent
    totals[c, LENT] += lent


@kernel
def _repay(h, debtors, due, reserve, totals):
    """Repay what cash allows; returns what is still missing."""
    paid = rules.repaid(due, debtors.cash[h], reserve)
    debtors.loan[h] -= paid
    debtors.cash[h] -= paid
    totals[debtors.county[h], REPAID] += paid
    return due - paid


@kernel
def _work_off(h, debtors, terms, totals):
    """In arrears: all beyond subsistence is paid; at last the bank gives up the rest."""
    missing = _repay(h, debtors, debtors.overdue[h], debtors.need[h], totals)
    debtors.overdue_months[h] += 1
    if missing <= FEN:
        debtors.wait[h] = terms.standing_months
    elif debtors.overdue_months[h] >= terms.write_off_months:
        debtors.loan[h] -= missing
        totals[debtors.county[h], WRITTEN_OFF] += missing
        debtors.wait[h] = terms.bar_months
    else:
        debtors.overdue[h] = missing
        return
    debtors.overdue[h] = 0.0
    debtors.overdue_months[h] = 0


@kernel
def _fall_due(h, debtors, terms, totals):
    """Renew, repay, and lend again to who repaid in full; the rest is overdue from now on."""
    standing = debtors.overdue[h] == 0.0 and debtors.wait[h] == 0
    running = debtors.loan[h] - debtors.overdue[h]
    plan = rules.planned_repayment(
        debtors.usual_income[h], 12.0 * debtors.need[h], terms.plan_months
    )
    supply = terms.supply[debtors.county[h]] if standing else 0.0
    due = running - rules.renewed(running, terms.rollover, plan, supply)
    missing = _repay(h, debtors, due, terms.reserve_months * debtors.need[h], totals)
    if missing > FEN:
        debtors.overdue[h] += missing
    elif standing:
        _lend_again(h, debtors, terms, totals)
    debtors.months[h] = terms.term


@kernel
def _service_loans(rows, debtors, terms, totals):
    """Of borrowers in arrears, waiting for credit, or at their due date; interest is paid."""
    for row in range(rows.size):
        h = index(rows[row])
        if debtors.overdue[h] > 0.0:
            _work_off(h, debtors, terms, totals)
        elif debtors.wait[h] > 0:
            debtors.wait[h] -= 1
            if debtors.wait[h] == 0:
                _lend_again(h, debtors, terms, totals)
        if debtors.months[h] <= 0:
            _fall_due(h, debtors, terms, totals)


def microcredit(model: "ValueChainModel") -> None:
    """Service the loans of a month and book them; extend due dates when a lever starts."""
    levers = levers_of(model)
    _extend(model, levers)
    terms, debtors, totals = terms_of(model, levers), _debtors(model), np.zeros((len(levers), 5))
    asked, income = np.empty(model.borrowers.size, dtype=np.int64), model.income
    found = _pay_interest(
        model.borrowers, debtors.loan, debtors.overdue, debtors.wait, debtors.months, debtors.cash,
        debtors.county, income.cell, terms.subsidy, terms.rate, terms.penalty, income.net,
        income.cells[:, source_column(INTEREST)], totals, asked,
    )  # fmt: skip
    _service_loans(asked[:found], debtors, terms, totals)
    book_loans(model, totals, levers)


def credit_supply(model: "ValueChainModel") -> NDArray[np.float64]:
    """New lending over usual, one a county, under a freeze, a lever or an empty fund."""
    without_fund = float(model.parameters.finance.lending_without_fund)
    supply = []
    for county, lever, fund in zip(
        model.region.counties, levers_of(model), model.safety.loan_funds.tolist(), strict=True
    ):
        left = model.effects.credit_left(county.id)
        if lever is not None and lever.volume is not None:
            left *= lever.volume
        supply.append(left if fund > 0.0 else left * without_fund)
    return np.array(supply)


@kernel
def _borrowable(rows, status, loan, overdue, wait, county, supply, cap, out):
    for i in range(rows.size):
        h = rows[i]
        standing = overdue[h] == 0.0 and wait[h] == 0
        eligible = standing and status[h] != ORDINARY
        out[i] = rules.new_credit(loan[h], supply[county[h]], cap) if eligible else 0.0


@kernel
def _lend(rows, amounts, most, loan, months, cash, term):
    """Write what is lent over `most`, yuan a row."""
    for i in range(rows.size):
        h = rows[i]
        most[i] = max(min(amounts[i], most[i]), 0.0)
        if most[i] > 0.0:
            months[h] = rules.common_due_date(loan[h], months[h], most[i], term)
            loan[h] += most[i]
            cash[h] += most[i]


def borrowable(model: "ValueChainModel", households: NDArray[np.int64]) -> NDArray[np.float64]:
    """What each of these households could borrow anew this month, yuan.

    Registered and marginal households without arrears, up to the cap [E436]; less where banks lend
    less.
    """
    h, most = model.households, np.empty(households.size)
    _borrowable(
        households, h.get("status"), h.get("loan"), h.get("overdue"), h.get("credit_wait"),
        h.get("county"), credit_supply(model), model.parameters.finance.loan_cap, most,
    )  # fmt: skip
    return most


def borrow(
    model: "ValueChainModel", households: NDArray[np.int64], amounts: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Lend to households (row numbers, each once) at most what is borrowable; returns what is lent.

    A household has one loan: what is new and what is old fall due together, at the mean of the two
    dates weighed by amount.
    """
    h, lent = model.households, borrowable(model, households)
    new = h.get("loan")[households] == 0.0
    _lend(
        households, amounts, lent, h.get("loan"), h.get("loan_months"), h.get("cash"),
        model.parameters.finance.loan_term_months,
    )  # fmt: skip
    amount = float(lent.sum())
    model.books.pay("household_loans", "none", amount)
    model.books.owe("household_loan", "none", amount)
    new &= lent > 0.0
    if new.any():
        model.borrowers = _with_more(model.borrowers, households[new])
    return lent


def _with_more(known: NDArray[np.int64], found: NDArray[np.int64]) -> NDArray[np.int64]:
    """A sorted list of households with others, of which some may be in it already."""
    found = np.sort(found)
    at = np.searchsorted(known, found)
    new = np.append(known, -1)[at] != found
    return np.insert(known, at[new], found[new])


def levers_of(model: "ValueChainModel") -> "list[Lever | None]":
    """The microcredit lever in force in each county."""
    return [model.effects.lever_in("microcredit", "all", c.id) for c in model.region.counties]


def _extend(model: "ValueChainModel", levers: "list[Lever | None]") -> None:
    """Give loans that are not overdue more time, once, when the lever starts."""
    h = model.households
    for county, lever in enumerate(levers):
        if lever is not None and lever.start_month == model.month:
            h.get("loan_months")[h.get("county") == county] += lever.extension_months


def _debtors(model: "ValueChainModel") -> Debtors:
    h = model.households
    return Debtors(
        h.get("loan"), h.get("overdue"), h.get("usual_loan"), h.get("loan_months"),
        h.get("overdue_months"), h.get("credit_wait"), h.get("cash"), model.cash_need(),
        model.usual_income, h.get("county"),
    )  # fmt: skip


def terms_of(model: "ValueChainModel", levers: "list[Lever | None]") -> Terms:
    """This month's terms of loans."""
    p = model.parameters.finance
    subsidy = p.interest_subsidy_share * support_left(model, "subsidies")
    for county, lever in enumerate(levers):
        if lever is not None and lever.subsidy_share is not None:
            subsidy[county] = lever.subsidy_share
    return Terms(
        credit_supply(model), subsidy, p.loan_interest / 12.0, p.penalty_surcharge,
        int(p.loan_term_months), p.rollover_share, p.repayment_plan_months, p.relending_share,
        p.repayment_reserve_months,
        int(p.write_off_months), int(p.standing_months), int(p.bar_months), p.loan_cap,
    )  # fmt: skip


def book_loans(
    model: "ValueChainModel", totals: NDArray[np.float64], levers: "list[Lever | None]"
) -> None:
    """Book a month's service of loans; totals [counties, (`OWN_INTEREST` ...)], yuan."""
    books, p, funds = model.books, model.parameters.finance, model.safety.loan_funds
    by_county = totals.tolist()
    own, _, back, lent, lost = (sum(column) for column in zip(*by_county, strict=True))
    books.pay("household_interest", "none", own)
    books.pay("household_repayments", "none", back)
    books.settle("household_loan", "none", back)
    books.pay("household_loans", "none", lent)
    books.owe("household_loan", "none", lent)
    books.write_off("household_loan", "none", lost)
    planned = model.planned_support["interest"] * support_left(model, "subsidies")
    for county, (lever, usual) in enumerate(zip(levers, planned.tolist(), strict=True)):
        # The county is funded for the subsidy it planned; who finances a lever pays what it adds.
        subsidy, loss = by_county[county][SUBSIDY], by_county[county][WRITTEN_OFF]
        books.pay("interest_subsidy", "none", min(subsidy, usual))
        if subsidy > usual:
            pay_public(model, lever, "interest_subsidy", "none", subsidy - usual)
        if loss > 0.0:
            shared = float(rules.compensation(loss, p.compensation_share, funds[county]))
            funds[county] -= shared
            books.pay("loan_risk_compensation", "none", shared)
