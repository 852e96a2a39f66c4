"""The answer: every metric's difference with its range, who bears the loss, and the bridge."""

import math
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import compress
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.accounts.kinds import REGIONAL_SECTORS
from sim.chains import CHAINS
from sim.results import statistics
from sim.results.bridge import bridge
from sim.results.figures import Figures, distinct_pairs
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
    blocks = list(_blocks(figures, struck))
    values = np.concatenate([_values(figures, block) for block in blocks])
    known = np.isfinite(values).all(axis=(1, 2))
    rows = ((block.metric, group, block.window) for block in blocks for group in block.groups)
    keys = list(compress(rows, known.tolist()))
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


class _Block(NamedTuple):
    """Rows of the table: a metric in a window, for one group after the other."""

    metric: Metric
    window: str
    groups: list[str]


def _values(figures: Figures, block: _Block) -> Amounts:
    """Return the figures (group, side, draw) of some rows; most are of households, found at once."""
    metric, window, groups = block
    if isinstance(metric.formula, OfHouseholds):
        everywhere = metric.formula.everywhere(figures, metric.columns)
        found: Amounts = everywhere[figures.group_places(groups, window)]
        return found
    return np.array([metric.formula(figures, metric.columns, group, window) for group in groups])


def _blocks(figures: Figures, struck: Sequence[str]) -> Iterator[_Block]:
    """Yield every metric, window and grouping to compute, in the order of the table."""
    of_households = _struck_first(household_groups(figures), struck)
    of_markets = _struck_first(market_groups(figures), struck)
    for window in figures.window_names:
        for metric in METRICS:
            groups = of_households if metric.per_household else of_markets
            for grouping in metric.groupings:
                if groups.get(grouping):
                    yield _Block(metric, window, groups[grouping])


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
        if np.isfinite(column.to_numpy()).all():
            return list[Any](amounts)
        return [amount if math.isfinite(amount) else None for amount in amounts]
    if pd.api.types.is_string_dtype(column.dtype):
        return list(column.to_numpy(dtype=object))  # many times faster than its `tolist`
    return list(column.tolist())


def household_groups(figures: Figures) -> dict[str, list[str]]:
    """Return the groups of the groups table by grouping."""
    table = figures.tables["groups"]
    found: dict[str, list[str]] = {}
    for grouping, group in distinct_pairs(table["grouping"], table["group"]):
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
