"""Biology shared by tree and shrub crops: age classes, one harvest a year, slow planting.

State rows are mu by age class, youngest first, the last one full bearing. Class durations and
yields are vectors of the parameter tree.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chains.declaration import Chain, Event, Resized, Rows, Season, Stage
from sim.engine.kernel import index, kernel
from sim.rules.growing import grown_older, ripe_output, yield_after_thrift

FEBRUARY = 1


@kernel
def _ripen(state, class_yield, yield_full, factor, condition, market, season, share, output):
    for row in range(output.size):
        bearing = 0.0
        for stage in range(state.shape[0]):
            bearing += state[stage, row] * class_yield[stage]
        output[row] = ripe_output(
            share, bearing, yield_full, factor[row], condition[row], season[index(market[row])]
        )


@kernel
def _age(state, class_years):
    """Promote 1 / (years in class) of each class to the next, oldest first."""
    for row in range(state.shape[1]):
        for stage in range(state.shape[0] - 2, -1, -1):
            promoted = grown_older(state[stage, row], class_years[stage])
            state[stage, row] -= promoted
            state[stage + 1, row] += promoted


def opening_state(capacity: Rows, age_shares: Rows, parameters: Any) -> Rows:
    """State [classes, rows] from mu and each row's shares [rows, classes] by age class."""
    return np.ascontiguousarray((age_shares * capacity[:, None]).T)


def grow(table: Any, season: Season, parameters: Any) -> list[Event]:
    """This month's ripe output: calendar share x bearing mu x yield x weather x condition.

    In February, once the run has begun, trees grow a year older and last year's thrift begins to
    show; the burn-in keeps the opening ages.
    """
    if season.calendar_month == FEBRUARY and season.month >= 0:
        _age(table.state, parameters.class_years)
    if season.calendar_month == FEBRUARY:
        table.condition[:] = yield_after_thrift(table.yearly_cut, parameters.input_yield_elasticity)
        table.yearly_cut[:] = 0.0
    share = parameters.harvest_calendar[season.calendar_month]
    if share <= 0.0:
        table.output[:] = 0.0
        return []
    _ripen(
        table.state,
        parameters.class_yield,
        parameters.yield_full,
        table.yield_factor,
        table.condition,
        table.market,
        season.yield_factor,
        share,
        table.output,
    )
    return []


def supply_share(parameters: Any, calendar_month: int) -> float:
    """Share of a year's output that comes to market in a month, by the purchase calendar."""
    return float(parameters.purchase_calendar[calendar_month])


def yearly_output(state: Rows, yield_factor: Rows, parameters: Any) -> Rows:
    """A normal year's output, farm product units, one a row."""
    bearing = (np.asarray(parameters.class_yield)[:, None] * state).sum(axis=0)
    return np.asarray(bearing * parameters.yield_full * yield_factor)


def input_cost(table: Any, calendar_month: int, parameters: Any) -> Rows:
    """Water, fertiliser and services of the month before thrift: mu x yuan/mu x calendar."""
    return np.asarray(
        table.state.sum(axis=0)
        * _inputs_per_mu(parameters)
        * parameters.input_calendar[calendar_month]
    )


def _inputs_per_mu(parameters: Any) -> float:
    """Cash cost of a mu without the transport of a full crop, which is paid as it is carried."""
    return float(parameters.cash_cost - parameters.transport_cost * parameters.yield_full)


def yearly_cost(state: Rows, parameters: Any) -> Rows:
    """Cash cost of a year without transport and hired picking, yuan, one a row."""
    return np.asarray(state.sum(axis=0) * _inputs_per_mu(parameters))


def resize(table: Any, change: Rows, parameters: Any) -> Resized:
    """Pull trees (all ages alike) or plant new ones; `change` is a share of the mu, one a row.

    Planting is limited by the household's spare orchard land, given as table.spare_land.
    """
    mu = table.state.sum(axis=0)
    pulled = np.clip(-change, 0.0, 1.0)
    planted: NDArray[np.float64] = np.minimum(np.clip(change, 0.0, None) * mu, table.spare_land)
    table.state *= 1.0 - pulled
    table.state[0] += planted
    table.spare_land += pulled * mu - planted
    nothing = np.zeros_like(mu)
    return Resized(planted * parameters.establishment_cost, nothing, [])


def unit_values(parameters: Any) -> Rows:
    """Value of a mu by age class, yuan: the establishment cost, from a half when just planted."""
    classes = len(parameters.class_years)
    return np.asarray(parameters.establishment_cost * np.linspace(0.5, 1.0, classes))


def depreciation(state: Rows, parameters: Any) -> Rows:
    """Yearly depreciation, yuan a row: establishment cost / life of the trees in full bearing."""
    return np.asarray(state[-1] * parameters.establishment_cost / parameters.tree_life)


def orchard_chain(
    name: str,
    product: str,
    processed: str,
    ages: tuple[str, ...],
    insured: bool = False,
    signed_by_dealers: bool = False,
) -> Chain:
    """A chain of trees or shrubs with the biology of this module, counted in mu and kg.

    ages: names of the mu by age class, youngest first, as many as `class_years` has entries.
    """
    return Chain(
        name=name,
        product=product,
        unit="kg",
        processed=processed,
        processed_unit="kg",
        processed_per_unit=lambda parameters: float(parameters.conversion),
        stages=tuple(Stage(age, "mu", False) for age in ages),
        opening_state=opening_state,
        grow=grow,
        supply_share=supply_share,
        yearly_output=yearly_output,
        input_cost=input_cost,
        yearly_cost=yearly_cost,
        resize=resize,
        unit_values=unit_values,
        depreciation=depreciation,
        insured=insured,
        signed_by_dealers=signed_by_dealers,
    )
