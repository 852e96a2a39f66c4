"""Sobol and Morris indices with their intervals, by SALib, from the points of such designs."""

from typing import Any

import numpy as np
import pandas as pd

from sweeps.analysis.frames import Measured
from sweeps.designs import unit_problem, unit_sample
from sweeps.results import SweepResults
from sweeps.schema import DesignTable

# Bootstrap samples of the intervals; their seed, so that a table is the same every time.
RESAMPLES = 200
SEED = 1
CONFIDENCE = 0.95


def sobol_indices(results: SweepResults, found: list[Measured]) -> pd.DataFrame:
    """Return first and total Sobol indices of every factor, each with half its 95% interval.

    Of each point's mean over draws: luck is told apart (`variance_shares`). Empty for another
    design, and for an outcome of which points are missing.
    """
    from SALib.analyze import sobol

    design = _design(results, "sobol")
    rows: list[dict[str, Any]] = []
    for one in found if design else []:
        if not _varies(one.by_point):
            continue
        problem = unit_problem([factor["name"] for factor in results.factors])
        index = sobol.analyze(
            problem,
            one.by_point,
            calc_second_order=design.second_order if design else False,
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            seed=SEED,
        )
        for place, name in enumerate(problem["names"]):
            rows.append(
                {
                    "scenario": one.scenario,
                    "outcome": one.outcome,
                    "factor": name,
                    "first": float(index["S1"][place]),
                    "first_error": float(index["S1_conf"][place]),
                    "total": float(index["ST"][place]),
                    "total_error": float(index["ST_conf"][place]),
                }
            )
    columns = ["scenario", "outcome", "factor", "first", "first_error", "total", "total_error"]
    return pd.DataFrame(rows, columns=columns)


def morris_indices(results: SweepResults, found: list[Measured]) -> pd.DataFrame:
    """Return Morris's mean effect, its size with half its 95% interval, and its spread.

    Effects are over the whole range of a factor, in the outcome's unit. Empty for another design.
    """
    from SALib.analyze import morris

    design = _design(results, "morris")
    rows: list[dict[str, Any]] = []
    for one in found if design else []:
        if design is None or not _varies(one.by_point):
            continue
        names = [factor["name"] for factor in results.factors]
        index = morris.analyze(
            unit_problem(names),
            unit_sample(len(names), design),
            one.by_point,
            num_levels=design.levels,
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            seed=SEED,
        )
        for place, name in enumerate(names):
            rows.append(
                {
                    "scenario": one.scenario,
                    "outcome": one.outcome,
                    "factor": name,
                    "effect": float(index["mu"][place]),
                    "size": float(index["mu_star"][place]),
                    "size_error": float(index["mu_star_conf"][place]),
                    "spread": float(index["sigma"][place]),
                }
            )
    columns = ["scenario", "outcome", "factor", "effect", "size", "size_error", "spread"]
    return pd.DataFrame(rows, columns=columns)


def _design(results: SweepResults, kind: str) -> DesignTable | None:
    design = DesignTable(**results.manifest["sweep"]["design"])
    return design if design.kind == kind else None


def _varies(values: np.ndarray) -> bool:
    return bool(np.isfinite(values).all() and np.ptp(values) > 0.0)
