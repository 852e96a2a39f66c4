"""Pattern 7: everyone is helped into the same industry in one year: pigeons in Yutian, as gifts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.patterns.runs import YEAR, effects, lever, opened

SHARES = (0.0, 0.02, 0.1, 0.5)
PLACE = ("yutian", "pigeon")


@dataclass(frozen=True)
class Glut:
    """One share of households that begin: price, unsold squabs, reservation price, by month."""

    share: float
    price: NDArray[np.float64]
    unsold: NDArray[np.float64]
    reservation: NDArray[np.float64]


def gluts() -> list[Glut]:
    """Pattern 7: capacity added faster than demand, by the share of households that begin."""
    return [_glut(share) for share in SHARES]


def _glut(share: float) -> Glut:
    entry = lever(
        "diversification", chain="pigeon", county="yutian", start=0, households_share=share
    )
    model = opened().branch(effects(entry, months=YEAR))
    market = next(m for m in model.markets if (m.county, m.chain) == PLACE)
    rows = []
    for _ in range(YEAR):
        model.step()
        rows.append((market.farm_gate, market.discarded_units, market.reservation))
    model.close()
    return Glut(share, *np.array(rows).T)
