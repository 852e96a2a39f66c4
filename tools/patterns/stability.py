"""Pattern 0: the baseline without luck stays where it opened."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tools.patterns.runs import YEAR, income, lived, market_series, opened

YEARS = 5


@dataclass(frozen=True)
class Level:
    """Yearly values relative to the first year: price and capacity by chain, income of all."""

    price: dict[str, NDArray[np.float64]]
    capacity: dict[str, NDArray[np.float64]]
    income: NDArray[np.float64]

    def largest_yearly_drift(self, without: tuple[str, ...] = ()) -> float:
        """Largest change from one year to the next of any series, a share."""
        series = [self.income]
        for table in (self.price, self.capacity):
            series += [values for chain, values in table.items() if chain not in without]
        return max(float(np.abs(np.diff(values)).max()) for values in series)


def calm_baseline() -> Level:
    """Pattern 0: five years without shocks, levers or luck."""
    record = lived(opened(), YEARS * YEAR)
    chains = list(dict.fromkeys(chain for _, chain in record.markets))
    price = {c: _yearly(market_series(record, "farm_gate", c).mean(axis=1)) for c in chains}
    capacity = {c: _yearly(market_series(record, "capacity", c).sum(axis=1)) for c in chains}
    everyone = np.ones(len(record.cell_keys), dtype=bool)
    return Level(price, capacity, _yearly(income(record, everyone)))


def _yearly(values: NDArray[np.float64]) -> NDArray[np.float64]:
    years = values.reshape(YEARS, YEAR).mean(axis=1)
    return np.asarray(years / years[0])
