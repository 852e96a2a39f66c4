"""Rows of a sweep as arrays by point and draw: what every analysis starts from."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sweeps.results import SweepResults

Amounts = NDArray[np.float64]


@dataclass(frozen=True)
class Measured:
    """One outcome of one scenario: `values` (points, draws), NaN where a run failed or lacks.

    better: "up", "down" or "", in which direction the outcome is good.
    """

    scenario: str
    outcome: str
    unit: str
    better: str
    values: Amounts

    @property
    def complete(self) -> Amounts:
        """The draws that every point which ran at all has: (points, draws), no NaN.

        Points that failed in some draw make that draw incomplete for all; where that leaves none,
        the points that have every draw are taken.
        """
        known = np.isfinite(self.values)
        ran = known.any(axis=1)
        draws = known[ran].all(axis=0)
        if draws.any():
            return self.values[ran][:, draws]
        return self.values[known.all(axis=1)]

    @property
    def by_point(self) -> Amounts:
        """The mean over the draws a point has (points,); NaN for a point without any."""
        known = np.isfinite(self.values)
        total = np.where(known, self.values, 0.0).sum(axis=1)
        return np.divide(
            total, known.sum(axis=1), out=np.full(len(total), np.nan), where=known.any(axis=1)
        )


def measured(results: SweepResults) -> Iterator[Measured]:
    """Yield every outcome of every scenario."""
    points, draws = len(results.design), len(results.draws)
    runs = results.runs
    for scenario in results.scenarios:
        own = runs[runs["scenario"] == scenario]
        places = (own["point"].to_numpy(), own["draw"].to_numpy())
        for outcome in results.outcomes:
            values = np.full((points, draws), np.nan)
            values[places] = own[outcome["name"]].to_numpy()
            yield Measured(scenario, outcome["name"], outcome["unit"], outcome["better"], values)


def factor_names(results: SweepResults) -> list[str]:
    """Return the names of the factors that take more than one value."""
    design = results.design
    return [f["name"] for f in results.factors if design[f["name"]].nunique() > 1]


def is_number(column: "pd.Series[float]") -> bool:
    """Whether a column holds numbers: not texts, not flags."""
    return pd.api.types.is_numeric_dtype(column.dtype) and column.dtype != bool
