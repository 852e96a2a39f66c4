"""What breeding animals share: herds that shrink and grow with a lag, nothing depreciates.

Offtake figures are net of the young kept to replace old breeders [P14, P23], so a herd that is
neither sold nor enlarged keeps its value.
"""

from typing import Any

import numpy as np

from sim.chains.declaration import Event, Resized, Rows


def die(state: Rows, share: Rows) -> Rows:
    """Lose a share of every stage, one share a row; returns the dead [stages, rows]."""
    dead = state * share
    state -= dead
    return dead


def resize_herd(
    table: Any,
    change: Rows,
    price: float,
    adult: tuple[int, str],
    young: tuple[int, str],
) -> Resized:
    """Sell breeding animals outside, or keep young ones that breed after the maturation lag.

    change: share of the breeding herd, one a row. price: yuan an animal (a pair). Kept young are
    bought at the same price.
    """
    herd = table.state[adult[0]]
    sold = np.clip(-change, 0.0, 1.0) * herd
    bought = np.clip(change, 0.0, None) * herd
    table.state[adult[0]] -= sold
    table.target *= np.maximum(1.0 + change, 0.0)
    table.state[young[0]] += bought
    events = [
        Event(adult[1], "sold", False, sold),
        Event(young[1], "produced", True, bought),
    ]
    return Resized(bought * price, sold * price, events)


def rebuild(
    table: Any, adult: int, young: int, animals: Rows, animals_each: float, parameters: Any
) -> Rows:
    """Keep young for breeding while the herd is below its target; returns breeders kept.

    animals: marketable young of the month; animals_each: marketable animals a breeder takes the
    place of. A share of the gap is closed each month, from a part of the young at most. Who shrank
    by decision has a lower target; nobody keeps young while animals eat more than they bring.
    """
    gap = np.maximum(table.target - table.state[adult] - table.state[young], 0.0)
    gap = np.where(table.lean_months > 0.0, 0.0, gap)
    most = parameters.rebuild_keep_max * animals / animals_each
    kept = np.minimum(parameters.rebuild_share * gap, most)
    table.state[young] += kept
    return np.asarray(kept)


def no_depreciation(state: Rows, parameters: Any) -> Rows:
    """Zero, one a row: natural replacement is already taken from the offtake."""
    return np.zeros(state.shape[1])


def opening_herd(capacity: Rows, stages: int) -> Rows:
    """State [stages, rows] with the whole capacity in the first stage."""
    state = np.zeros((stages, capacity.size))
    state[0] = capacity
    return state
