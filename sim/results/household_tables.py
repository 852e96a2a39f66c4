"""The tables of households: by month, county and status, and by window and group.

A run keeps sums by cell, month by month (`RunRecord.cells_by_month`); here they are added up. Crossings of a
line compare the same household on both sides, so they come from the paired `below` bits.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.record import CELL_COLUMNS
from sim.results import schema
from sim.results.frames import Columns, SideKeys, categorical, frame, grid
from sim.results.groups import GROUPINGS, Groups, build_groups, chain_masks, grouping_name
from sim.results.statistics import matrix_product
from sim.results.windows import WINDOWS, Window, WindowPlan

if TYPE_CHECKING:
    from sim.record import RunRecord

Amounts = NDArray[np.float64]
# Position in CELL_COLUMNS of every amount the tables show, by the role it has there.
_SHOWN = [c for c in schema.HOUSEHOLDS.columns if c.role != "key"]
_COLUMN = {name: number for number, name in enumerate(CELL_COLUMNS)}
_ORDER = np.array([_COLUMN[c.name] for c in _SHOWN])
_IS_FLOW = np.array([c.role == "flow" for c in _SHOWN])


def household_table(side: SideKeys, record: "RunRecord") -> Columns:
    """One row a month (from -1), county and status."""
    keys = record.cell_keys
    pairs = list(zip(keys["county"].tolist(), keys["status"].tolist(), strict=True))
    distinct = {pair: number for number, pair in enumerate(dict.fromkeys(pairs))}
    membership = np.zeros((len(distinct), len(pairs)))
    membership[[distinct[pair] for pair in pairs], np.arange(len(pairs))] = 1.0
    sums = np.array([matrix_product(membership, month) for month in record.cells_by_month])[:, :, _ORDER]
    sums[0, :, _IS_FLOW] = 0.0  # what happened before month 0 is no part of the run
    months, places = grid(len(sums), len(distinct))
    columns = side.monthly(months - 1) | {
        "county": categorical(places, [county for county, _ in distinct]),
        "status": categorical(places, [status for _, status in distinct]),
    }
    flat = sums.reshape(len(months), len(_SHOWN))
    return columns | {c.name: flat[:, i] for i, c in enumerate(_SHOWN)}


def group_table(
    sides: tuple[SideKeys, SideKeys],
    baseline: "RunRecord",
    scenario: "RunRecord",
    plan: WindowPlan,
) -> pd.DataFrame:
    """One row a side, window and group."""
    groups = build_groups(baseline.cell_keys)
    windows = plan.resolve(growers_change(baseline, scenario, plan.chains))
    by_side: list[list[Columns]] = [[], []]
    for window in windows:
        crossings = _crossings(baseline, scenario, window, groups)
        crossed = (np.zeros_like(crossings), crossings)
        for number, record in enumerate((baseline, scenario)):
            amounts = groups.sums(window_amounts(record.cells_by_month, window))
            together = np.hstack([amounts, crossed[number]])
            by_side[number].append(_group_rows(sides[number], window, groups, together))
    return frame([*by_side[0], *by_side[1]])


def growers_change(
    baseline: "RunRecord", scenario: "RunRecord", chains: tuple[str, ...]
) -> Amounts:
    """Net income of the growers of `chains`, scenario minus baseline, yuan (months,)."""
    holds = chain_masks(baseline.cell_keys)
    growers = np.any([holds[chain] for chain in chains], axis=0)
    net_income = _COLUMN["net_income"]
    by_side = [
        np.array([cells[growers, net_income].sum() for cells in record.cells_by_month[1:]])
        for record in (baseline, scenario)
    ]
    return by_side[1] - by_side[0]


def window_amounts(cells: Sequence[Amounts], window: Window) -> Amounts:
    """Return (cells, shown columns): flows added over the window, states at its last month.

    `cells` (cells, columns) by month, of which the first is the opening.
    """
    inside = cells[window.first + 1 : window.last + 2]
    total = inside[0].copy()
    for month in inside[1:]:
        total += month
    return np.where(_IS_FLOW, total[:, _ORDER], inside[-1][:, _ORDER])


def _crossings(
    baseline: "RunRecord", scenario: "RunRecord", window: Window, groups: Groups
) -> Amounts:
    """Households below a line on one side only at the window's end: (groups, 4).

    Columns: newly below and newly above the poverty line, then the monitoring line.
    """
    cells = len(baseline.cell_keys)
    counts = np.zeros((cells, 2 * len(schema.LINES)))
    for line in range(len(schema.LINES)):
        before, after = (
            record.below_bits[window.last + 1][line] for record in (baseline, scenario)
        )
        changed = np.flatnonzero(np.unpackbits(before ^ after))
        cell = baseline.cell_of_household[changed]
        fell = np.unpackbits(after)[changed] > 0
        counts[:, 2 * line] = np.bincount(cell[fell], minlength=cells)
        counts[:, 2 * line + 1] = np.bincount(cell[~fell], minlength=cells)
    return groups.sums(counts)


def _group_rows(side: SideKeys, window: Window, groups: Groups, amounts: Amounts) -> Columns:
    rows = len(groups.names)
    numbers = np.arange(rows)
    known = [grouping_name(keys) for keys in GROUPINGS]
    columns = side.columns(rows) | {
        "window": categorical(np.full(rows, WINDOWS.index(window.name)), WINDOWS),
        "first_month": np.full(rows, window.first, dtype=np.int32),
        "last_month": np.full(rows, window.last, dtype=np.int32),
        "grouping": categorical(np.array([known.index(g) for g in groups.groupings]), known),
        "group": categorical(numbers, groups.names),
    }
    names = [c.name for c in schema.GROUPS.columns if c.role != "key"]
    return columns | {name: amounts[:, i] for i, name in enumerate(names)}
