"""Orchard land: what trees of all chains take of it, and what is left."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from sim.state.columns import Columns
    from sim.state.holdings import Holdings


def spare_orchard(households: "Columns", holdings: "dict[str, Holdings]") -> NDArray[np.float64]:
    """Orchard land of each household that stands without a chain's trees, mu (households,)."""
    planted = np.zeros(len(households))
    for table in holdings.values():
        if not table.chain.animals:
            np.add.at(planted, table.household, table.state.sum(axis=0))
    return np.maximum(households.get("orchard_mu") - planted, 0.0)


def share_spare_land(households: "Columns", holdings: "dict[str, Holdings]") -> None:
    """Give each tree holding its household's spare orchard land; who has two plants it once."""
    spare = spare_orchard(households, holdings)
    for table in holdings.values():
        if not table.chain.animals:
            table.spare_land[:] = spare[table.household]
            spare[table.household] = 0.0
