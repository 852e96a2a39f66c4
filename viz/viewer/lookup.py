"""Closer looks, done by a worker: villages, one household's cash, the organisations around it.

A look lives through one draw again from where baseline and scenario part, and writes down what the
files of a result do not hold. Households and villages are synthetic and differ from draw to draw.
"""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.agents.enterprise import STATUSES as ENTERPRISE_STATUSES
from sim.cells import set_apart
from sim.kept import first_change, sides
from sim.model import ValueChainModel
from sim.regions.schema import LINKAGES
from sim.scenario import Scenario
from sim.schedule import Phase
from sim.state.income import ROUTES, SOURCES, YUAN, source_column

Amounts = NDArray[np.float64]
POVERTY, MONITORING = 0, 1
RED = 3
# Growers of a village that can be looked at one by one.
GROWERS_A_VILLAGE = 4
# A household is followed for so many months, three harvests.
FOLLOWED = 36
# Less than a fen is no payment.
FEN = 0.005


@dataclass(frozen=True)
class Places:
    """Villages and some growers at the end of a month, baseline and scenario side by side.

    villages: one row each; growers: up to a few in each village, from the one who loses most.
    """

    month: int
    counties: list[dict[str, str]]
    villages: list[dict[str, Any]]
    growers: list[dict[str, Any]]


@dataclass(frozen=True)
class Followed:
    """One household month by month on both sides, and the organisations of its market."""

    facts: dict[str, Any]
    months: list[str]
    phases: list[str]
    ledger: dict[str, list[dict[str, Any]]]
    enterprises: dict[str, list[list[dict[str, Any]]]]
    cooperative: dict[str, list[dict[str, Any]]]


def places(scenario: Scenario, chain: str, month: int, draw: int = 0) -> Places:
    """Every village at the end of `month`, and growers of `chain` in it."""
    counted: list[dict[str, Any]] = []
    for model in sides(scenario, draw):
        while model.month < month:
            model.step()
        counted.append(_counted(model, chain))
        counties = [
            {"en": county.name_en, "zh": county.name_zh} for county in model.region.counties
        ]
        model.close()
    before, after = counted
    # Who lives where is the same on both sides: they open alike.
    change = after["income"] - before["income"]
    return Places(month, counties, _villages(before, after), _growers(before, change))


def _counted(model: ValueChainModel, chain: str) -> dict[str, Any]:
    """Columns of households by serial order, so that both sides can be laid over one another."""
    h = model.households
    order = np.argsort(h.get("agent_id"), kind="stable")
    place = np.empty(len(h), dtype=np.int64)
    place[order] = np.arange(len(h))
    linkage = np.full(len(h), -1, dtype=np.int64)
    table = model.holdings[chain]
    own = table.household >= 0
    linkage[place[table.household[own]]] = table.linkage[own]
    return {
        "id": h.get("agent_id")[order],
        "county": h.get("county")[order],
        "township": _in_county(model, "township")[order],
        "village": _in_county(model, "village")[order],
        "persons": h.get("persons")[order].astype(np.float64),
        "income": h.get("income_12")[order].astype(np.float64),
        "below": model.below[MONITORING][order].astype(np.float64),
        "poor": model.below[POVERTY][order].astype(np.float64),
        "red": (h.get("colour")[order] == RED).astype(np.float64),
        "linkage": linkage,
    }


def _in_county(model: ValueChainModel, name: str) -> NDArray[np.int64]:
    """Township or village of each household, counted from 0 in each county."""
    number = model.households.get(name).astype(np.int64)
    county = model.households.get("county")
    first = np.full(int(county.max()) + 1, number.max())
    np.minimum.at(first, county, number)
    return number - first[county]


def _villages(before: dict[str, Any], after: dict[str, Any]) -> list[dict[str, Any]]:
    """One row a village, by county and number."""
    key = before["county"].astype(np.int64) * 10**6 + before["village"].astype(np.int64)
    names, first, group = np.unique(key, return_index=True, return_inverse=True)

    def total(values: Any) -> Amounts:
        return np.bincount(group, weights=values, minlength=len(names)).astype(np.float64)

    size = total(np.ones(len(key)))
    sums = {
        "households": size,
        "growers": total(before["linkage"] >= 0),
        "below_before": total(before["below"]),
        "below_after": total(after["below"]),
        "poor_before": total(before["poor"]),
        "poor_after": total(after["poor"]),
        "red_before": total(before["red"]),
        "red_after": total(after["red"]),
        "income_before": total(before["income"]),
        "income_after": total(after["income"]),
    }
    places_of = {name: before[name][first].tolist() for name in ("county", "township", "village")}
    columns = places_of | {name: values.tolist() for name, values in sums.items()}
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _growers(before: dict[str, Any], change: Amounts) -> list[dict[str, Any]]:
    """A few growers of each village, the one who loses most first."""
    growers = np.flatnonzero(before["linkage"] >= 0)
    order = growers[
        np.lexsort((change[growers], before["village"][growers], before["county"][growers]))
    ]
    found: list[dict[str, Any]] = []
    taken: dict[tuple[int, int], int] = {}
    for row in order.tolist():
        place = (int(before["county"][row]), int(before["village"][row]))
        taken[place] = taken.get(place, 0) + 1
        if taken[place] <= GROWERS_A_VILLAGE:
            found.append(
                {
                    "id": str(int(before["id"][row])),
                    "county": place[0],
                    "village": place[1],
                    "change": float(change[row]),
                    "linkage": LINKAGES[int(before["linkage"][row])],
                }
            )
    return found


def follow(scenario: Scenario, chain: str, household: str, draw: int = 0) -> Followed:
    """One household from the first changed month on; KeyError for one that is not there."""
    start = first_change(scenario)
    if start >= scenario.run.months:
        start = 0
    end = min(scenario.run.months, start + FOLLOWED)
    facts: dict[str, Any] = {}
    found = Followed(facts, [scenario.month_name(m) for m in range(start, end)], [], {}, {}, {})
    for side, model in zip(("baseline", "scenario"), sides(scenario, draw), strict=True):
        row = _row_of(model, household)
        if not facts:
            facts |= _facts(model, chain, row)
            found.phases.extend(phase.name for phase in model.phases())
        while model.month < start - 1:
            model.step()
        own = set_apart(model, row)
        for of_side in (found.ledger, found.enterprises, found.cooperative):
            of_side[side] = []
        for _ in range(start, end):
            found.ledger[side].append(_month(model, chain, row, own))
            found.enterprises[side].append(_enterprises(model, chain))
            found.cooperative[side].append(_cooperative(model, facts["cooperative"]))
        model.close()
    return found


def _row_of(model: ValueChainModel, household: str) -> int:
    found = np.flatnonzero(model.households.get("agent_id") == np.uint64(int(household)))
    if not found.size:
        raise KeyError(household)
    return int(found[0])


def _facts(model: ValueChainModel, chain: str, row: int) -> dict[str, Any]:
    """What the household is and holds when it is first looked at."""
    h = model.households
    table = model.holdings[chain]
    mine = np.flatnonzero(table.household == row)
    cooperative = int(table.cooperative[mine[0]]) if mine.size else -1
    return {
        "county": int(h.get("county")[row]),
        "township": int(_in_county(model, "township")[row]),
        "village": int(_in_county(model, "village")[row]),
        "persons": int(h.get("persons")[row]),
        "workers": float(h.get("workers")[row]),
        "arable_mu": float(h.get("arable_mu")[row]),
        "status": int(h.get("status")[row]),
        "linkage": LINKAGES[int(table.linkage[mine[0]])] if mine.size else "none",
        "cooperative": cooperative,
    }


def _month(model: ValueChainModel, chain: str, row: int, own: int) -> dict[str, Any]:
    """Step a month and write down what each phase did to the household's cash, and its income.

    own: the household's own cell.
    """
    loan = float(model.households.get("loan")[row])
    cash = model.households.get("cash")
    changes: dict[str, float] = {}
    opening = float(cash[row])

    def watched(phase: Phase) -> Phase:
        def run(model: ValueChainModel) -> None:
            before = float(model.households.get("cash")[row])
            phase.run(model)
            change = float(model.households.get("cash")[row]) - before
            if abs(change) > FEN:
                changes[phase.name] = changes.get(phase.name, 0.0) + change

        return phase._replace(run=run)

    schedule = type(model).phases
    model.phases = partial(_watched_phases, schedule(model), watched)  # type: ignore[method-assign]
    model.step()
    del model.phases
    h = model.households
    table = model.holdings[chain]
    mine = table.household == row
    return {
        "opening": opening,
        "changes": changes,
        "closing": float(h.get("cash")[row]),
        "income_12": float(h.get("income_12")[row]),
        "loan": float(h.get("loan")[row]),
        "borrowed": float(h.get("loan")[row]) - loan,
        "sources": _sources(model, own),
        "consumption": float(model.cells[own, model.cell_columns.index("consumption")]),
        "colour": int(h.get("colour")[row]),
        "below": bool(model.below[MONITORING][row]),
        "capacity": float(table.capacity()[mine].sum()),
        "output": float(table.output[mine].sum()),
        "stock": float(table.stock[mine].sum()),
    }


def _sources(model: ValueChainModel, own: int) -> dict[str, float]:
    """What the household earned and what it cost, yuan by source; sales by chain and route."""
    of_cell = {
        name: float(model.cells[own, source_column(number)]) for number, name in enumerate(SOURCES)
    }
    for number, chain in enumerate(model.chains):
        for place, route in enumerate(ROUTES):
            yuan = float(model.income.sold[own, number, place, YUAN])
            of_cell[f"sales.{chain}.{route}"] = yuan
            of_cell["sales"] -= yuan
    return {name: amount for name, amount in of_cell.items() if abs(amount) > FEN}


def _watched_phases(phases: tuple[Phase, ...], watched: Any) -> tuple[Phase, ...]:
    return tuple(watched(phase) for phase in phases)


def _enterprises(model: ValueChainModel, chain: str) -> list[dict[str, Any]]:
    """How each leading enterprise of the chain stands."""
    return [
        {
            "name": agent.name,
            "status": ENTERPRISE_STATUSES[agent.status],
            "cash": float(agent.cash),
            "debt": float(agent.debt),
            "processed": float(agent.processed),
            "staff": float(agent.jobs * agent.employed),
        }
        for agent in model.enterprises
        if agent.market.chain == chain
    ]


def _cooperative(model: ValueChainModel, row: int) -> dict[str, Any]:
    """How a cooperative stands; nothing where the household is in none."""
    if row < 0 or row >= len(model.cooperative_agents):
        return {}
    agent = model.cooperative_agents[row]
    return {
        "name": agent.name,
        "status": agent.status,
        "cash": agent.cash,
        "owed": agent.owed,
        "receivable": agent.receivable,
    }
