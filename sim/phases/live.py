"""Phase 11, live: wages, transfers and other farm income come in; the household consumes."""

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.kernel import allocating_kernel, group_end, index, kernel, lane_sum, most_together
from sim.phases.illness import pay_medical_bills
from sim.phases.support import fiscal_grant, support_left
from sim.rules.household import consumption, job_pay, picking_pay
from sim.state.income import OTHER_FARM, TRANSFERS, WAGES, earn, source_column
from sim.state.steady import OTHER_FARM as STEADY_FARM
from sim.state.steady import OUTSIDE_WAGES
from sim.state.steady import TRANSFERS as STEADY_TRANSFERS

if TYPE_CHECKING:
    from sim.model import ValueChainModel


@kernel
def _pay_jobs(
    rows, job, employer, cooperative_job, cooperative_employer, job_wage, cooperative_wage,
    wage_share, cooperative_wage_share, cash, income,
):  # fmt: skip
    """Wages of jobs in the region, which go on paying who is ill."""
    for row in range(rows.size):
        h, wages = index(rows[row]), 0.0
        if employer[h] >= 0:
            wages += job_pay(job[h], job_wage, wage_share[employer[h]])
        if cooperative_employer[h] >= 0:
            share = cooperative_wage_share[cooperative_employer[h]]
            wages += job_pay(cooperative_job[h], cooperative_wage, share)
        cash[h] += wages
        earn(income, h, WAGES, wages)


@kernel
def _pay_pickers(rows, picking_days, at_work, county, rate, cash, income):
    """Hired picking, at the county's pay for a day offered."""
    for row in range(rows.size):
        h = index(rows[row])
        wages = picking_pay(picking_days[h], at_work[h], rate[index(county[h])])
        cash[h] += wages
        earn(income, h, WAGES, wages)


@kernel
def _consume(
    cash, steady, income_12, need, target_months, adjustment, net, consumed, unmet
):  # fmt: skip
    """Steady income comes in, then the household consumes; one instruction for several rows."""
    for h in range(cash.size):
        held = cash[h] + steady[h]
        spent = consumption(held, income_12[h], need[h], target_months, adjustment)
        net[h] += steady[h]
        consumed[h] = spent
        unmet[h] = max(need[h] - spent, 0.0)
        cash[h] = held - spent


@allocating_kernel
def _live(
    starts, cash, steady, income_12, need, target_months, adjustment, steady_by_cell, income,
    consumption_column, unmet_column,
):  # fmt: skip
    """Everyone's month, cell by cell; returns total consumption, yuan."""
    total, cells = 0.0, income.cells
    # What a few cells consume is summed at once, and no column of it is ever kept.
    consumed, unmet = np.empty(most_together(starts)), np.empty(most_together(starts))
    end = 0
    while end < starts.size - 1:
        begin, end = end, group_end(starts, end)
        first, rows = starts[begin], slice(starts[begin], starts[end])
        _consume(
            cash[rows], steady[rows], income_12[rows], need[rows], target_months, adjustment,
            income.net[rows], consumed[: starts[end] - first], unmet[: starts[end] - first],
        )  # fmt: skip
        for c in range(begin, end):
            here = slice(starts[c] - first, starts[c + 1] - first)
            cells[c, source_column(WAGES)] += steady_by_cell[c, OUTSIDE_WAGES]
            cells[c, source_column(TRANSFERS)] += steady_by_cell[c, STEADY_TRANSFERS]
            cells[c, source_column(OTHER_FARM)] += steady_by_cell[c, STEADY_FARM]
            spent = lane_sum(consumed[here])
            cells[c, consumption_column] += spent
            cells[c, unmet_column] += lane_sum(unmet[here])
            total += spent
    return total


def live(model: "ValueChainModel") -> None:
    """Pay households what is not farm income and let them consume."""
    pay_medical_bills(model)
    p, columns = model.parameters.household, model.cell_columns
    _pay_wages(model)
    steady = model.steady
    steady.refresh(model, growth_of_income(model), support_left(model, "transfers"))
    h = model.households
    consumed = _live(
        model.cell_starts, h.get("cash"), steady.income, h.get("income_12"), model.cash_need(),
        p.cash_target_months, p.consumption_adjustment, steady.by_cell, model.income,
        columns.index("consumption"), columns.index("unmet_need"),
    )  # fmt: skip
    book_living(model, consumed)


def growth_of_income(model: "ValueChainModel") -> float:
    """Factor on incomes from outside the chains: real growth since the opening."""
    yearly = 1.0 + model.parameters.household.real_income_growth
    return float(yearly ** (max(model.month, 0) / 12.0))


def book_living(model: "ValueChainModel", consumed: float) -> None:
    """Book steady incomes, consumption (yuan) and what suppliers buy anew."""
    books = model.books
    outside, transfers, farm = model.steady.by_cell.sum(axis=0).tolist()
    books.pay("outside_wages", "none", outside)
    books.pay("transfers", "none", transfers)
    books.pay("fiscal_grant", "none", fiscal_grant(model))
    books.pay("other_farm_sales", "none", farm)
    books.pay("consumption", "none", consumed)
    _restock(model)


def _pay_wages(model: "ValueChainModel") -> None:
    """Jobs at enterprises and cooperatives, then what hired pickers of each county earned."""
    h, labour = model.households, model.parameters.labour
    _pay_jobs(
        model.employees, h.get("enterprise_job"), h.get("employer"), h.get("cooperative_job"),
        h.get("cooperative_employer"), labour.enterprise_wage, labour.cooperative_wage,
        np.array([e.job_pay for e in model.enterprises] or [0.0]),
        model.cooperative_wage_share, h.get("cash"), model.income,
    )  # fmt: skip
    if not np.count_nonzero(model.picking_pool):
        return
    _pay_pickers(
        model.pickers, h.get("picking_days"), h.get("at_work"), h.get("county"),
        pay_of_a_picking_day(model), h.get("cash"), model.income,
    )  # fmt: skip


def pay_of_a_picking_day(model: "ValueChainModel") -> np.ndarray:
    """A county's bill for hired picking over all days its pickers offer, yuan a day."""
    days = model.picking_days
    return np.divide(model.picking_pool, days, out=np.zeros(days.size), where=days > 0.0)


def _restock(model: "ValueChainModel") -> None:
    """Suppliers replace from outside what they delivered this month, sold in cash or on credit."""
    books = model.books
    delivered = books.paid_to("suppliers") + books.claims_grown("input_credit")
    cost = max(delivered, 0.0) * (1.0 - model.parameters.supplier.margin)
    books.pay("supplier_purchases", "none", cost)
