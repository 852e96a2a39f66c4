"""Households as columns: what the population gives, and what a run adds."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.state.columns import Columns

if TYPE_CHECKING:
    from sim.population import Population

Precision = type[np.float32] | type[np.float64]

# Long before the first month of any run.
NEVER_HELPED = -10_000
# Later than any month: not on the list for help.
NOT_LISTED = 10**9
STATUSES = ("ordinary", "lifted", "unstable", "marginal")
# Statuses of registered households.
REGISTERED = (1, 2)


# What a household has and is, in yuan, mu, days or workers: read far more often than written, and
# never an account that must balance.
TRAITS = (
    "workers", "arable_mu", "orchard_mu", "opening_income", "outside_wage", "enterprise_job",
    "cooperative_job", "transfer", "other_farm", "picking_days", "at_work", "post", "usual_loan",
)  # fmt: skip


def build_households(population: "Population", precision: Precision = np.float32) -> Columns:
    """Copy the population's columns and open twelve-month incomes at the drawn total.

    precision: type of `TRAITS`; cash, loans and incomes of a year are always float64.

    Added columns: income_12 and income_before (net income of the last twelve months and of the
    twelve before, yuan), medical_12 (medical bills paid in twelve months), colour (0 green to 3
    red), watch (months in a row with a warning, negative: without), at_work (share of workers who
    are well), post (public-benefit jobs held), helped (this month), fund_month (when the village
    fund last helped), help_month (when relief or a post last did), listed_since (month a fall
    put it on the list for help, NOT_LISTED without), overdue (part of the loan past its due
    date), overdue_months, credit_wait (months until banks lend again), usual_loan, cell (finest
    group, for sums).
    """
    columns: dict[str, NDArray[Any]] = {
        name: np.array(values) for name, values in population.households.items()
    }
    size = len(columns["persons"])
    columns["loan_months"] = columns["loan_months"].astype(np.int16)
    yearly = columns["opening_income"] * columns["persons"]
    columns["income_12"] = yearly.copy()
    columns["income_before"] = yearly.copy()
    columns["colour"] = np.zeros(size, dtype=np.int8)
    columns["watch"] = np.zeros(size, dtype=np.int16)
    columns["at_work"] = np.ones(size)
    columns["helped"] = np.zeros(size, dtype=bool)
    for name in ("fund_month", "help_month"):
        columns[name] = np.full(size, NEVER_HELPED, dtype=np.int32)
    columns["listed_since"] = np.full(size, NOT_LISTED, dtype=np.int32)
    columns["usual_loan"] = columns["loan"].astype(np.float64)
    for name in ("medical_12", "post", "overdue"):
        columns[name] = np.zeros(size)
    for name in ("overdue_months", "credit_wait"):
        columns[name] = np.zeros(size, dtype=np.int16)
    columns["cell"] = np.zeros(size, dtype=np.int32)
    for name in TRAITS:
        columns[name] = columns[name].astype(precision)
    return Columns(columns)
