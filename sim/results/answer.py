"""The answer: every metric's difference with its range, who bears the loss, and the bridge."""

import math
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.accounts.kinds import REGIONAL_SECTORS
from sim.chains import CHAINS
from sim.results import statistics
from sim.results.bridge import bridge
from sim.results.figures import Figures
from sim.results.formulas import OfHouseholds, levers_paid
from sim.results.incidence import incidence
from sim.results.metrics import METRICS, Metric
from sim.results.schema import PRODUCT_UNIT

Amounts = NDArray[np.float64]
# A region's loss below this part of what its sectors lose and gain is no whole to take shares of.
TELLING_SHARE = 0.3
ANSWER_COLUMNS = (
    "metric",
    "group",
    "window",
    "baseline",
    "scenario",
    "difference",
    "low",
    "high",
    "mc_error",
    "unit",
    "draws",
    "better",
    "range",
)


def answer_table(figures: Figures, struck: Sequence[str]) -> pd.DataFrame:
    """Return one row a metric, group and window, growers of the struck chains first.

    low and high are the 5th and 95th percentile of the paired difference from 60 draws on, under
    that the least and greatest draw; the column `range` says which. Rows without a figure in some
    draw (no such price, no such group) are left out.
    """
    keys = list(_rows(figures, struck))
    values = np.array(list(_values(figures, keys)))
    known = np.isfinite(values).all(axis=(1, 2))
    keys = [key for key, is_known in zip(keys, known, strict=True) if is_known]
    values = values[known] + 0.0  # no negative zero
    difference = values[:, 1] - values[:, 0]
    low, high = statistics.low_high(difference)
    draws = len(figures.draws)
    columns = {
        "metric": [metric.name for metric, _, _ in keys],
        "group": [group for _, group, _ in keys],
        "window": [window for _, _, window in keys],
        "baseline": values[:, 0].mean(axis=1),
        "scenario": values[:, 1].mean(axis=1),
        "difference": difference.mean(axis=1),
        "low": low,
        "high": high,
        "mc_error": statistics.standard_error(difference),
        "unit": [unit_of(metric, group) for metric, group, _ in keys],
        "draws": draws,
        "better": [metric.better for metric, _, _ in keys],
        "range": statistics.range_kind(draws),
    }
    return pd.DataFrame(columns, columns=list(ANSWER_COLUMNS))


def _values(figures: Figures, keys: Sequence[tuple[Metric, str, str]]) -> Iterator[Amounts]:
    """Yield the figure (side, draw) of every row; most are of households and computed at once."""
    of_households: dict[str, Amounts] = {}
    for metric, group, window in keys:
        if not isinstance(metric.formula, OfHouseholds):
            yield metric.formula(figures, metric.columns, group, window)
            continue
        if metric.name not in of_households:
            of_households[metric.name] = metric.formula.everywhere(figures, metric.columns)
        yield of_households[metric.name][figures.group_place(group, window)]


def _rows(figures: Figures, struck: Sequence[str]) -> Iterator[tuple[Metric, str, str]]:
    """Yield every metric, group and window to compute, in the order of the table."""
    of_households = _struck_first(household_groups(figures), struck)
    of_markets = _struck_first(market_groups(figures), struck)
    for window in figures.window_names:
        for metric in METRICS:
            groups = of_households if metric.per_household else of_markets
            for grouping in metric.groupings:
                for group in groups.get(grouping, ()):
                    yield metric, group, window


def _struck_first(groups: dict[str, list[str]], struck: Sequence[str]) -> dict[str, list[str]]:
    """Put the groups of the struck chains before the others of their grouping."""
    return {
        grouping: sorted(names, key=lambda name: _chain_of(name) not in struck)
        for grouping, names in groups.items()
    }


def answer_rows(answer: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of the answer table as JSON can hold them, None for what is not known."""
    names = [str(name) for name in answer.columns]
    columns = [_known(answer[name]) for name in names]
    return [dict(zip(names, row, strict=True)) for row in zip(*columns, strict=True)]


def _known(column: "pd.Series[Any]") -> list[Any]:
    if column.dtype == np.float64:
        amounts: list[float] = column.tolist()
        return [amount if math.isfinite(amount) else None for amount in amounts]
    if pd.api.types.is_string_dtype(column.dtype):
        return list(column.to_numpy(dtype=object))  # many times faster than its `tolist`
    return list(column.tolist())


def household_groups(figures: Figures) -> dict[str, list[str]]:
    """Return the groups of the groups table by grouping."""
    table = figures.tables["groups"][["grouping", "group"]].astype(str).drop_duplicates()
    found: dict[str, list[str]] = {}
    for grouping, group in table.itertuples(index=False, name=None):
        found.setdefault(grouping, []).append(group)
    return found


def market_groups(figures: Figures) -> dict[str, list[str]]:
    """Return the groups of markets and payments: chains, chains by county, levers, all."""
    chains = dict.fromkeys(chain for _, chain in figures.markets)
    return {
        "chain": [f"chain={chain}" for chain in chains],
        "chain,county": [f"chain={chain},county={county}" for county, chain in figures.markets],
        "lever": [f"lever={lever}" for lever in levers_paid(figures)],
        "all": ["all"],
    }


@cache
def _chain_of(group: str) -> str | None:
    first = group.split(",")[0]
    return first.removeprefix("chain=") if first.startswith("chain=") else None


def unit_of(metric: Metric, group: str) -> str:
    """Return a metric's unit for one group: the product of the group's chain filled in."""
    chain = _chain_of(group)
    product = CHAINS[chain].unit if chain in CHAINS else ""
    return metric.unit.replace(PRODUCT_UNIT, product)


def incidence_and_bridge(figures: Figures) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return who bears the loss, and the steps from the farm gate to it, for every window.

    Each row has window, sector or item, and yuan as mean, low and high over draws. `share` is of
    the region's mean loss, None when that is little beside what sectors lose and gain.
    """
    bearers: list[dict[str, Any]] = []
    steps: list[dict[str, Any]] = []
    for window in figures.window_names:
        losses = incidence(figures, window)
        total = float(losses.region.mean())
        moved = float(np.abs(losses.sectors.mean(axis=0)).sum())
        telling = abs(total) > TELLING_SHARE * moved
        parts = [(name, losses.sectors[:, i]) for i, name in enumerate(REGIONAL_SECTORS)]
        for sector, loss in [*parts, ("region", losses.region)]:
            share = float(loss.mean()) / total if telling else None
            row = {"window": window, "sector": sector, **statistics.spread(loss), "share": share}
            bearers.append(row)
        amounts = bridge(figures, losses)
        at_gate = amounts["farm_gate_price"] + amounts["farm_gate_quantity"]
        for item, amount in [("farm_gate_loss", at_gate), *amounts.items()]:
            steps.append({"window": window, "item": item, **statistics.spread(amount)})
        residual = losses.region - np.sum(list(amounts.values()), axis=0)
        for item, amount in [("region_loss", losses.region), ("residual", residual)]:
            steps.append({"window": window, "item": item, **statistics.spread(amount)})
    return bearers, steps
