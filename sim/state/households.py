"""Households as columns: what the population gives, and what a run adds."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.state.columns import Columns

if TYPE_CHECKING:
    from sim.population import Population

STATUSES = ("ordinary", "lifted", "unstable", "marginal")


def build_households(population: "Population") -> Columns:
    """Copy the population's columns and open twelve-month incomes at the drawn total.

    Added columns: income_12 and income_before (net income of the last twelve months and of the
    twelve before, yuan), colour (0 green to 3 red), cell (finest group, for sums).
    """
    columns: dict[str, NDArray[Any]] = {
        name: np.array(values) for name, values in population.households.items()
    }
    size = len(columns["persons"])
    columns["loan_months"] = columns["loan_months"].astype(np.int64)
    yearly = columns["opening_income"] * columns["persons"]
    columns["income_12"] = yearly.copy()
    columns["income_before"] = yearly.copy()
    columns["colour"] = np.zeros(size, dtype=np.int8)
    columns["cell"] = np.zeros(size, dtype=np.int32)
    return Columns(columns)
