"""What the plots draw: mean and range over draws, month by month, from the tables of a result."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.results.statistics import low_high

Amounts = NDArray[np.float64]
SIDES = ("baseline", "scenario")
FATES = {
    "sold_contract": ("sold_contract",),
    "sold_spot": ("sold_spot",),
    "eaten": ("eaten",),
    "shrunk": ("shrunk",),
    "discarded": ("discarded",),
}
COLOURS = ("red", "orange", "yellow")
MONTHS_A_YEAR = 12


@dataclass(frozen=True)
class Band:
    """A line with its range: `months`, and `mean`, `low`, `high` over draws, all one length."""

    months: NDArray[np.int64]
    mean: Amounts
    low: Amounts
    high: Amounts

    @property
    def is_known(self) -> bool:
        """Whether there is anything to draw."""
        return bool(np.isfinite(self.mean).any())


def by_side(table: pd.DataFrame) -> dict[str, pd.DataFrame]:
    """Split a table into its baseline and its scenario, whatever the scenario is called."""
    is_baseline = table["scenario"].astype(str) == SIDES[0]
    return {SIDES[0]: table[is_baseline], SIDES[1]: table[~is_baseline]}


def band(table: pd.DataFrame, column: str, combine: str) -> Band:
    """Combine the rows of each draw and month ("mean" or "sum"), then spread over draws."""
    known = table[["draw", "month", column]].dropna()
    combined = known.groupby(["draw", "month"])[column].agg(combine).unstack("draw")
    values = combined.sort_index().dropna().to_numpy(dtype=np.float64)
    months = combined.sort_index().dropna().index.to_numpy(dtype=np.int64)
    if not len(months):
        empty = np.empty(0)
        return Band(months, empty, empty, empty)
    low, high = low_high(values)
    return Band(months, values.mean(axis=1), low, high)


def farm_gate_price(tables: Mapping[str, pd.DataFrame], chain: str) -> dict[str, Band]:
    """Return the chain's farm-gate price, the mean of the region's counties, of both sides."""
    table = tables["monthly"]
    of_chain = table[table["chain"].astype(str) == chain]
    return {side: band(part, "farm_gate", "mean") for side, part in by_side(of_chain).items()}


def below_line(tables: Mapping[str, pd.DataFrame]) -> dict[str, Band]:
    """Return the households under the monitoring line of both sides."""
    parts = by_side(tables["households"])
    return {side: band(part, "below_monitoring", "sum") for side, part in parts.items()}


def warning_colours(tables: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, Band]]:
    """Return the households of each warning colour of both sides."""
    parts = by_side(tables["households"])
    return {
        side: {colour: band(part, colour, "sum") for colour in COLOURS}
        for side, part in parts.items()
    }


def volumes(tables: Mapping[str, pd.DataFrame], chain: str) -> dict[str, dict[str, Amounts]]:
    """Return the mean quantity of each fate in each year of the run (years,), of both sides.

    A last year of less than twelve months is a part of a year.
    """
    table = tables["monthly"]
    of_chain = table[(table["chain"].astype(str) == chain) & (table["month"] >= 0)]
    found: dict[str, dict[str, Amounts]] = {}
    for side, part in by_side(of_chain).items():
        draws = max(part["draw"].nunique(), 1)
        year = part["month"] // MONTHS_A_YEAR
        found[side] = {
            fate: (part[list(columns)].sum(axis=1).groupby(year).sum() / draws).to_numpy()
            for fate, columns in FATES.items()
        }
    return found


def losses_by_sector(
    tables: Mapping[str, pd.DataFrame], column: str, sectors: Mapping[str, Sequence[str]]
) -> dict[str, Band]:
    """Return a column of the incidence table by name: each the sum of some sectors' losses."""
    table = tables["incidence"].astype({"sector": str})
    return {
        name: band(table[table["sector"].isin(summed)], column, "sum")
        for name, summed in sectors.items()
    }
