"""Pattern 3: what price insurance gives back, season by season."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.patterns.falls import fall
from tools.patterns.runs import (
    YEAR,
    Values,
    effects,
    growers,
    income,
    lever,
    lived,
    market_series,
    opened,
)

SEASONS = 3
MONTHS = 9 + SEASONS * YEAR


@dataclass(frozen=True)
class Seasons:
    """By season after a lasting fall struck between strike and settlement, yuan.

    payout: what insurance of every grower pays more than without the fall; loss: what growers lose
    of net income before payouts; the first season is the one whose strike preceded the fall.
    """

    payout: tuple[float, ...]
    loss: tuple[float, ...]
    insured_over_grown: float
    loss_on_crop: float

    def share_given_back(self) -> float:
        """Payout of the first season over fall x kg grown: what the crop lost of its value."""
        return self.payout[0] / self.loss_on_crop


def seasons_after_a_fall(yield_basis: float) -> Seasons:
    """Pattern 3: a lasting 30% fall with every grower insured.

    yield_basis 0: insured kg are at most what is expected to grow; 1: the contract's kg a mu, above
    any reported yield.
    """
    values: Values = (("insurance.yield_basis", yield_basis),)
    opening = opened(values)
    insured = lever("price_insurance", chain="jujube", insured_share=1.0, subsidy_share=1.0)
    before = lived(opening, MONTHS, insured)
    after = lived(opening, MONTHS, insured, fall(-0.3))
    cells = growers(before, "jujube")
    payouts = income(after, cells, "payouts") - income(before, cells, "payouts")
    lost = income(before, cells) - income(after, cells) + payouts
    model = opening.branch(effects(insured, months=YEAR))
    model.run(6, "struck")
    insured_kg = float(model.holdings["jujube"].insured_quantity.sum())
    model.close()
    grown = market_series(before, "produced", "jujube")[9 : 9 + YEAR]
    fallen = market_series(before, "index", "jujube") - market_series(after, "index", "jujube")
    on_crop = float((grown * fallen[9 : 9 + YEAR]).sum())
    return Seasons(_by_season(payouts), _by_season(lost), insured_kg / float(grown.sum()), on_crop)


def _by_season(values: NDArray[np.float64]) -> tuple[float, ...]:
    """Sums from October to September; a season's payout comes in its January."""
    starts = range(9, MONTHS, YEAR)
    return tuple(float(values[start : start + YEAR].sum()) for start in starts)
