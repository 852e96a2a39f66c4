"""The end of a month of objects: sums by cell, and what households hold for audit and record."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.accounts import stocktaking as found
from sim.accounts.audit import Audit
from sim.accounts.kinds import ASSETS, SECTORS
from sim.agents.cooperative import OPERATING
from sim.record import CELL_COLUMNS
from sim.state.income import FIRST_SOURCE, SOURCES

if TYPE_CHECKING:
    from sim.reference.model import ReferenceModel

HOUSEHOLDS = SECTORS.index("households")
CASH, DEBT, ARREARS, IN_ARREARS, HELPED, POSTS, NET = (
    CELL_COLUMNS.index(name)
    for name in ("cash", "debt", "arrears", "in_arrears", "helped", "public_posts", "net_income")
)


def close_month(model: "ReferenceModel") -> None:
    """Write every cell's accounts as they stand when the month is over, and what help there was."""
    for household in model.people:
        sums = household.cell.sums
        sums[CASH] += household.cash
        if household.loan > 0.0:
            sums[DEBT] += household.loan
            if household.overdue > 0.0:
                sums[ARREARS] += household.overdue
                sums[IN_ARREARS] += 1.0
    for row in model.safety.helped.tolist():
        household = model.people[row]
        household.cell.sums[HELPED] += household.helped
        household.cell.sums[POSTS] += household.post
    _write(model)


def _write(model: "ReferenceModel") -> None:
    """Add the objects' sums to what the engine's functions booked by cell this month."""
    model.cells += [cell.figures() for cell in model.cell_sums]
    model.cells[:, NET] = model.cells[:, FIRST_SOURCE : FIRST_SOURCE + len(SOURCES)].sum(axis=1)
    model.income.sold[:] += [cell.sold for cell in model.cell_sums]
    model.below[0] = [household.poor for household in model.people]
    model.below[1] = [household.watched for household in model.people]
    for cell in model.cell_sums:
        cell.new_month()


def take_stock(model: Any, by_cell: bool = False) -> found.Stock:
    """Count what every agent holds now; by_cell: households' accounts were just summed by cell."""
    figures = [[0.0] * len(found.FIGURES) for _ in model.markets]
    capital = np.zeros((len(SECTORS), len(ASSETS)))
    status = model.cooperatives.status.tolist()
    for chain, held in model.held.items():
        stages = [0.0] * len(model.chains[chain].stages)
        for holding in held:
            _count(holding, figures[holding.market], status, model.chains[chain].animals)
            for stage, units in enumerate(holding.state):
                stages[stage] += units
        for asset, units in zip(found.STAGE_ASSETS[chain].tolist(), stages, strict=True):
            capital[HOUSEHOLDS, asset] += units
    if by_cell:
        cash, loans = model.cells[:, [CASH, DEBT]].sum(axis=0).tolist()
    else:
        cash = sum(household.cash for household in model.people)
        loans = sum(household.loan for household in model.people)
    return found.add_organisations(model, np.array(figures), capital, cash, loans)


def _count(holding: Any, sums: list[float], status: list[int], herd_only: bool) -> None:
    """Add a holding to its market's `FIGURES`."""
    sums[found.ROWS] += 1.0
    if holding.cooperative >= 0 and status[holding.cooperative] == OPERATING:
        sums[found.MEMBERS] += 1.0
        sums[found.MEMBERS_TRUST] += holding.trust
    sums[found.STOCK] += holding.stock
    sums[found.HARVESTED] += holding.output
    sums[found.EATEN] += holding.eaten
    sums[found.DELIVERED] += holding.delivered
    sums[found.AVAILABLE] += holding.available
    sums[found.CAPACITY] += holding.state[0] if herd_only else sum(holding.state)
    sums[found.RECEIVABLE] += holding.receivable
    sums[found.INPUT_DEBT] += holding.input_debt


class ReferenceAudit(Audit):
    """The audit of a run of objects."""

    count = staticmethod(take_stock)
