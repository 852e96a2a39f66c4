"""What a household can put into a chain: cash and credit, hands, land."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.kernel import index, kernel
from sim.phases.microcredit import borrow, borrowable
from sim.rules.means import free_hands, investable_cash

if TYPE_CHECKING:
    from sim.model import ValueChainModel

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@kernel
def _spare_cash(rows, cash, need, reserve_months, out):
    for i in range(rows.size):
        out[i] = investable_cash(cash[rows[i]], need[rows[i]], reserve_months)


@kernel
def _count_hands(household, capacity, capacity_per_worker, busy):
    for row in range(household.size):
        busy[index(household[row])] += capacity[row] / capacity_per_worker


@kernel
def _spare_workers(
    rows, workers, outside_wage, usual_wage, enterprise_job, cooperative_job, in_chains, out
):  # fmt: skip
    for i in range(rows.size):
        h = rows[i]
        out[i] = free_hands(
            workers[h], outside_wage[h], usual_wage, enterprise_job[h], cooperative_job[h],
            in_chains[h],
        )  # fmt: skip


def spare_cash(model: "ValueChainModel", households: Rows) -> Floats:
    """Cash of these households beyond some months' need, yuan."""
    spare = np.empty(households.size)
    reserve = model.parameters.household.investment_reserve_months
    _spare_cash(households, model.households.get("cash"), model.cash_need(), reserve, spare)
    return spare


def means(model: "ValueChainModel", households: Rows) -> Floats:
    """Spare cash of these households and what they could still borrow, yuan."""
    return spare_cash(model, households) + borrowable(model, households)


def spare_workers(model: "ValueChainModel", households: Rows) -> Floats:
    """Workers of these households that neither wages nor the chains held already occupy."""
    h = model.households
    in_chains, spare = np.zeros(len(h)), np.empty(households.size)
    for name, table in model.holdings.items():
        capacity_per_worker = float(model.parameters_of(name).capacity_per_worker)
        _count_hands(table.household, table.capacity(), capacity_per_worker, in_chains)
    _spare_workers(
        households, h.get("workers"), h.get("outside_wage"),
        model.parameters.labour.enterprise_wage, h.get("enterprise_job"), h.get("cooperative_job"),
        in_chains, spare,
    )  # fmt: skip
    return spare


def borrow_for(model: "ValueChainModel", households: Rows, costs: Floats) -> None:
    """Borrow what investments of these costs, yuan, take beyond these households' spare cash."""
    missing = costs - spare_cash(model, households)
    short = missing > 0.0
    if short.any():
        borrow(model, households[short], missing[short])


def unit_cost(chain: Any, parameters: Any) -> float:
    """Cost of a unit of new capacity, yuan: a mu planted, a breeding animal or pair bought."""
    return float(np.max(chain.unit_values(parameters)))
