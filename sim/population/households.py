"""Households before any chain: village, size, status, workers, land and total income."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.draws import Purpose, agent_ids
from sim.engine.order import order_of
from sim.population.luck import Floats, Ids, Luck, capped_with_sum, lowest, with_sum
from sim.population.structure import LIFTED, MARGINAL, ORDINARY, UNSTABLE, Columns
from sim.regions.schema import County
from sim.regions.values import number

if TYPE_CHECKING:
    from sim.parameters import Parameters


def county_households(county: County, parameters: "Parameters", luck: Luck) -> Columns:
    """Columns of one county's households, ordered by village and serial number.

    Adds to the columns of a population: `serial`, `registered`, `total` (drawn income of the
    household, yuan a year). `village` and `township` count within the county.
    """
    serials = np.arange(county.households)
    ids = agent_ids("household", county.id, serials)
    village = _villages(county, parameters, luck, ids)
    # Serial numbers ascend, so a stable order by village alone is the order by both.
    serials = order_of(village, county.villages)
    ids, village = ids[serials], village[serials]
    registered = _registered(county, luck, ids)
    persons = _persons(county, parameters, luck, ids, registered)
    income = _income(parameters, luck, ids, registered)
    workers = persons * luck.log_normals(
        ids, Purpose.WORKERS, number(parameters, "population.workers_log_sd")
    )
    workers = capped_with_sum(
        with_sum(workers, county.workers_per_household * ids.size),
        county.workers_per_household * ids.size,
        persons.astype(np.float64),
    )
    land = luck.log_normals(ids, Purpose.LAND, number(parameters, "population.arable_log_sd"))
    return {
        "serial": serials,
        "agent_id": ids,
        "village": village,
        "township": village * county.townships // county.villages,
        "registered": registered,
        "status": _status(county, parameters, luck, ids, registered, income),
        "persons": persons,
        "workers": workers,
        "arable_mu": with_sum(land, county.arable_mu_per_household * ids.size),
        "opening_income": income,
        "total": income * persons,
    }


def _villages(county: County, parameters: "Parameters", luck: Luck, ids: Ids) -> NDArray[np.int64]:
    """Village of each household: villages of unequal size, townships blocks of villages."""
    villages = agent_ids("village", county.id, np.arange(county.villages))
    log_sd = number(parameters, "population.village_size_log_sd")
    ends = np.cumsum(luck.log_normals(villages, Purpose.VILLAGE, log_sd))
    place = luck.uniforms(ids, Purpose.VILLAGE)
    return np.minimum(np.searchsorted(ends / ends[-1], place), county.villages - 1)


def _registered(county: County, luck: Luck, ids: Ids) -> NDArray[np.bool_]:
    everyone = np.ones(ids.size, dtype=bool)
    registered = np.zeros(ids.size, dtype=bool)
    score = luck.uniforms(ids, Purpose.REGISTERED)
    registered[lowest(score, county.registered_households, everyone)] = True
    return registered


def _persons(
    county: County,
    parameters: "Parameters",
    luck: Luck,
    ids: Ids,
    registered: NDArray[np.bool_],
) -> NDArray[np.int64]:
    """Whole persons with the county's exact totals, registered and others apart."""
    normals = luck.normals(ids, Purpose.HOUSEHOLD_SIZE)
    log_sd = number(parameters, "population.household_size_log_sd")
    most = number(parameters, "population.household_size_max")
    persons = np.empty(ids.size, dtype=np.int64)
    totals = (county.rural_persons - county.registered_persons, county.registered_persons)
    for flag, total in zip((False, True), totals, strict=True):
        rows = np.flatnonzero(registered == flag)
        persons[rows] = whole_sizes(normals[rows], total, log_sd, most)
    return persons


def whole_sizes(normals: Floats, total: int, log_sd: float, most: float) -> NDArray[np.int64]:
    """Whole numbers from 1 to `most` with a log-normal spread and an exact sum.

    In the order of the normals the sizes grow, and each rounding passes its rest on to the next.
    """
    if not normals.size:
        return np.zeros(0, dtype=np.int64)
    size = np.exp(log_sd * normals)
    extra = with_sum(np.maximum(size / size.mean() * total / size.size - 1.0, 0.0), 1.0)
    room = np.full(size.size, most - 1.0)
    sizes = 1.0 + capped_with_sum(extra * (total - size.size), total - size.size, room)
    order = np.argsort(normals)
    ends = np.rint(np.cumsum(sizes[order])).astype(np.int64)
    whole = np.empty(size.size, dtype=np.int64)
    whole[order] = np.diff(ends, prepend=0)
    return whole


def _income(
    parameters: "Parameters", luck: Luck, ids: Ids, registered: NDArray[np.bool_]
) -> Floats:
    """Total income, yuan a person a year: log-normal with the mean of its group."""
    log_sd = number(parameters, "household.income_log_sd")
    mean = np.where(
        registered,
        number(parameters, "household.income_registered"),
        number(parameters, "household.income_ordinary"),
    )
    return mean * luck.log_normals(ids, Purpose.OPENING_INCOME, log_sd)


def _status(
    county: County,
    parameters: "Parameters",
    luck: Luck,
    ids: Ids,
    registered: NDArray[np.bool_],
    income: Floats,
) -> NDArray[np.int8]:
    """Unstable and marginal households are the poorest as an official with some error sees them."""
    log_sd = number(parameters, "household.status_noise_log_sd")
    seen = income * luck.log_normals(ids, Purpose.STATUS, log_sd)
    status = np.where(registered, LIFTED, ORDINARY).astype(np.int8)
    status[lowest(seen, county.unstable_households, registered)] = UNSTABLE
    status[lowest(seen, county.marginal_households, ~registered)] = MARGINAL
    return status
