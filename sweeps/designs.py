"""Designs: which points of the space of factors are run. Samples are SciPy's and SALib's."""

import itertools
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.errors import InputError, Phrase
from sweeps.factors import Factor
from sweeps.schema import DesignTable

LARGEST_TABLE = 100_000_000  # bytes of a design of one's own
SAMPLED = ("latin_hypercube", "sobol", "morris")


def count_points(factors: Sequence[Factor], design: DesignTable, rows: int | None = None) -> int:
    """Return how many points a design has, without making them; `rows` of a table of one's own."""
    if design.kind == "grid":
        return math.prod(len(factor.steps()) for factor in factors)
    if rows is not None:
        return rows
    base, varied = design.points or 0, len(factors)
    if design.kind == "sobol":
        return base * (2 * varied + 2 if design.second_order else varied + 2)
    return base * (varied + 1) if design.kind == "morris" else base


def make_points(factors: Sequence[Factor], design: DesignTable) -> pd.DataFrame:
    """Return the points, one row each, one column a factor; row numbers name the points."""
    names = [factor.name for factor in factors]
    if design.kind == "grid":
        rows = itertools.product(*(factor.steps() for factor in factors))
        return pd.DataFrame(rows, columns=names)
    unit = unit_sample(len(factors), design)
    return pd.DataFrame({factor.name: factor.at(unit[:, i]) for i, factor in enumerate(factors)})


def unit_sample(varied: int, design: DesignTable) -> NDArray[np.float64]:
    """Return the sample in the unit cube (points, factors) on which a design rests."""
    points = design.points or 0
    if design.kind == "latin_hypercube":
        # Loads for a second: grids and tables need not wait for it.
        from scipy.stats import qmc

        sampler = qmc.LatinHypercube(varied, seed=np.random.default_rng(design.seed))
        return np.asarray(sampler.random(points))
    problem = unit_problem([f"x{place}" for place in range(varied)])
    if design.kind == "sobol":
        from SALib.sample import sobol

        sample = sobol.sample(
            problem, points, calc_second_order=design.second_order, seed=design.seed
        )
    else:
        from SALib.sample import morris

        sample = morris.sample(problem, points, num_levels=design.levels, seed=design.seed)
    return np.asarray(sample, dtype=np.float64)


def unit_problem(names: Sequence[str]) -> dict[str, Any]:
    """Return SALib's description of the unit cube with these axes."""
    return {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}


def read_table(path: Path, shown: str) -> pd.DataFrame:
    """Read a design of one's own, CSV or Parquet. InputError where it cannot be used."""
    if not path.is_file():
        raise InputError("missing_file", where=shown)
    if path.stat().st_size > LARGEST_TABLE:
        limit = Phrase("scenario.expected.bytes", {"limit": f"{LARGEST_TABLE:,}"})
        raise InputError("too_large", where=shown, expected=limit)
    try:
        table = pd.read_parquet(path) if path.suffix == ".parquet" else pd.read_csv(path)
    except (OSError, ValueError, pd.errors.ParserError) as error:
        raise InputError("unreadable_file", where=shown, got=str(error)) from error
    if table.empty:
        raise InputError("sweep_empty_table", where=shown)
    missing = np.argwhere(table.isna().to_numpy())
    if len(missing):
        row, column = missing[0]
        where = f"{shown}: {table.columns[column]}, {row + 1}"
        raise InputError("sweep_missing_value", where=where)
    return table
