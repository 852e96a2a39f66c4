"""Orchard land: what trees of all chains take of it, and what is left."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.kernel import index, kernel

if TYPE_CHECKING:
    from sim.state.columns import Columns
    from sim.state.holdings import Holdings


@kernel
def _count_planted(state, household, planted):
    for row in range(household.size):
        h = index(household[row])
        for stage in range(state.shape[0]):
            planted[h] += state[stage, row]


@kernel
def _share_out(household, orchard, planted, spare_land):
    """Once given to a holding, a household's spare land is planted for those that follow."""
    for row in range(household.size):
        h = household[row]
        spare_land[row] = max(orchard[h] - planted[h], 0.0)
        planted[h] = np.inf


def planted_mu(households: "Columns", holdings: "dict[str, Holdings]") -> NDArray[np.float64]:
    """Land of each household under trees of the chains, mu (households,)."""
    planted = np.zeros(len(households))
    for table in holdings.values():
        if not table.chain.animals:
            _count_planted(table.state, table.household, planted)
    return planted


def spare_orchard(
    households: "Columns", holdings: "dict[str, Holdings]", rows: NDArray[np.int64]
) -> NDArray[np.float64]:
    """Orchard land of these households that stands without a chain's trees, mu (rows,)."""
    planted = planted_mu(households, holdings)[rows]
    return np.maximum(households.get("orchard_mu")[rows] - planted, 0.0)


def share_spare_land(households: "Columns", holdings: "dict[str, Holdings]") -> None:
    """Give each tree holding its household's spare orchard land; who has two plants it once."""
    planted, orchard = planted_mu(households, holdings), households.get("orchard_mu")
    for table in holdings.values():
        if not table.chain.animals:
            _share_out(table.household, orchard, planted, table.spare_land)
