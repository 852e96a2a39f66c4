"""Phase 14, decide, in February: keep, enlarge or shrink capacity, leave a chain, join, enter."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.review import review
from sim.chains.units import standing
from sim.engine.kernel import index, kernel
from sim.phases.diversify import diversify
from sim.phases.entry import enter
from sim.phases.leaving import leave_chains
from sim.phases.means import borrow_for, means, spare_workers, unit_cost
from sim.phases.membership import change_linkage
from sim.phases.need import sell_in_need
from sim.phases.observe import (
    begin_year,
    cost_factors,
    expected_return_ratio,
    terms_of,
)
from sim.phases.resize import carry_out
from sim.rules.capacity import capacity_change, desired_capacity, return_ratio
from sim.rules.growing import patient_change
from sim.rules.means import affordable_growth
from sim.state.holdings import Holdings

if TYPE_CHECKING:
    from sim.model import ValueChainModel

FEBRUARY = 1

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def decide(model: "ValueChainModel") -> None:
    """Change capacity, leave, join or take up a chain once a year; in need sell animals at once."""
    for name, chain in model.chains.items():
        if chain.animals and model.month >= 0:
            sell_in_need(model, name)
    if model.calendar_month == FEBRUARY:
        decide_yearly(model)


def decide_yearly(model: "ValueChainModel") -> None:
    """February's decisions of households, enterprises and buyers; none of them in the burn-in."""
    if model.month >= 0:
        for name in model.chains:
            _resize(model, name, model.holdings[name])
            _resize_base(model, name, model.bases[name])
        leave_chains(model)
        change_linkage(model)
        diversify(model)
        enter(model)
    begin_year(model)
    _review(model)


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


@kernel
def _wanted_change(
    capacity, reference, state, animals, yield_factor, expected_price, fee_raised, lean, market,
    spare_land, unit, input_factor, terms, deadband, response, shrink_max, expand_max,
    shrink_after_months, out,
):  # fmt: skip
    """Change of capacity a household wants, a share; returns how many want any.

    Stock raised for a fee is the enterprise's: the household neither sells nor buys it. Without
    land to spare there is nothing to plant, whatever else there is.
    """
    changes = 0
    for row in range(out.size):
        out[row] = 0.0
        if fee_raised[row]:
            continue
        ratio = return_ratio(
            state[0, row] if animals else standing(state, row), fee_raised[row],
            expected_price[row], terms.normal_price, unit.output * yield_factor[row], unit.inputs,
            input_factor[index(market[row])], terms.transport_cost, terms.least_return,
        )  # fmt: skip
        wanted = desired_capacity(capacity[row], reference[row], ratio, deadband, response)
        change = capacity_change(capacity[row], wanted, shrink_max, expand_max)
        if change > 0.0 and not animals and spare_land[row] <= 0.0:
            continue
        out[row] = patient_change(change, lean[row], shrink_after_months)
        changes += out[row] != 0.0
    return changes


@kernel
def _limit(rows, change, money, unit_cost, hands, capacity_per_worker, land, animals, capacity):
    """Cut wanted enlargements to what can be afforded."""
    for i in range(rows.size):
        spare = np.inf if animals else land[rows[i]]
        most = affordable_growth(
            money[i], unit_cost, hands[i], capacity_per_worker, spare, capacity[rows[i]]
        )
        change[i] = min(change[i], most)


def _resize(model: "ValueChainModel", name: str, table: Holdings) -> None:
    """Let households enlarge or shrink their holdings of a chain, as far as their means go."""
    p, capacity, change = model.parameters_of(name), table.capacity(), np.empty(len(table))
    changes = _wanted_change(
        capacity, table.reference, table.state, table.chain.animals, table.yield_factor,
        table.expected_price, table.fee_raised, table.lean_months, table.market,
        table.spare_land, table.unit, cost_factors(model, name), terms_of(p),
        p.capacity_deadband, p.capacity_response, p.capacity_shrink_max, p.capacity_expand_max,
        p.shrink_after_months, change,
    )  # fmt: skip
    if not changes:
        return
    larger = np.flatnonzero(change > 0.0)
    if larger.size:
        change[larger] = _paid_for(model, table, larger, change[larger], capacity)
    rows = np.flatnonzero(change)
    carry_out(model, name, table, rows, change[rows])


def _paid_for(
    model: "ValueChainModel", table: Holdings, rows: Rows, wanted: Floats, capacity: Floats
) -> Floats:
    """Enlargement of these rows, a share, within means; what cash does not hold is borrowed."""
    p, households = model.parameters_of(table.chain.name), table.household[rows].astype(np.int64)
    price, change = unit_cost(table.chain, p), wanted.copy()
    _limit(
        rows, change, means(model, households), price, spare_workers(model, households),
        p.capacity_per_worker, table.spare_land, table.chain.animals, capacity,
    )  # fmt: skip
    costs = change * capacity[rows] * price
    bought = costs > 0.0
    borrow_for(model, households[bought], costs[bought])
    return change


def _resize_base(model: "ValueChainModel", name: str, table: Holdings) -> None:
    """Shrink a base at a loss; its target herd stays, and is raised again in better times.

    What is decided on is the herd there is.
    """
    if not len(table):
        return
    p = model.parameters_of(name)
    ratio = expected_return_ratio(table, p, cost_factors(model, name))
    if (ratio >= 0.0).all():
        return
    capacity = table.state[0] if table.chain.animals else table.capacity()
    change = np.array([
        _base_change(*row, p) for row in zip(capacity, table.reference, ratio, strict=True)
    ])  # fmt: skip
    rows = np.flatnonzero(change)
    if rows.size:
        target = table.target.copy()
        carry_out(model, name, table, rows, change[rows])
        table.target[:] = target


def _base_change(capacity: float, reference: float, ratio: float, parameters: Any) -> float:
    """Change of a base's capacity, a share: never an enlargement."""
    p = parameters
    if ratio >= 0.0:
        return 0.0
    wanted = desired_capacity(capacity, reference, ratio, p.capacity_deadband, p.capacity_response)
    change = capacity_change(capacity, wanted, p.capacity_shrink_max, p.capacity_expand_max)
    return min(float(change), 0.0)
