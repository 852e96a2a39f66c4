"""Phase 11, live: wages, transfers and other farm income come in; the household consumes."""

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sim.accounts.kinds import CLAIM_INDEX
from sim.phases.illness import pay_medical_bills
from sim.phases.support import fiscal_grant, support_left
from sim.rules.household import consumption
from sim.state.income import OTHER_FARM, TRANSFERS, WAGES, earn

if TYPE_CHECKING:
    from sim.model import ValueChainModel


@njit(cache=True)
def _live(
    persons, cash, income_12, at_work, outside_wage, enterprise_job, employer, cooperative_job,
    cooperative_employer, transfer, transfers_left, other_farm, picking_days, county, job_wage,
    cooperative_wage, wage_share, cooperative_wage_share, pick_rate, growth, subsistence,
    target_months, adjustment, income, consumed, totals,
):  # fmt: skip
    """Income from outside the chains, then consumption.

    at_work: share of a household's workers who are well; jobs in the region go on paying who is
    ill. transfers_left: share of transfers that still flows, by county.

    totals: outside wages, enterprise wages, cooperative wages, picking, transfers, other farm,
    consumption.
    """
    for h in range(persons.size):
        outside = outside_wage[h] * growth * at_work[h]
        at_enterprise, at_cooperative = 0.0, 0.0
        if employer[h] >= 0:
            at_enterprise = enterprise_job[h] * job_wage * wage_share[employer[h]]
        if cooperative_employer[h] >= 0:
            at_cooperative = (
                cooperative_job[h] * cooperative_wage
                * cooperative_wage_share[cooperative_employer[h]]
            )  # fmt: skip
        picking = picking_days[h] * at_work[h] * pick_rate[county[h]]
        wages = outside + at_enterprise + at_cooperative + picking
        received = transfer[h] * growth * transfers_left[county[h]]
        farm = other_farm[h] * growth
        earn(income, h, WAGES, wages)
        earn(income, h, TRANSFERS, received)
        earn(income, h, OTHER_FARM, farm)
        cash[h] += wages + received + farm
        spent = consumption(
            cash[h], income_12[h], subsistence * persons[h], target_months, adjustment
        )
        cash[h] -= spent
        consumed[h] = spent
        totals[0] += outside
        totals[1] += at_enterprise
        totals[2] += at_cooperative
        totals[3] += picking
        totals[4] += received
        totals[5] += farm
        totals[6] += spent


def live(model: "ValueChainModel") -> None:
    """Pay households what is not farm income and let them consume."""
    pay_medical_bills(model)
    h, p = model.households, model.parameters.household
    labour = model.parameters.labour
    days = model.picking_days
    rate = np.divide(model.picking_pool, days, out=np.zeros(days.size), where=days > 0.0)
    years = max(model.month, 0) / 12.0
    totals = np.zeros(7)
    _live(
        h.get("persons"), h.get("cash"), h.get("income_12"), h.get("at_work"),
        h.get("outside_wage"), h.get("enterprise_job"), h.get("employer"),
        h.get("cooperative_job"), h.get("cooperative_employer"), h.get("transfer"),
        support_left(model, "transfers"), h.get("other_farm"),
        h.get("picking_days"), h.get("county"), labour.enterprise_wage, labour.cooperative_wage,
        np.array([e.job_pay for e in model.enterprises] or [0.0]),
        model.cooperative_wage_share, rate, (1.0 + p.real_income_growth) ** years,
        p.consumption_subsistence / 12.0, p.cash_target_months, p.consumption_adjustment,
        model.income, model.consumed, totals,
    )  # fmt: skip
    books = model.books
    books.pay("outside_wages", "none", float(totals[0]))
    books.pay("transfers", "none", float(totals[4]))
    books.pay("fiscal_grant", "none", fiscal_grant(model))
    books.pay("other_farm_sales", "none", float(totals[5]))
    books.pay("consumption", "none", float(totals[6]))
    _restock(model)


def _restock(model: "ValueChainModel") -> None:
    """Suppliers replace from outside what they delivered this month, sold in cash or on credit."""
    books, credit = model.books, CLAIM_INDEX["input_credit"]
    delivered = (
        books.flows[model.supplier_rows].sum()
        + books.created[credit].sum()
        - books.paid[credit].sum()
    )
    cost = max(float(delivered), 0.0) * (1.0 - model.parameters.supplier.margin)
    books.pay("supplier_purchases", "none", cost)
