"""Phase 14, decide, in February: each holding keeps, enlarges or shrinks its capacity."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from sim.phases.grow import book_event
from sim.phases.microcredit import sold_for_arrears
from sim.rules.capacity import capacity_change, desired_capacity
from sim.state.holdings import Holdings

if TYPE_CHECKING:
    from sim.model import ValueChainModel

FEBRUARY = 1


@njit(cache=True)
def _wanted_change(
    capacity, reference, ratio, deadband, response, shrink_max, expand_max, out
):  # fmt: skip
    for row in range(ratio.size):
        wanted = desired_capacity(capacity[row], reference[row], ratio[row], deadband, response)
        out[row] = capacity_change(capacity[row], wanted, shrink_max, expand_max)


def decide(model: "ValueChainModel") -> None:
    """Carry out the yearly capacity decision of households, cooperatives and enterprises."""
    for name, chain in model.chains.items():
        if chain.animals and model.month >= 0:
            _sell_in_need(model, name)
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


def _sell_in_need(model: "ValueChainModel", name: str) -> None:
    """Keepers whose animals eat more than they bring, or with old arrears, sell a part of them.

    Compared a unit of product: the spot price, or the contract's for what goes under contract,
    with feed. Stock raised for a fee is fed and owned by the enterprise.
    """
    table, p = model.holdings[name], model.parameters_of(name)
    if table.fee_raised.all():
        return
    output = table.chain.yearly_output(table.state, table.yield_factor, p)
    feed = table.chain.yearly_cost(table.state, p)
    price = _price_met(model, table)
    sold = np.where(price * output < feed, p.distress_sale_share, 0.0)
    sold = np.maximum(sold, np.minimum(sold_for_arrears(model, table), p.distress_sale_share))
    sold[table.fee_raised] = 0.0
    if sold.any():
        _carry_out(model, name, table, -sold)


def _price_met(model: "ValueChainModel", table: Holdings) -> np.ndarray:
    """Mean price of this month's deliveries and spot offers; the spot price if there are none."""
    spot = model.market_array("farm_gate")[table.market]
    contract = np.where(
        table.delivered > 0.0, model.cooperatives.contract_net[table.cooperative], 0.0
    )
    units = table.delivered + table.spot
    value = table.delivered * contract + table.spot * spot
    return np.divide(value, units, out=spot.copy(), where=units > 0.0)


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
    normal = np.maximum(
        parameters.farm_gate_price * output - cost, parameters.least_return * output
    )
    expected = table.expected_price * output - cost
    return np.divide(expected, normal, out=np.ones_like(normal), where=normal > 0.0)


def _resize(model: "ValueChainModel", name: str, table: Holdings, p: Any) -> None:
    change, ratio = np.zeros(len(table)), expected_return_ratio(table, p)
    base = table is model.bases[name]
    # The herd a base wants stays what it was; what it decides on is the herd it has.
    capacity = table.state[0] if base and table.chain.animals else table.capacity()
    _wanted_change(
        capacity, table.reference, ratio, p.capacity_deadband, p.capacity_response,
        p.capacity_shrink_max, p.capacity_expand_max, change,
    )  # fmt: skip
    if base:
        # A base is shrunk only at a loss and kept for better times: its target herd stays.
        change = np.where(ratio < 0.0, np.minimum(change, 0.0), 0.0)
        target = table.target.copy()
        _carry_out(model, name, table, change)
        table.target[:] = target
        return
    change = np.minimum(change, _affordable(model, table, p))
    # Stock raised for a fee is the enterprise's: the household neither sells nor buys it.
    change[table.fee_raised] = 0.0
    _carry_out(model, name, table, change)


def _carry_out(model: "ValueChainModel", name: str, table: Holdings, change: np.ndarray) -> None:
    """Enlarge or shrink by a share of each row's capacity, and book what it costs and brings."""
    resized = table.chain.resize(table, change, model.parameters_of(name))
    for event in resized.events:
        book_event(model, table, *event)
    if table is model.bases[name]:
        _book_base_sales(model, name, table, resized.receipts)
        return
    cash = model.households.get("cash")
    np.add.at(cash, table.household, resized.receipts - resized.cost)
    invested = float(resized.cost.sum())
    model.books.pay("household_investment", name, invested)
    bought = invested * (1.0 - model.parameters.supplier.margin)
    model.books.pay("supplier_purchases", name, bought)
    model.books.pay("breeding_stock_sales", name, float(resized.receipts.sum()))


def _affordable(model: "ValueChainModel", table: Holdings, p: Any) -> np.ndarray:
    """Largest enlargement, a share, that cash beyond some months' need can pay."""
    reserve = model.parameters.household.investment_reserve_months
    cash, need = model.households.get("cash"), model.cash_need()
    spare = np.maximum(cash[table.household] - reserve * need[table.household], 0.0)
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
