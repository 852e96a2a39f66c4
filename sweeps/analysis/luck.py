"""How far luck reaches, and how many draws the means need."""

import numpy as np
import pandas as pd

from sim.results.statistics import standard_error
from sweeps.analysis.frames import Amounts, Measured

SOURCES = ("factors", "draws", "both")


def variance_shares(found: list[Measured]) -> pd.DataFrame:
    """Return what part of the variance over all runs comes from where.

    factors: between points, the same in every draw; draws: between draws, the same at every point
    (luck, and the parameters that are drawn anew in every draw); both: where they meet. The usual
    components of a two-way layout without repetition; shares add up to 1.
    """
    rows = []
    for one in found:
        values = one.complete
        if min(values.shape) < 2:
            continue
        for source, share in zip(SOURCES, shares(values), strict=True):
            keys = {"scenario": one.scenario, "outcome": one.outcome}
            rows.append({**keys, "source": source, "share": share})
    return pd.DataFrame(rows, columns=["scenario", "outcome", "source", "share"])


def shares(values: Amounts) -> tuple[float, float, float]:
    """Return the shares of points, draws and both in the variance of values (points, draws).

    From the mean squares, MS: var(both) = MS(both), var(points) = (MS(points) - MS(both)) / draws,
    var(draws) = (MS(draws) - MS(both)) / points, none below 0. All 0 where nothing varies.
    """
    points, draws = values.shape
    mean = values.mean()
    by_point, by_draw = values.mean(axis=1), values.mean(axis=0)
    rest = values - by_point[:, None] - by_draw[None, :] + mean
    both = (rest**2).sum() / ((points - 1) * (draws - 1))
    of_points = draws * ((by_point - mean) ** 2).sum() / (points - 1)
    of_draws = points * ((by_draw - mean) ** 2).sum() / (draws - 1)
    parts = np.array([(of_points - both) / draws, (of_draws - both) / points, both])
    parts = np.maximum(parts, 0.0)
    total = parts.sum()
    found = parts / total if total > 0.0 else parts
    return float(found[0]), float(found[1]), float(found[2])


def convergence(found: list[Measured]) -> pd.DataFrame:
    """Return, for more and more draws, the mean over points and how sure it is.

    mc_error: standard error of the mean over all points; worst_point: the largest standard error
    of a single point's mean.
    """
    rows = []
    for one in found:
        values = one.complete
        for draws in range(2, values.shape[1] + 1):
            seen = values[:, :draws]
            rows.append(
                {
                    "scenario": one.scenario,
                    "outcome": one.outcome,
                    "draws": draws,
                    "mean": float(seen.mean()),
                    "mc_error": float(standard_error(seen.mean(axis=0))),
                    "worst_point": float(standard_error(seen).max()),
                }
            )
    columns = ["scenario", "outcome", "draws", "mean", "mc_error", "worst_point"]
    return pd.DataFrame(rows, columns=columns)
