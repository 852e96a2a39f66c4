"""Phase 14, decide, in February: keep, enlarge or shrink capacity, leave a chain, join, enter."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from sim.agents.review import review
from sim.phases.diversify import diversify
from sim.phases.entry import enter
from sim.phases.grow import book_event
from sim.phases.leaving import leave_chains
from sim.phases.means import borrow_for, means, spare_workers, unit_cost
from sim.phases.membership import change_linkage
from sim.phases.microcredit import sold_for_arrears
from sim.phases.observe import cost_factors, expected_return_ratio, forget_year
from sim.rules.capacity import capacity_change, desired_capacity
from sim.rules.growing import lean_months, patient_change, sold_in_need
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


@njit(cache=True)
def _be_patient(change, lean, shrink_after_months):
    for row in range(change.size):
        change[row] = patient_change(change[row], lean[row], shrink_after_months)


def decide(model: "ValueChainModel") -> None:
    """Change capacity, leave, join or take up a chain once a year; in need sell animals at once."""
    for name, chain in model.chains.items():
        if chain.animals and model.month >= 0:
            _sell_in_need(model, name)
    if model.calendar_month != FEBRUARY:
        return
    if model.month >= 0:
        for name in model.chains:
            for table in (model.holdings[name], model.bases[name]):
                _resize(model, name, table, model.parameters_of(name))
        leave_chains(model)
        change_linkage(model)
        diversify(model)
        enter(model)
    forget_year(model)
    for name, chain in model.chains.items():
        for table in (model.holdings[name], model.bases[name]):
            table.expected_output[:] = table.condition * chain.yearly_output(
                table.state, table.yield_factor, model.parameters_of(name)
            )
    _review(model)


@njit(cache=True)
def _in_need(
    months, received, expected, feed, missing, value, patience, capital_charge, most, out
):  # fmt: skip
    """Count months of loss and set the share of the herd sold by who waits no longer."""
    for row in range(months.size):
        months[row] = lean_months(months[row], received[row], feed[row])
        out[row] = sold_in_need(
            months[row], patience, missing[row], expected[row] - feed[row], value[row],
            capital_charge, most,
        )  # fmt: skip


def _sell_in_need(model: "ValueChainModel", name: str) -> None:
    """Keepers whose animals eat more than they bring, or with old arrears, sell a part of them.

    At once what a month's missing cash takes, else once it has gone on for some months and the
    animals are not expected to earn what their price would. Compared a breeding animal: what this
    month's sales brought, with feed. Stock raised for a fee is fed and owned by the enterprise.
    """
    table, p = model.holdings[name], model.parameters_of(name)
    if table.fee_raised.all():
        return
    breeding = table.ripe_state()
    output = table.chain.yearly_output(breeding, table.yield_factor, p)
    feed = table.chain.yearly_cost(breeding, p) * cost_factors(model, name)[table.market]
    missing = (model.cash_need() - model.households.get("cash"))[table.household]
    sold = np.zeros(len(table))
    _in_need(
        table.lean_months, _price_met(model, table) * output, table.expected_price * output, feed,
        missing, table.chain.unit_values(p) @ breeding, p.distress_after_months,
        model.parameters.household.capital_charge, p.distress_sale_share, sold,
    )  # fmt: skip
    decided = sold >= p.distress_sale_share
    sold = np.maximum(sold, np.minimum(sold_for_arrears(model, table), p.distress_sale_share))
    sold[table.fee_raised] = 0.0
    if sold.any():
        # Who sells only what need takes still wants the herd there was, and raises it again.
        target = np.where(decided, table.target * (1.0 - sold), table.target)
        _carry_out(model, name, table, -sold)
        table.target[:] = target


def _price_met(model: "ValueChainModel", table: Holdings) -> np.ndarray:
    """Mean price of this month's deliveries and spot offers, what stayed unsold at nothing.

    The spot price where nothing was offered.
    """
    spot = model.market_array("farm_gate")[table.market]
    sold = model.market_array("sold_share")[table.market]
    contract = np.where(
        table.delivered > 0.0, model.cooperatives.contract_net[table.cooperative], 0.0
    )
    units = table.delivered + table.spot
    value = table.delivered * contract + table.spot * sold * spot
    return np.divide(value, units, out=spot.copy(), where=units > 0.0)


def _review(model: "ValueChainModel") -> None:
    """Enterprises review floor, volume and capacity; buyers plan for the coming year."""
    for enterprise in model.enterprises:
        if enterprise.is_active and model.month >= 0:
            review(model, enterprise)
        enterprise.start_year()
    p = model.parameters.buyer
    for buyer in model.buyers:
        if model.month >= 0:
            buyer.follow(p.growth_threshold, p.growth_speed)
    for market in model.markets:
        market.year_bought[:] = market.year_planned[:] = 0.0


def _resize(model: "ValueChainModel", name: str, table: Holdings, p: Any) -> None:
    change = np.zeros(len(table))
    ratio = expected_return_ratio(table, p, cost_factors(model, name))
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
    _be_patient(change, table.lean_months, p.shrink_after_months)
    change = np.minimum(change, _affordable(model, table, p))
    # Stock raised for a fee is the enterprise's: the household neither sells nor buys it.
    change[table.fee_raised] = 0.0
    borrow_for(model, table, np.maximum(change, 0.0) * table.capacity() * unit_cost(table.chain, p))
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
    """Largest enlargement, a share, that cash, credit, spare hands and orchard land allow."""
    cash = means(model)[table.household] / unit_cost(table.chain, p)
    hands = spare_workers(model)[table.household] * p.capacity_per_worker
    room, capacity = np.minimum(cash, hands), table.capacity()
    if not table.chain.animals:
        room = np.minimum(room, table.spare_land)
    return np.divide(room, capacity, out=np.zeros(len(table)), where=capacity > 0.0)


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
