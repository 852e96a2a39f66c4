"""What a household can put into a chain: cash and credit, hands, land."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.phases.microcredit import borrow, borrowable

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.state.holdings import Holdings

Floats = NDArray[np.float64]


def spare_cash(model: "ValueChainModel") -> Floats:
    """Cash beyond some months' need, yuan (households,)."""
    reserve = model.parameters.household.investment_reserve_months
    return np.maximum(model.households.get("cash") - reserve * model.cash_need(), 0.0)


def means(model: "ValueChainModel") -> Floats:
    """Spare cash and what could still be borrowed, yuan (households,)."""
    return spare_cash(model) + borrowable(model)


def spare_workers(model: "ValueChainModel") -> Floats:
    """Workers that neither wages nor the chains held already occupy (households,).

    Wages from outside count as so many jobs at the enterprises' wage.
    """
    h = model.households
    busy = h.get("outside_wage") / model.parameters.labour.enterprise_wage
    busy = busy + h.get("enterprise_job") + h.get("cooperative_job")
    for name, table in model.holdings.items():
        per_worker = float(model.parameters_of(name).capacity_per_worker)
        np.add.at(busy, table.household, table.capacity() / per_worker)
    return np.maximum(h.get("workers") - busy, 0.0)


def borrow_for(model: "ValueChainModel", table: "Holdings", costs: Floats) -> None:
    """Borrow what an investment of these costs (rows of a table, yuan) takes beyond spare cash."""
    rows = np.flatnonzero(costs > 0.0)
    households = table.household[rows]
    missing = costs[rows] - spare_cash(model)[households]
    short = missing > 0.0
    if short.any():
        borrow(model, households[short].astype(np.int64), missing[short])


def unit_cost(chain: Any, parameters: Any) -> float:
    """Cost of a unit of new capacity, yuan: a mu planted, a breeding animal or pair bought."""
    return float(np.max(chain.unit_values(parameters)))
