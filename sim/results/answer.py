"""The answer: every metric's difference with its range, who bears the loss, and the bridge."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from itertools import compress
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.accounts.kinds import REGIONAL_SECTORS
from sim.chains import CHAINS
from sim.results import statistics
from sim.results.bridge import bridge
from sim.results.figures import Figures, distinct_pairs
from sim.results.formulas import OfHouseholds, OfMarkets, levers_paid
from sim.results.incidence import incidence
from sim.results.metrics import METRIC, METRICS, Metric
from sim.results.schema import PRODUCT_UNIT

if TYPE_CHECKING:
    import pandas as pd

Amounts = NDArray[np.float64]
# A region's loss below this part of what its sectors lose and gain is no whole to take shares of.
TELLING_SHARE = 0.3
AMOUNTS = ("baseline", "scenario", "difference", "low", "high", "mc_error")
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


def answer_rows(figures: Figures, struck: Sequence[str]) -> list[dict[str, Any]]:
    """Return one row a metric, group and window, growers of the struck chains first.

    low and high are the 5th and 95th percentile of the paired difference from 60 draws on, under
    that the least and greatest draw; `range` says which. Rows without a figure in some draw (no
    such price, no such group) are left out. mc_error is None where there is one draw.
    """
    blocks = list(_blocks(figures, struck))
    values = np.concatenate([_values(figures, block) for block in blocks])
    known = np.isfinite(values).all(axis=(1, 2))
    values = values[known] + 0.0  # no negative zero
    difference = values[:, 1] - values[:, 0]
    found = (
        values[:, 0].mean(axis=1),
        values[:, 1].mean(axis=1),
        difference.mean(axis=1),
        *statistics.low_high(difference),
        statistics.standard_error(difference),
    )
    columns = (_or_none(column) for column in found)
    labels = _labels(tuple((block.metric.name, block.window, block.groups) for block in blocks))
    draws = len(figures.draws)
    kind = statistics.range_kind(draws)
    return [
        {
            "metric": metric,
            "group": group,
            "window": window,
            "baseline": baseline,
            "scenario": scenario,
            "difference": change,
            "low": low,
            "high": high,
            "mc_error": error,
            "unit": unit,
            "draws": draws,
            "better": better,
            "range": kind,
        }
        for (metric, group, window, unit, better), baseline, scenario, change, low, high, error in zip(
            compress(labels, known.tolist()), *columns, strict=True
        )
    ]


def _or_none(amounts: Amounts) -> list[Any]:
    """Return numbers as JSON can hold them, None for what is not known."""
    if np.isfinite(amounts).all():
        return list[Any](amounts.tolist())
    return [amount if math.isfinite(amount) else None for amount in amounts.tolist()]


def answer_table(rows: Sequence[Mapping[str, Any]]) -> "pd.DataFrame":
    """Return the answer's rows (`answer_rows`) as a table, NaN for what is not known."""
    import pandas as pd

    columns = {name: [row[name] for row in rows] for name in ANSWER_COLUMNS}
    table = pd.DataFrame(columns)
    return table.astype(dict.fromkeys(AMOUNTS, np.float64))


class _Block(NamedTuple):
    """Rows of the table: a metric in a window, for one group after the other."""

    metric: Metric
    window: str
    groups: tuple[str, ...]


# What rows are called changes with the region, its groups and the chains struck only.
@lru_cache(maxsize=16)
def _labels(
    blocks: tuple[tuple[str, str, tuple[str, ...]], ...],
) -> list[tuple[str, str, str, str, str]]:
    """Return metric, group, window, unit and better direction of all rows of blocks."""
    return [
        (name, group, window, unit_of(METRIC[name], group), METRIC[name].better)
        for name, window, groups in blocks
        for group in groups
    ]


def _values(figures: Figures, block: _Block) -> Amounts:
    """Return the figures (group, side, draw) of some rows, found at once where they can be."""
    metric, window, groups = block
    if isinstance(metric.formula, OfHouseholds):
        everywhere = metric.formula.everywhere(figures, metric.columns)
        found: Amounts = everywhere[figures.group_places(groups, window)]
        return found
    if isinstance(metric.formula, OfMarkets):
        return metric.formula.of_groups(figures, metric.columns, groups, window)
    return np.array([metric.formula(figures, metric.columns, group, window) for group in groups])


def _blocks(figures: Figures, struck: Sequence[str]) -> Iterator[_Block]:
    """Yield every metric and window to compute with its groups, in the order of the table."""
    of_households = _struck_first(household_groups(figures), struck)
    of_markets = _struck_first(market_groups(figures), struck)
    groups_of: dict[tuple[str, ...], tuple[str, ...]] = {}
    for metric in METRICS:
        groups = of_households if metric.per_household else of_markets
        groups_of[metric.groupings] = tuple(
            group for grouping in metric.groupings for group in groups.get(grouping, ())
        )
    for window in figures.window_names:
        for metric in METRICS:
            if groups_of[metric.groupings]:
                yield _Block(metric, window, groups_of[metric.groupings])


def _struck_first(groups: dict[str, list[str]], struck: Sequence[str]) -> dict[str, list[str]]:
    """Put the groups of the struck chains before the others of their grouping."""
    return {
        grouping: sorted(names, key=lambda name: _chain_of(name) not in struck)
        for grouping, names in groups.items()
    }


def household_groups(figures: Figures) -> dict[str, list[str]]:
    """Return the groups of the groups table by grouping."""
    table = figures.columns("groups")
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
