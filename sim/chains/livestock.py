"""What breeding animals share: herds that shrink and grow with a lag, nothing depreciates.

Offtake figures are net of the young kept to replace old breeders [P14, P23], so a herd that is
neither sold nor enlarged keeps its value.
"""

from typing import Any, NamedTuple

import numpy as np

from sim.chains.declaration import Event, Resized, Rows, Season


class Keeping(NamedTuple):
    """What a month of every herd depends on; yield_factor and loss: of the season, by market.

    young_a_breeder: born a breeder this month in the season's mean yield.
    """

    yield_factor: Rows
    loss: Rows
    young_a_breeder: float
    maturation_months: float
    rebuild_share: float
    rebuild_keep_max: float


def keeping(season: Season, young_a_breeder: float, parameters: Any) -> Keeping:
    """A month's keeping under these parameters."""
    return Keeping(
        season.yield_factor, season.loss, float(young_a_breeder), parameters.maturation_months,
        parameters.rebuild_share, parameters.rebuild_keep_max,
    )  # fmt: skip


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
        Event(adult[1], "sold", False, table.by_owner(sold)),
        Event(young[1], "produced", True, table.by_owner(bought)),
    ]
    return Resized(bought * price, sold * price, events)


def no_depreciation(state: Rows, parameters: Any) -> Rows:
    """Zero, one a row: natural replacement is already taken from the offtake."""
    return np.zeros(state.shape[1])


def opening_herd(capacity: Rows, stages: int) -> Rows:
    """State [stages, rows] with the whole capacity in the first stage."""
    state = np.zeros((stages, capacity.size))
    state[0] = capacity
    return state
