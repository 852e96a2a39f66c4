"""The tables of households: by month, county and status, and by window and group.

A run keeps sums by cell, month by month (`RunRecord.cells_by_month`); here they are added up. Crossings of a
line compare the same household on both sides, so they come from the paired `below` bits.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.record import CELL_COLUMNS
from sim.results import schema
from sim.results.cell_sums import Slices, numbered, slices_of
from sim.results.columns import Columns, SideKeys, grid, named, stacked
from sim.results.groups import GROUPINGS, Groups, chain_masks, grouping_name, groups_of
from sim.results.windows import WINDOWS, Window, WindowPlan
from sim.state.cell_keys import CellKeys

if TYPE_CHECKING:
    from sim.record import RunRecord

Amounts = NDArray[np.float64]
# Position in CELL_COLUMNS of every amount the tables show, by the role it has there.
_SHOWN = [c for c in schema.HOUSEHOLDS.columns if c.role != "key"]
_COLUMN = {name: number for number, name in enumerate(CELL_COLUMNS)}
_ORDER = np.array([_COLUMN[c.name] for c in _SHOWN])
_IS_FLOW = np.array([c.role == "flow" for c in _SHOWN])
_FLOWS = _ORDER[_IS_FLOW]


def household_table(side: SideKeys, record: "RunRecord") -> Columns:
    """One row a month (from -1), county and status."""
    slices, places = record.cell_keys.once("county and status", _places)
    sums = slices.sums(record.cells_by_month)
    sums[0][:, _FLOWS] = 0.0  # what happened before month 0 is no part of the run
    months, place = grid(len(sums), len(places))
    columns = side.monthly(months - 1) | {
        "county": named(place, [county for county, _ in places]),
        "status": named(place, [status for _, status in places]),
    }
    flat = np.ascontiguousarray(sums.reshape(len(months), -1).T)
    return columns | {c.name: flat[_COLUMN[c.name]] for c in _SHOWN}


def _places(cell_keys: CellKeys) -> tuple[Slices, list[tuple[str, ...]]]:
    """Return the cells of each pair of county and status, and the pairs."""
    pairs = zip(cell_keys["county"].tolist(), cell_keys["status"].tolist(), strict=True)
    number, places = numbered(list(pairs))
    return slices_of(number), places


def group_table(
    sides: tuple[SideKeys, SideKeys],
    baseline: "RunRecord",
    scenario: "RunRecord",
    plan: WindowPlan,
) -> Columns:
    """One row a side, window and group."""
    groups = groups_of(baseline.cell_keys)
    windows = plan.resolve(growers_change(baseline, scenario, plan.chains))
    crossed = [_crossings(baseline, scenario, window) for window in windows]
    by_cell = [
        part
        for record, crosses in ((baseline, False), (scenario, True))
        for window, both in zip(windows, crossed, strict=True)
        for part in (
            window_amounts(record.cells_by_month, window),
            both if crosses else np.zeros_like(both),
        )
    ]
    # One product for all of them: most of the work of a small one is to begin it.
    sums = groups.sums(np.hstack(by_cell))
    amounts = np.hsplit(sums, len(sides) * len(windows))
    places = [(side, window) for side in sides for window in windows]
    return stacked(
        [
            _group_rows(side, window, groups, amount)
            for (side, window), amount in zip(places, amounts, strict=True)
        ]
    )


def growers_change(
    baseline: "RunRecord", scenario: "RunRecord", chains: tuple[str, ...]
) -> Amounts:
    """Net income of the growers of `chains`, scenario minus baseline, yuan (months,)."""
    holds = chain_masks(baseline.cell_keys)
    growers = np.flatnonzero(np.any([holds[chain] for chain in chains], axis=0))
    net_income = _COLUMN["net_income"]
    before, after = (
        np.array([cells[:, net_income] for cells in record.cells_by_month[1:]])
        .take(growers, axis=1)
        .sum(axis=1)
        for record in (baseline, scenario)
    )
    change: Amounts = after - before
    return change


def window_amounts(cells: Sequence[Amounts], window: Window) -> Amounts:
    """Return (cells, shown columns): flows added over the window, states at its last month.

    `cells` (cells, columns) by month, of which the first is the opening.
    """
    inside = cells[window.first + 1 : window.last + 2]
    total = inside[0].copy()
    for month in inside[1:]:
        total += month
    return np.where(_IS_FLOW, total[:, _ORDER], inside[-1][:, _ORDER])


def _crossings(baseline: "RunRecord", scenario: "RunRecord", window: Window) -> Amounts:
    """Households below a line on one side only at the window's end: (cells, 4).

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
    return counts


def _group_rows(side: SideKeys, window: Window, groups: Groups, amounts: Amounts) -> Columns:
    rows = len(groups.names)
    numbers = np.arange(rows)
    known = [grouping_name(keys) for keys in GROUPINGS]
    columns = side.columns(rows) | {
        "window": named(np.full(rows, WINDOWS.index(window.name)), WINDOWS),
        "first_month": np.full(rows, window.first, dtype=np.int32),
        "last_month": np.full(rows, window.last, dtype=np.int32),
        "grouping": named(np.array([known.index(g) for g in groups.groupings]), known),
        "group": named(numbers, groups.names),
    }
    names = [c.name for c in schema.GROUPS.columns if c.role != "key"]
    return columns | {name: amounts[:, i] for i, name in enumerate(names)}
