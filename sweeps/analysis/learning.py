"""Scores and conditions by trees (scikit-learn): what an outcome hangs on, and where it turns bad.

Columns are the factors and, from thirty draws on, the parameters that draws draw, so that
conditions can name what no report gives as well as what was varied. Of fewer draws each has too
few values to be told from luck.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sweeps.analysis.frames import Measured, factor_names, is_number
from sweeps.results import SweepResults

TREES, FORESTS, LARGEST_SAMPLE, SEED = 100, 5, 20_000, 1
FEWEST_DRAWS = 30
# Boxes: how many at most, and the least part of all runs that one may hold.
MOST_BOXES, LEAST_PART, FEWEST_RUNS = 8, 0.02, 5
WORST_PART = 0.75


@dataclass(frozen=True)
class Inputs:
    """What trees look at: one row a run. Texts are spread over columns of 0 and 1."""

    table: pd.DataFrame
    source: dict[str, tuple[str, Any]]  # column: (name, value or None)
    values: NDArray[np.float64]


def inputs_of(results: SweepResults, one: Measured) -> Inputs:
    """Return factors and drawn parameters of every run of an outcome that did not fail."""
    point, draw = np.nonzero(np.isfinite(one.values))
    columns: dict[str, Any] = {}
    source: dict[str, tuple[str, Any]] = {}
    for name in factor_names(results):
        column = results.design[name]
        if is_number(column):
            columns[name], source[name] = column.to_numpy(dtype=float)[point], (name, None)
            continue
        for value in column.unique():
            key = f"{name}={value}"
            columns[key] = (column == value).to_numpy(dtype=float)[point]
            source[key] = (name, value)
    drawn = results.draws.columns.drop("draw") if one.values.shape[1] >= FEWEST_DRAWS else ()
    for path in drawn:
        columns[path] = results.draws[path].to_numpy(dtype=float)[draw]
        source[path] = (path, None)
    return Inputs(pd.DataFrame(columns), source, one.values[point, draw])


def feature_scores(results: SweepResults, found: list[Measured]) -> pd.DataFrame:
    """Return how much each factor and drawn parameter tells of an outcome: scores add up to 1.

    Importance in extremely randomised trees; low and high over forests grown from different
    samples of the runs. Luck has no column: what it moves, no score tells.
    """
    from sklearn.ensemble import ExtraTreesRegressor

    rows = []
    for one in found:
        inputs = inputs_of(results, one)
        if inputs.table.empty or np.ptp(inputs.values) == 0.0:
            continue
        names = list(dict.fromkeys(name for name, _ in inputs.source.values()))
        scores = np.zeros((FORESTS, len(names)))
        generator = np.random.default_rng(SEED)
        for forest in range(FORESTS):
            sample = generator.integers(
                len(inputs.table), size=min(len(inputs.table), LARGEST_SAMPLE)
            )
            trees = ExtraTreesRegressor(TREES, min_samples_leaf=2, random_state=SEED + forest)
            trees.fit(inputs.table.iloc[sample].to_numpy(), inputs.values[sample])
            for column, score in zip(inputs.source, trees.feature_importances_, strict=True):
                scores[forest, names.index(inputs.source[column][0])] += score
        for place, name in enumerate(names):
            rows.append(
                {
                    "scenario": one.scenario,
                    "outcome": one.outcome,
                    "input": name,
                    "score": float(scores[:, place].mean()),
                    "low": float(scores[:, place].min()),
                    "high": float(scores[:, place].max()),
                }
            )
    frame = pd.DataFrame(rows, columns=["scenario", "outcome", "input", "score", "low", "high"])
    return frame.sort_values(["scenario", "outcome", "score"], ascending=[True, True, False])


def conditions(
    results: SweepResults, found: list[Measured], limits: dict[str, tuple[str, float]]
) -> pd.DataFrame:
    """Return under which conditions an outcome turns bad: boxes found by a classification tree.

    `limits` says by outcome what counts, (">" or "<", number); of others the worst quarter. A row
    is one limit of one box. density: part of the box's runs that are bad (all runs: `base`);
    coverage: part of all bad runs that lie in it.
    """
    rows: list[dict[str, Any]] = []
    for one in found:
        sign, number = limits.get(one.outcome, worst(one))
        inputs = inputs_of(results, one)
        bad = inputs.values > number if sign == ">" else inputs.values < number
        if inputs.table.empty or bad.all() or not bad.any():
            continue
        for place, box in enumerate(_boxes(inputs, bad), start=1):
            keys = {"scenario": one.scenario, "outcome": one.outcome}
            told = {"sign": sign, "number": number, "base": float(bad.mean()), "box": place}
            rows += [{**keys, **told, **limit} for limit in box]
    columns = [
        "scenario",
        "outcome",
        "sign",
        "number",
        "base",
        "box",
        "runs",
        "density",
        "coverage",
        "input",
        "low",
        "high",
        "value",
    ]
    return pd.DataFrame(rows, columns=columns)


def worst(one: Measured) -> tuple[str, float]:
    """Return what counts as bad where nobody says: the worst quarter of all runs."""
    values = one.values[np.isfinite(one.values)]
    if one.better == "up":
        return "<", float(np.quantile(values, 1.0 - WORST_PART))
    return ">", float(np.quantile(values, WORST_PART))


def _boxes(inputs: Inputs, bad: NDArray[np.bool_]) -> Iterable[list[dict[str, Any]]]:
    """Yield the leaves of a tree in which more is bad than anywhere, the fullest first."""
    from sklearn.tree import DecisionTreeClassifier

    least = max(FEWEST_RUNS, int(LEAST_PART * len(bad)))
    tree = DecisionTreeClassifier(
        max_leaf_nodes=MOST_BOXES, min_samples_leaf=least, random_state=SEED
    )
    matrix = inputs.table.to_numpy()
    tree.fit(matrix, bad)
    leaf_of = tree.apply(matrix)
    found = []
    for leaf in np.unique(leaf_of):
        inside = leaf_of == leaf
        density = float(bad[inside].mean())
        if density <= bad.mean():
            continue
        coverage = float(bad[inside].sum() / bad.sum())
        told = {"runs": int(inside.sum()), "density": density, "coverage": coverage}
        limits = _limits(tree.tree_, int(leaf), list(inputs.table.columns))
        found.append([{**told, **limit} for limit in _named(limits, inputs)])
    return sorted(found, key=lambda box: -box[0]["density"] * box[0]["coverage"])


def _limits(tree: Any, leaf: int, columns: list[str]) -> dict[str, list[float]]:
    """Return lowest and highest value of every column that leads to a leaf."""
    parent = {
        int(child): (node, side)
        for node in range(tree.node_count)
        for side, child in enumerate((tree.children_left[node], tree.children_right[node]))
        if child >= 0
    }
    limits: dict[str, list[float]] = {}
    node = leaf
    while node in parent:
        node, side = parent[node]
        ends = limits.setdefault(columns[tree.feature[node]], [-np.inf, np.inf])
        threshold = float(tree.threshold[node])
        if side == 0:
            ends[1] = min(ends[1], threshold)
        else:
            ends[0] = max(ends[0], threshold)
    return limits


def _named(limits: dict[str, list[float]], inputs: Inputs) -> Iterable[dict[str, Any]]:
    for column, (low, high) in limits.items():
        name, value = inputs.source[column]
        if value is None:
            yield {"input": name, "low": low, "high": high, "value": ""}
        else:
            yield {"input": name, "low": low, "high": high, "value": str(value)}
