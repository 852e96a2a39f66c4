"""Phases 9 and 10 of households as objects: insure, finance."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.accounts.books import FEN
from sim.agents.investment import build_capacity
from sim.phases.finance import JANUARY, drawings, land_rent, leaving
from sim.phases.insure import insure as insure_columns
from sim.phases.microcredit import (
    LENT,
    OWN_INTEREST,
    REPAID,
    SUBSIDY,
    WRITTEN_OFF,
    Terms,
    book_loans,
    levers_of,
    terms_of,
)
from sim.phases.patronage import pay_dividends, pay_refunds
from sim.phases.shares import grant_shares
from sim.phases.wind_up import anything_to_wind_up, close_failed_cooperatives, leave
from sim.rules import credit as rules
from sim.state.income import INTEREST

if TYPE_CHECKING:
    from sim.reference.model import ReferenceModel


def insure(model: "ReferenceModel") -> None:
    """Strike, watch the index, and pay, by the calendar of the insurance branch."""
    p, month = model.parameters.insurance, model.calendar_month + 1
    if month in (int(p.strike_month), int(p.payout_month)):
        with model.some_as_columns(["cash"], ["insured_quantity", "state"]):
            insure_columns(model)
    else:
        insure_columns(model)


def finance(model: "ReferenceModel") -> None:
    """Service loans every month; dividends, refunds and drawings once a year."""
    microcredit(model)
    if model.calendar_month + 1 == int(model.parameters.cooperative.dividend_month):
        with model.some_as_columns(["cash"], ["patronage"]):
            pay_dividends(model)
            pay_refunds(model)
    starting = (lever.start_month == model.month for lever in model.effects.levers)
    if any(starting):
        with model.as_columns():
            grant_shares(model)
    if model.calendar_month == JANUARY:
        with model.some_as_columns(["cash"]):
            land_rent(model)
        drawings(model)
    build_capacity(model)
    agents = leaving(model)
    if agents or anything_to_wind_up(model):
        with model.some_as_columns(["cash"], ["receivable", "fee_raised"]):
            for enterprise in agents:
                leave(model, enterprise)
            close_failed_cooperatives(model)


def microcredit(model: "ReferenceModel") -> None:
    """Service the loans of a month and book them; extend due dates when a lever starts."""
    levers = levers_of(model)
    for household in model.people:
        lever = levers[household.county]
        if lever is not None and lever.start_month == model.month:
            household.loan_months += lever.extension_months
    terms = terms_of(model, levers)
    # Lists, of which Python reads an element sooner than of an array.
    terms = terms._replace(supply=terms.supply.tolist(), subsidy=terms.subsidy.tolist())
    totals = [[0.0] * 5 for _ in levers]
    for row in model.borrowers.tolist():
        household = model.people[row]
        _service(household, terms, totals[household.county])
    book_loans(model, np.array(totals), levers)


def _service(household: Any, terms: Terms, totals: list[float]) -> None:
    """A month of one household's loan."""
    if household.loan > 0.0:
        _pay_interest(household, terms, totals)
    if household.overdue > 0.0:
        _work_off(household, terms, totals)
    elif household.credit_wait > 0:
        household.credit_wait -= 1
        if household.credit_wait == 0:
            _lend_again(household, terms, totals)
    household.loan_months -= 1
    if household.loan_months <= 0:
        _fall_due(household, terms, totals)


def _pay_interest(household: Any, terms: Terms, totals: list[float]) -> None:
    """Interest on the loan, in part by the county, and on what is overdue, all by the household."""
    subsidy = terms.subsidy[household.county]
    own = rules.own_interest(household.loan, household.overdue, terms.rate, subsidy, terms.penalty)
    own = min(own, max(household.cash, 0.0))
    household.cash -= own
    household.earn(INTEREST, -own)
    totals[OWN_INTEREST] += own
    totals[SUBSIDY] += (household.loan - household.overdue) * terms.rate * subsidy


def _lend_again(household: Any, terms: Terms, totals: list[float]) -> None:
    lent = rules.lent_again(
        household.loan, household.usual_loan, terms.supply[household.county], terms.cap,
        terms.relending,
    )  # fmt: skip
    household.loan += lent
    household.cash += lent
    totals[LENT] += lent


def _repay(household: Any, due: float, reserve: float, totals: list[float]) -> float:
    """Repay what cash allows; returns what is still missing."""
    paid = rules.repaid(due, household.cash, reserve)
    household.loan -= paid
    household.cash -= paid
    totals[REPAID] += paid
    return float(due - paid)


def _work_off(household: Any, terms: Terms, totals: list[float]) -> None:
    """In arrears: all beyond subsistence is paid; at last the bank gives up the rest."""
    missing = _repay(household, household.overdue, household.need, totals)
    household.overdue_months += 1
    if missing <= FEN:
        household.credit_wait = terms.standing_months
    elif household.overdue_months >= terms.write_off_months:
        household.loan -= missing
        totals[WRITTEN_OFF] += missing
        household.credit_wait = terms.bar_months
    else:
        household.overdue = missing
        return
    household.overdue = 0.0
    household.overdue_months = 0


def _fall_due(household: Any, terms: Terms, totals: list[float]) -> None:
    """Renew, repay, and lend again to who repaid in full; the rest is overdue from now on."""
    standing = household.overdue == 0.0 and household.credit_wait == 0
    running = household.loan - household.overdue
    plan = rules.planned_repayment(household.usual_income, 12.0 * household.need, terms.plan_months)
    supply = terms.supply[household.county] if standing else 0.0
    due = running - rules.renewed(running, terms.rollover, plan, supply)
    missing = _repay(household, due, terms.reserve_months * household.need, totals)
    if missing > FEN:
        household.overdue += missing
    elif standing:
        _lend_again(household, terms, totals)
    household.loan_months = terms.term
