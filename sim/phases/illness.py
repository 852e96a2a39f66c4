"""Illness of workers: who falls ill, what they cannot earn and what treatment costs [M98, M107].

An episode strikes the same households while it lasts: each has one number for it, and those whose
number is under the month's share are ill, so a wave that grows adds households and drops none.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.draws import Purpose, uniforms

if TYPE_CHECKING:
    from sim.model import ValueChainModel


def fall_ill(model: "ValueChainModel") -> None:
    """Set the share of each household's workers that can work this month; 1 without illness."""
    at_work = model.households.get("at_work")
    if model.ill.size:
        at_work[model.ill] = 1.0
        model.steady.stale = True
        _count_pickers(model)
    model.ill = _ill(model)
    if model.ill.size:
        model.steady.stale = True
        workers = model.households.get("workers")[model.ill]
        at_work[model.ill] = 1.0 - 1.0 / np.maximum(workers, 1.0)
        _count_pickers(model)


def _ill(model: "ValueChainModel") -> NDArray[np.int64]:
    """Rows of households with a worker who is ill."""
    h = model.households
    found = [np.zeros(0, dtype=np.int64)]
    for index, county in enumerate(model.region.counties):
        for start, share in model.effects.episodes(county.id).items():
            rows = np.flatnonzero((h.get("county") == index) & (h.get("workers") > 0.0))
            ids = h.get("agent_id")[rows]
            luck = uniforms(model.luck_seed, model.draw, ids, Purpose.ILLNESS, start)
            found.append(rows[luck < share])
    return np.unique(np.concatenate(found)) if len(found) > 1 else found[0]


def _count_pickers(model: "ValueChainModel") -> None:
    """Days of hired picking that the county's households can work."""
    h = model.households
    model.picking_days = np.bincount(
        h.get("county"),
        weights=h.get("picking_days") * h.get("at_work"),
        minlength=len(model.region.counties),
    )


def pay_medical_bills(model: "ValueChainModel") -> None:
    """Households with an ill worker pay for treatment as far as cash goes; bills of a year add up.

    It is spending, not a cost of earning: net income does not fall by it, the warning sees it.
    """
    if not model.ill.size and not any(rows.size for rows, _ in model.medical_year):
        return
    h, cash = model.households, model.households.get("cash")
    bill = float(model.parameters.household.medical_bill)
    paid = np.minimum(bill, np.maximum(cash[model.ill], 0.0))
    cash[model.ill] -= paid
    model.books.pay("medical_expenses", "none", float(paid.sum()))
    year_ago_rows, year_ago_paid = model.medical_year.pop(0)
    h.get("medical_12")[year_ago_rows] -= year_ago_paid
    h.get("medical_12")[model.ill] += paid
    model.medical_year.append((model.ill, paid))
