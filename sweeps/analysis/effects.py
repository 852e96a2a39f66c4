"""Main effects: the mean of an outcome at each level of a factor, over everything else."""

from typing import Any

import numpy as np
import pandas as pd

from sim.results.statistics import low_high, standard_error
from sweeps.analysis.frames import Measured, factor_names, is_number
from sweeps.results import SweepResults

# A factor with more values than this is cut into so many parts of equally many points.
MOST_LEVELS = 12
PARTS = 8


def main_effects(results: SweepResults, found: list[Measured]) -> pd.DataFrame:
    """Return mean, low and high over draws of each outcome at each level of each factor.

    low and high are of the level's mean in each draw: luck and what is drawn, not the spread
    between points.
    """
    rows = [
        row
        for name in factor_names(results)
        for one in found
        for row in main_effect(results, one, name)
    ]
    return pd.DataFrame(rows)


def main_effect(results: SweepResults, one: Measured, name: str) -> list[dict[str, Any]]:
    """Return the rows of `main_effects` of one outcome along one factor."""
    levels = levels_of(results.design[name])
    return [
        {
            "scenario": one.scenario,
            "outcome": one.outcome,
            "factor": name,
            "level": level,
            **_spread(one.values[np.asarray(places)]),
            "points": len(places),
        }
        for level, places in levels.groupby(levels, observed=True).groups.items()
    ]


def levels_of(column: "pd.Series[float]") -> "pd.Series[float]":
    """Return the level of every point: its value, or the middle of its part of many values."""
    if not is_number(column) or column.nunique() <= MOST_LEVELS:
        return column
    parts = pd.qcut(column, PARTS, labels=False, duplicates="drop")
    return column.groupby(parts).transform("mean")


def _spread(values: np.ndarray) -> dict[str, float]:
    known = np.isfinite(values)
    draws = known.any(axis=0)
    count = known[:, draws].sum(axis=0)
    by_draw = np.where(known, values, 0.0)[:, draws].sum(axis=0) / count
    if not len(by_draw):
        return dict.fromkeys(("mean", "low", "high", "mc_error"), np.nan)
    low, high = low_high(by_draw)
    return {
        "mean": float(by_draw.mean()),
        "low": float(low),
        "high": float(high),
        "mc_error": float(standard_error(by_draw)),
    }


def heat_maps(results: SweepResults, found: list[Measured]) -> pd.DataFrame:
    """Return the mean of each outcome for each pair of levels of each pair of factors."""
    names = factor_names(results)
    maps = [
        heat_map(results, one, across, down)
        for place, across in enumerate(names)
        for down in names[place + 1 :]
        for one in found
    ]
    columns = ["scenario", "outcome", "x_factor", "y_factor", "x", "y", "mean"]
    return pd.concat(maps)[columns] if maps else pd.DataFrame(columns=columns)


def heat_map(results: SweepResults, one: Measured, across: str, down: str) -> pd.DataFrame:
    """Return the rows of `heat_maps` of one outcome over one pair of factors."""
    levels = {"x": levels_of(results.design[across]), "y": levels_of(results.design[down])}
    frame = pd.DataFrame({**levels, "mean": one.by_point})
    means = frame.groupby(["x", "y"], as_index=False)["mean"].mean()
    keys = {"scenario": one.scenario, "outcome": one.outcome}
    return means.assign(**keys, x_factor=across, y_factor=down)
