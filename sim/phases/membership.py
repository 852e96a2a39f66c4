"""February's change of linkage: members of what failed sell on the spot, others join what paid."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.accounts.books import FEN
from sim.agents.cooperative import OPERATING
from sim.engine.draws import Purpose, uniforms
from sim.engine.kernel import kernel
from sim.rules.adoption import worth_joining
from sim.state.holdings import CONTRACT, MEMBER, SPOT, Holdings

if TYPE_CHECKING:
    from sim.model import ValueChainModel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


def change_linkage(model: "ValueChainModel") -> None:
    """Members whose cooperative or its partner is gone leave it; growers join one that paid better.

    Nobody changes while a claim on the cooperative is open, or while shares are held in one that
    goes on; shares in a failed one are lost with it.
    """
    serving = _serving(model)
    for table in model.holdings.values():
        if not serving.all():
            _leave_lost(model, table, serving)
        _join(model, table, serving)


def _leave_lost(model: "ValueChainModel", table: Holdings, serving: Flags) -> None:
    """Shares in what is wound up are lost; who has no claim left on what serves no more, leaves."""
    member = table.cooperative >= 0
    lost = member & np.append(_wound_up(model), False)[table.cooperative]
    table.shares[lost] = 0.0
    free = (table.receivable == 0.0) & (table.patronage == 0.0) & (table.shares == 0.0)
    _sell_alone(model, table, member & free & ~np.append(serving, False)[table.cooperative])


def _sell_alone(model: "ValueChainModel", table: Holdings, rows: Flags) -> None:
    """Make growers of these rows sell on the spot; who raised for a fee now weighs prices too."""
    if not rows.any():
        return
    table.cooperative[rows], table.linkage[rows] = -1, SPOT
    bound = np.flatnonzero(rows & (table.tolerance > 1.0))
    ids = model.households.get("agent_id")[table.household[bound]]
    table.tolerance[bound] = uniforms(model.luck_seed, model.draw, ids, Purpose.TOLERANCE)


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


@kernel
def _sum_paid(cooperative, year_value, year_units, value, units):
    for row in range(cooperative.size):
        if cooperative[row] >= 0:
            value[cooperative[row]] += year_value[row]
            units[cooperative[row]] += year_units[row]


def prices_paid(model: "ValueChainModel", table: Holdings) -> Floats:
    """Mean price of what the members of each cooperative offered last year; 0 if nothing."""
    value, units = np.zeros(len(model.cooperatives)), np.zeros(len(model.cooperatives))
    _sum_paid(table.cooperative, table.year_value, table.year_units, value, units)
    return np.divide(value, units, out=np.zeros(value.size), where=units > 0.0)


@kernel
def _find_willing(first, last, cooperative, year_value, year_units, paid, margin, rows):
    """Write the spot growers, from row `first` to before `last`, who got less; returns how many."""
    found = 0
    for row in range(first, last):
        if cooperative[row] >= 0 or year_units[row] <= 0.0:
            continue
        if worth_joining(paid, year_value[row] / year_units[row], margin):
            rows[found] = row
            found += 1
    return found


def _join(model: "ValueChainModel", table: Holdings, serving: Flags) -> None:
    """Spot growers join the cooperative of their market that paid its members best.

    Only where it paid a margin more than they got, and only as many as turn to it in a year.
    """
    p = model.parameters.cooperative
    paid = np.where(serving, prices_paid(model, table), 0.0)
    for market, part in table.slices:
        mine = np.flatnonzero(model.cooperatives.market == market)
        if not mine.size or paid[mine].max() <= 0.0:
            continue
        best = int(mine[np.argmax(paid[mine])])
        rows = np.empty(part.stop - part.start, dtype=np.int64)
        found = _find_willing(
            part.start, part.stop, table.cooperative, table.year_value, table.year_units,
            float(paid[best]), p.joining_margin, rows,
        )  # fmt: skip
        ids = model.households.get("agent_id")[table.household[rows[:found]]]
        luck = uniforms(model.luck_seed, model.draw, ids, Purpose.JOINING, model.month)
        joining = rows[:found][luck < p.joining_share]
        through_enterprise = model.cooperatives.enterprise[best] >= 0
        table.cooperative[joining] = best
        table.linkage[joining] = CONTRACT if through_enterprise else MEMBER
