"""Phase 14, decide, in February: each holding keeps, enlarges or shrinks its capacity."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from sim.phases.grow import book_event
from sim.rules.household import capacity_change
from sim.state.holdings import Holdings

if TYPE_CHECKING:
    from sim.model import ValueChainModel

FEBRUARY = 1


@njit(cache=True)
def _wanted_change(ratio, deadband, response, shrink_max, expand_max, out):
    for row in range(ratio.size):
        out[row] = capacity_change(ratio[row], deadband, response, shrink_max, expand_max)


def decide(model: "ValueChainModel") -> None:
    """Carry out the yearly capacity decision of households, cooperatives and enterprises."""
    if model.calendar_month != FEBRUARY:
        return
    for name in model.chains:
        p = model.parameters_of(name)
        for table in (model.holdings[name], model.bases[name]):
            if model.month >= 0:
                _resize(model, name, table, p)
            table.expected_output[:] = (
                model.chains[name].yearly_output(table.state, table.yield_factor, p)
                * table.condition
            )
    _review(model)


def _review(model: "ValueChainModel") -> None:
    """Enterprises review floor and volume for the coming year; those in default do not."""
    for enterprise in model.enterprises:
        if enterprise.is_active and model.month >= 0:
            enterprise.review()


def expected_return_ratio(table: Holdings, parameters: Any) -> np.ndarray:
    """Expected over normal net return of a year, one a row (1 = as at the opening).

    net = price x output - cash cost. A household raising for a fee has no own cost: its ratio is
    that of the fee.
    """
    output = table.chain.yearly_output(table.state, table.yield_factor, parameters)
    cost = np.where(table.fee_raised, 0.0, table.chain.yearly_cost(table.state, parameters))
    cost = cost + np.where(table.fee_raised, 0.0, output * parameters.transport_cost)
    normal = np.maximum(parameters.farm_gate_price * output - cost, 0.05 * output)
    expected = table.expected_price * output - cost
    return np.divide(expected, normal, out=np.ones_like(normal), where=normal > 0.0)


def _resize(model: "ValueChainModel", name: str, table: Holdings, p: Any) -> None:
    change = np.zeros(len(table))
    _wanted_change(
        expected_return_ratio(table, p), p.capacity_deadband, p.capacity_response,
        p.capacity_shrink_max, p.capacity_expand_max, change,
    )  # fmt: skip
    if table is model.bases[name]:
        # Organisations shrink a base that loses; enlarging one is an investment of its own.
        change = np.minimum(change, 0.0)
    else:
        change = np.minimum(change, _affordable(model, table, p))
        # Stock raised for a fee is the enterprise's: the household neither sells nor buys it.
        change[table.fee_raised] = 0.0
    resized = table.chain.resize(table, change, p)
    for event in resized.events:
        book_event(model, table, *event)
    if table is model.bases[name]:
        _book_base_sales(model, name, table, resized.receipts)
        return
    cash = model.households.get("cash")
    np.add.at(cash, table.household, resized.receipts - resized.cost)
    model.books.pay("household_investment", name, float(resized.cost.sum()))
    model.books.pay("breeding_stock_sales", name, float(resized.receipts.sum()))


def _affordable(model: "ValueChainModel", table: Holdings, p: Any) -> np.ndarray:
    """Largest enlargement, a share, that cash beyond two months' need can pay."""
    cash, need = model.households.get("cash"), model.cash_need()
    spare = np.maximum(cash[table.household] - 2.0 * need[table.household], 0.0)
    cost = table.state.sum(axis=0) * float(np.max(table.chain.unit_values(p)))
    return np.divide(spare, cost, out=np.zeros(len(table)), where=cost > 0.0)


def _book_base_sales(
    model: "ValueChainModel", name: str, table: Holdings, receipts: np.ndarray
) -> None:
    for row in np.flatnonzero(receipts > 0.0):
        amount = float(receipts[row])
        if table.enterprise[row] >= 0:
            model.enterprises[table.enterprise[row]].cash += amount
            model.books.pay("liquidation_sales", name, amount)
        else:
            model.cooperatives.cash[table.cooperative[row]] += amount
            model.books.pay("cooperative_stock_sales", name, amount)
