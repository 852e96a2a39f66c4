"""Who holds what in a chain: growers and shareholders, sizes, yields, insurance."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.draws import Purpose, agent_ids, normal_quantiles
from sim.population.groups import DrawnGroup, age_rows, drawn_groups
from sim.population.incomes import net_income
from sim.population.luck import Floats, Ids, Luck, capped_with_sum, lowest, weighted_order, with_sum
from sim.population.structure import CONTRACT, LINKAGES, MEMBER, NOBODY, Columns
from sim.regions.schema import County, CountyChain
from sim.regions.values import has_leaf, number

if TYPE_CHECKING:
    from sim.parameters import Parameters


def county_holdings(
    county: County, name: str, households: Columns, parameters: "Parameters", luck: Luck
) -> Columns:
    """The holdings of one chain in one county, one row a holder, in the order of households.

    `household` counts within the county, `age_group` within the county's `age_rows`; market and
    cooperative are filled in later.
    """
    chain = county.chains[name]
    # Keys of their own for each chain: being chosen for one says nothing about another.
    ids = agent_ids(f"household in {name}", county.id, households["serial"])
    score = _holder_score(county, name, households, parameters, luck, ids)
    registered = households["registered"]
    room = _room(county, households, parameters)
    ages = np.array(age_rows(chain))
    free = np.ones(ids.size, dtype=bool)
    parts = []
    for group in drawn_groups(name, chain, parameters):
        rows = _holders(group, score, registered, free)
        free[rows] = False
        sizes = _sizes(group, rows, name, households, parameters, luck, ids)
        table = _rows(rows, group, sizes)
        skill = _skill(name, registered[rows], parameters, luck, ids[rows])
        caps = _caps(name, table, skill, room[rows], ages, parameters)
        table["capacity"] = capped_with_sum(sizes, group.capacity, caps)
        parts.append(table)
    table = _joined(parts)
    table["shares"] = np.zeros(table["household"].size)
    if chain.shareholders:
        poor = free & registered
        rows = lowest(luck.uniforms(ids, Purpose.LINKAGE), chain.shareholders, poor)
        table = _with_shareholders(table, rows, households)
    order = np.argsort(table["household"], kind="stable")
    table = {column: values[order] for column, values in table.items()}
    rows = table["household"]
    skill = _skill(name, registered[rows], parameters, luck, ids[rows])
    return _with_traits(table, chain, skill, households, luck, ids[rows])


def _holder_score(
    county: County,
    name: str,
    households: Columns,
    parameters: "Parameters",
    luck: Luck,
    ids: Ids,
) -> Floats:
    """Lowest scores hold: a draw by weight, where village and income raise the weight."""
    villages = agent_ids(f"village in {name}", county.id, np.arange(county.villages))
    taste = luck.normals(villages, Purpose.HOLDER)
    spread = number(parameters, "population.chain_village_log_sd")
    wealth = number(parameters, "population.holder_income_weight") * np.log(households["total"])
    weight = spread * taste[households["village"]] + wealth
    return weighted_order(luck.uniforms(ids, Purpose.HOLDER), weight)


def _holders(
    group: DrawnGroup, score: Floats, registered: NDArray[np.bool_], free: NDArray[np.bool_]
) -> NDArray[np.intp]:
    wanted = round(group.registered_share * group.households)
    poor = lowest(score, wanted, free & registered)
    others = lowest(score, group.households - wanted, free & ~registered)
    return np.sort(np.concatenate([poor, others]))


def _sizes(
    group: DrawnGroup,
    rows: NDArray[np.intp],
    name: str,
    households: Columns,
    parameters: "Parameters",
    luck: Luck,
    ids: Ids,
) -> Floats:
    """Log-normal sizes with the group's exact sum, mostly larger where total income is larger."""
    if not rows.size:
        return np.zeros(0)
    correlation = number(parameters, "population.holding_income_correlation")
    rank = np.argsort(np.argsort(households["total"][rows], kind="stable"), kind="stable")
    by_income = normal_quantiles((rank + 0.5) / rows.size)
    own = luck.normals(ids[rows], Purpose.HOLDING_SIZE)
    score = correlation * by_income + np.sqrt(1.0 - correlation**2) * own
    return with_sum(np.exp(number(parameters, f"{name}.holding_log_sd") * score), group.capacity)


def _room(county: County, households: Columns, parameters: "Parameters") -> Floats:
    """Yuan a year of the drawn total that transfers and other farm income leave."""
    other_farm = number(parameters, "household.other_farm_share") * county.other_farm_ratio
    return households["total"] * (1.0 - number(parameters, "household.transfer_share") - other_farm)


def _caps(
    name: str,
    table: Columns,
    skill: Floats,
    room: Floats,
    ages: NDArray[np.float64],
    parameters: "Parameters",
) -> Floats:
    """Largest capacity of each holder whose net chain income fits into the room of its total.

    Where the group's capacity does not fit in at all, every cap is widened alike.
    """
    if not room.size:
        return room
    relative_skill = skill / skill.mean()
    one = {
        **table,
        "capacity": np.ones(room.size),
        "shares": np.zeros(room.size),
        "yield_factor": relative_skill,
    }
    net = net_income(name, one, ages, parameters)
    caps = np.full(room.size, table["capacity"].sum())
    earns = net > 0.0
    caps[earns] = np.minimum(caps[earns], room[earns] / net[earns])
    return caps * max(1.0, table["capacity"].sum() / caps.sum())


def _rows(rows: NDArray[np.intp], group: DrawnGroup, capacity: Floats) -> Columns:
    return {
        "household": rows,
        "linkage": np.full(rows.size, LINKAGES.index(group.linkage), dtype=np.int8),
        "capacity": capacity,
        "age_group": np.full(rows.size, group.age_group, dtype=np.int16),
    }


def _joined(parts: list[Columns]) -> Columns:
    empty: Columns = {
        "household": np.zeros(0, dtype=np.intp),
        "linkage": np.zeros(0, dtype=np.int8),
        "capacity": np.zeros(0),
        "age_group": np.zeros(0, dtype=np.int16),
    }
    names = tuple(empty)
    return {name: np.concatenate([part[name] for part in [empty, *parts]]) for name in names}


def _with_shareholders(table: Columns, rows: NDArray[np.intp], households: Columns) -> Columns:
    """Add households that hold one share a person in a cooperative, and no animals."""
    holders = {
        "household": rows,
        "linkage": np.full(rows.size, MEMBER, dtype=np.int8),
        "capacity": np.zeros(rows.size),
        "age_group": np.zeros(rows.size, dtype=np.int16),
        "shares": households["persons"][rows].astype(np.float64),
    }
    return {name: np.concatenate([column, holders[name]]) for name, column in table.items()}


def _with_traits(
    table: Columns,
    chain: CountyChain,
    skill: Floats,
    households: Columns,
    luck: Luck,
    ids: Ids,
) -> Columns:
    table["agent_id"] = households["agent_id"][table["household"]]
    table["yield_factor"] = _yields(table, skill)
    table["tolerance"] = luck.uniforms(ids, Purpose.TOLERANCE)
    table["insured_mu"] = _insured(table, chain, luck, ids)
    table["cooperative"] = np.full(ids.size, NOBODY, dtype=np.int32)
    return table


def _skill(
    name: str,
    registered: NDArray[np.bool_],
    parameters: "Parameters",
    luck: Luck,
    ids: Ids,
) -> Floats:
    """Yield that households reach in the chain, up to a common factor.

    Registered growers reach a share of what ordinary ones harvest where the chain says so [E278].
    """
    ratio = 1.0
    if has_leaf(parameters, name, "registered_yield_ratio"):
        ratio = number(parameters, f"{name}.registered_yield_ratio")
    log_sd = number(parameters, f"{name}.yield_individual_log_sd")
    luck_of_land = luck.log_normals(ids, Purpose.YIELD_FACTOR, log_sd)
    return np.asarray(np.where(registered, ratio, 1.0) * luck_of_land)


def _yields(table: Columns, skill: Floats) -> Floats:
    """Yield relative to the chain's, mean 1 over the capacity of each age group."""
    factor = skill.copy()
    capacity, group = table["capacity"], table["age_group"]
    for member in np.unique(group):
        here = group == member
        if capacity[here].sum() > 0.0:
            factor[here] /= np.average(factor[here], weights=capacity[here])
    return factor


def _insured(table: Columns, chain: CountyChain, luck: Luck, ids: Ids) -> Floats:
    """Insured mu of each holding: drawn among members by size, adding up to the county's figure."""
    insured = np.zeros(ids.size)
    if not chain.insured_households:
        return insured
    members = (table["linkage"] == MEMBER) | (table["linkage"] == CONTRACT)
    size = np.maximum(table["capacity"], np.finfo(float).tiny)
    score = weighted_order(luck.uniforms(ids, Purpose.INSURED), np.log(size))
    rows = lowest(score, chain.insured_households, members & (table["capacity"] > 0.0))
    held = table["capacity"][rows]
    if rows.size:
        insured[rows] = capped_with_sum(with_sum(held, chain.insured_mu), chain.insured_mu, held)
    return insured
