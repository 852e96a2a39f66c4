"""Phases 11 and 12 of households as objects: live, warn."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.phases.illness import pay_medical_bills
from sim.phases.live import book_living, growth_of_income, pay_of_a_picking_day
from sim.phases.respond import ANSWERS, MONTHS_OF_INCOME, answer_by_levers
from sim.phases.support import support_left
from sim.phases.warn import lines_of
from sim.record import CELL_COLUMNS
from sim.rules.household import (
    GREEN,
    ORANGE,
    RED,
    YELLOW,
    consumption,
    job_pay,
    picking_pay,
    steady_income,
    warning_colour,
    warning_months,
)
from sim.rules.response import gap_to_line, paid_from_fund, struck_by_a_fall
from sim.state.income import OTHER_FARM, RELIEF, TRANSFERS, WAGES
from sim.state.steady import OTHER_FARM as STEADY_FARM
from sim.state.steady import OUTSIDE_WAGES
from sim.state.steady import TRANSFERS as STEADY_TRANSFERS

if TYPE_CHECKING:
    from sim.reference.model import ReferenceModel

# What public jobs and relief look at and write.
ANSWERED = (
    "cash", "colour", "watch", "income_12", "income_before", "medical_12", "ring", "helped",
    "help_month", "listed_since", "post",
)  # fmt: skip
CONSUMPTION, UNMET, BELOW_POVERTY, BELOW_MONITORING = (
    CELL_COLUMNS.index(name)
    for name in ("consumption", "unmet_need", "below_poverty", "below_monitoring")
)
COLUMN_OF_COLOUR = {
    colour: CELL_COLUMNS.index(name)
    for colour, name in ((RED, "red"), (ORANGE, "orange"), (YELLOW, "yellow"), (GREEN, "green"))
}


def live(model: "ReferenceModel") -> None:
    """Pay households what is not farm income and let them consume."""
    if model.ill.size or any(rows.size for rows, _ in model.medical_year):
        with model.some_as_columns(["cash", "medical_12"]):
            pay_medical_bills(model)
    _pay_wages(model)
    _refresh_steady(model)
    p, consumed = model.parameters.household, 0.0
    target, adjustment = p.cash_target_months, p.consumption_adjustment
    for household in model.people:
        cash, need, sums = household.cash + household.steady, household.need, household.cell.sums
        spent = consumption(cash, household.income_12, need, target, adjustment)
        household.net += household.steady
        household.cash = cash - spent
        sums[CONSUMPTION] += spent
        if spent < need:
            sums[UNMET] += need - spent
        consumed += spent
    for cell, (outside, transfers, farm) in zip(
        model.cell_sums, model.steady.by_cell.tolist(), strict=True
    ):
        cell.by_source[WAGES] += outside
        cell.by_source[TRANSFERS] += transfers
        cell.by_source[OTHER_FARM] += farm
    book_living(model, consumed)


def _pay_wages(model: "ReferenceModel") -> None:
    """Jobs at enterprises and cooperatives, then what hired pickers of each county earned."""
    labour, shares = model.parameters.labour, model.cooperative_wage_share.tolist()
    for row in model.employees.tolist():
        household, wages = model.people[row], 0.0
        if household.employer >= 0:
            paid = model.enterprises[household.employer].job_pay
            wages += job_pay(household.enterprise_job, labour.enterprise_wage, paid)
        if household.cooperative_employer >= 0:
            paid = shares[household.cooperative_employer]
            wages += job_pay(household.cooperative_job, labour.cooperative_wage, paid)
        household.cash += wages
        household.earn(WAGES, wages)
    if not model.picking_pool.any():
        return
    rate = pay_of_a_picking_day(model).tolist()
    for row in model.pickers.tolist():
        household = model.people[row]
        wages = picking_pay(household.picking_days, household.at_work, rate[household.county])
        household.cash += wages
        household.earn(WAGES, wages)


def _refresh_steady(model: "ReferenceModel") -> None:
    """Add up what comes in month after month alike, if anything behind it has changed."""
    growth, left = growth_of_income(model), support_left(model, "transfers")
    if not model.steady.changed(model, growth, left):
        return
    transfers_left = left.tolist()
    sums = [[0.0] * model.steady.by_cell.shape[1] for _ in model.cell_sums]
    for household in model.people:
        outside, transfers, farm = steady_income(
            household.outside_wage, household.at_work, household.transfer,
            transfers_left[household.county], household.other_farm, growth,
        )  # fmt: skip
        household.steady = outside + transfers + farm
        by_cell = sums[household.cell.number]
        by_cell[OUTSIDE_WAGES] += outside
        by_cell[STEADY_TRANSFERS] += transfers
        by_cell[STEADY_FARM] += farm
    model.steady.by_cell[:] = sums


def warn(model: "ReferenceModel") -> None:
    """Help who was warned last month; then update twelve-month incomes, colours and sums."""
    _respond(model)
    lines, step = lines_of(model.parameters.household), model.month + model.burn_in
    now, year_ago = step % 24, (step + 12) % 24
    for household in model.people:
        ring, net, sums = household.ring, household.net, household.cell.sums
        # The month a year ago leaves the year behind for the year before.
        household.income_before += ring[year_ago] - ring[now]
        household.income_12 += net - ring[year_ago]
        ring[now], household.net = net, 0.0
        share, income = household.person_share, household.income_12
        own = income * share
        colour = warning_colour(
            own, (income - household.medical_12) * share, household.income_before * share,
            lines.poverty, lines.monitoring, lines.fall, lines.orange_share,
        )  # fmt: skip
        household.poor, household.watched = own < lines.poverty, own < lines.monitoring
        household.colour = colour
        household.watch = warning_months(household.watch, colour)
        sums[COLUMN_OF_COLOUR[colour]] += 1.0
        sums[BELOW_POVERTY] += household.poor
        sums[BELOW_MONITORING] += household.watched


def _respond(model: "ReferenceModel") -> None:
    """Pay from village funds; public-benefit jobs and relief as a lever has them."""
    net = model.safety
    for row in net.helped.tolist():
        model.people[row].helped = False
    model.households.get("helped")[net.helped] = False
    net.helped = net.helped[:0]
    if model.month < 0:
        return
    if net.village_funds.any():
        _village_funds(model)
    if any(lever.kind in ANSWERS for lever in model.effects.levers):
        with model.some_as_columns(ANSWERED):
            answer_by_levers(model)


def _village_funds(model: "ReferenceModel") -> None:
    """After a sudden fall the village's fund pays a part of the gap, until it is empty [M91]."""
    p, line = model.parameters.response, model.parameters.household.monitoring_line
    funds = model.safety.village_funds.tolist()
    year_ago = (model.month + model.burn_in + 12) % 24
    struck = []
    for household in model.people:
        if household.colour >= ORANGE and _may_ask(model, household, funds):
            left = household.income_12 + household.net - household.ring[year_ago]
            left -= household.medical_12
            struck.append((left / household.persons, household.agent_id, left, household))
    helped, total = [], 0.0
    # The worst off first; ties go by key.
    for _, _, left, household in sorted(struck, key=lambda entry: entry[:2]):
        gap = gap_to_line(left, line, household.persons)
        paid = paid_from_fund(gap, p.village_fund_share, funds[household.village])
        funds[household.village] -= paid
        if paid > 0.0:
            _receive(household, paid)
            household.fund_month = model.month
            helped.append(household.row)
            total += paid
    model.safety.village_funds[:] = funds
    model.safety.helped = np.union1d(model.safety.helped, np.array(helped, dtype=np.int64))
    model.books.pay("village_fund_payments", "none", total)


def _may_ask(model: "ReferenceModel", household: Any, funds: list[float]) -> bool:
    """Whether it has fallen of itself, is seen by now, and was not helped lately."""
    p, fall = model.parameters.response, model.parameters.household.fall_share
    left = household.income_12 - household.medical_12
    return bool(
        funds[household.village] > 0.0
        and household.watch > p.detection_months
        and struck_by_a_fall(left, household.income_before, fall)
        and model.month - household.fund_month >= p.village_fund_wait
        # Who falls because help has ended has not met with a misfortune.
        and model.month - household.help_month > 2 * MONTHS_OF_INCOME
    )


def _receive(household: Any, amount: float) -> None:
    household.cash += amount
    household.helped = True
    household.earn(RELIEF, amount)
