"""February's change of linkage: members of what failed sell on the spot, others join what paid."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.accounts.books import FEN
from sim.agents.cooperative import OPERATING
from sim.engine.draws import Purpose, uniforms
from sim.state.holdings import CONTRACT, MEMBER, SPOT, Holdings
from sim.state.rows import rebuild

if TYPE_CHECKING:
    from sim.model import ValueChainModel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def change_linkage(model: "ValueChainModel") -> None:
    """Members whose cooperative or its partner is gone leave it; growers join one that paid better.

    Nobody changes while a claim on the cooperative is open, or while shares are held in one that
    goes on; shares in a failed one are lost with it.
    """
    serving, wound_up = _serving(model), _wound_up(model)
    for table in model.holdings.values():
        member = table.cooperative >= 0
        lost = member & np.append(wound_up, False)[table.cooperative]
        table.shares[lost] = 0.0
        free = (table.receivable == 0.0) & (table.patronage == 0.0) & (table.shares == 0.0)
        left = member & free & ~np.append(serving, False)[table.cooperative]
        _sell_alone(model, table, left)
        joined = _join(model, table, serving)
        if left.any() or joined:
            rebuild(table, np.ones(len(table), dtype=bool))


def _sell_alone(model: "ValueChainModel", table: Holdings, rows: Flags) -> None:
    """Make growers of these rows sell on the spot; who raised for a fee now weighs prices too."""
    if not rows.any():
        return
    table.cooperative[rows], table.linkage[rows] = -1, SPOT
    ids = model.households.get("agent_id")[table.household]
    own = uniforms(model.luck_seed, model.draw, ids, Purpose.TOLERANCE)
    bound = rows & (table.tolerance > 1.0)
    table.tolerance[bound] = own[bound]


def _serving(model: "ValueChainModel") -> Flags:
    """Cooperatives that still have somebody to deliver to under contract."""
    table = model.cooperatives
    active = np.array([*(agent.is_active for agent in model.enterprises), True])
    return np.asarray(active[table.enterprise] & (table.status == OPERATING))


def _wound_up(model: "ValueChainModel") -> Flags:
    """Failed cooperatives from which nothing is to come any more."""
    table = model.cooperatives
    open_estate = (table.cash > FEN) | (table.receivable > 0.0) | (table.owed > 0.0)
    return np.asarray((table.status != OPERATING) & ~open_estate)


def prices_paid(model: "ValueChainModel", table: Holdings) -> Floats:
    """Mean price of what the members of each cooperative offered last year; 0 if nothing."""
    member = table.cooperative >= 0
    at = table.cooperative[member]
    size = len(model.cooperatives)
    value = np.bincount(at, weights=table.year_value[member], minlength=size)
    units = np.bincount(at, weights=table.year_units[member], minlength=size)
    return np.divide(value, units, out=np.zeros(size), where=units > 0.0)


def _join(model: "ValueChainModel", table: Holdings, serving: Flags) -> bool:
    """Spot growers join the cooperative of their market that paid its members best.

    Only where it paid a margin more than they got, and only as many as turn to it in a year.
    """
    p = model.parameters.cooperative
    paid = np.where(serving, prices_paid(model, table), 0.0)
    changed = False
    for market, rows in table.slices:
        mine = np.flatnonzero(model.cooperatives.market == market)
        if not mine.size or paid[mine].max() <= 0.0:
            continue
        best = int(mine[np.argmax(paid[mine])])
        units = table.year_units[rows]
        own = np.divide(table.year_value[rows], units, out=np.full(units.size, np.inf),
                        where=units > 0.0)  # fmt: skip
        ids = model.households.get("agent_id")[table.household[rows]]
        luck = uniforms(model.luck_seed, model.draw, ids, Purpose.JOINING, model.month)
        joins = (table.cooperative[rows] < 0) & (paid[best] > own * (1.0 + p.joining_margin))
        joins &= luck < p.joining_share
        through_enterprise = model.cooperatives.enterprise[best] >= 0
        table.cooperative[rows][joins] = best
        table.linkage[rows][joins] = CONTRACT if through_enterprise else MEMBER
        changed = changed or bool(joins.any())
    return changed
