"""The tables of a result as arrays by side, draw and month: what every figure is computed from.

Nothing but the tables goes in, so whoever holds the files can compute the same. Windows are read
from the groups table, where each draw states its own.
"""

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from sim.accounts.kinds import ASSETS, CHAIN_COLUMNS, CLAIMS, FLOWS, SECTORS
from sim.results.columns import BASELINE, Columns, Names
from sim.results.frames import column_of_series, columns_of
from sim.results.sales import GROUPS as SALES_GROUPS
from sim.state.income import ROUTES

if TYPE_CHECKING:
    import pandas as pd

Amounts = NDArray[np.float64]
Made = TypeVar("Made")
SIDES = 2


def codes(column: "Names | pd.Series[str]", names: Sequence[str]) -> NDArray[np.int64]:
    """Return the position in `names` of every value of a column; ValueError for an unknown one."""
    held: Names = column if isinstance(column, Names) else column_of_series(column)
    known = {name: place for place, name in enumerate(names)}
    # The last stands for a value that is missing, coded -1.
    of_name = np.array([*(known.get(name, -1) for name in held.names), -1], dtype=np.int64)
    found = of_name[held.codes]
    if (found < 0).any():
        raise ValueError("a column of names holds some that are not declared")
    return found


def distinct_pairs(one: Names, other: Names) -> tuple[tuple[str, str], ...]:
    """Return the pairs of names that two columns hold side by side, in their order."""
    pairs = one.codes.astype(np.int64) * len(other.names) + other.codes
    _, first = np.unique(pairs, return_index=True)
    first.sort()
    named = zip(one.codes[first].tolist(), other.codes[first].tolist(), strict=True)
    return tuple((one.names[this], other.names[that]) for this, that in named)


class Figures:
    """The tables of one scenario and its baseline, all draws, as dense arrays.

    Axes: side (baseline, scenario), draw, month (0 is month -1 where the opening is included).
    """

    def __init__(self, tables: "Mapping[str, pd.DataFrame]") -> None:
        self.tables = tables
        balances = self.columns("balances")
        names = balances["scenario"].distinct()
        self.sides = (BASELINE, next(name for name in names if name != BASELINE))
        self.draws = tuple(np.unique(balances["draw"]).tolist())
        self.months = int(balances["month"].max()) + 1
        self._runs = (SIDES, len(self.draws))

    def columns(self, table: str) -> Columns:
        """Return the plain columns of a table, as they were when first asked for."""
        return self.once(("columns", table), lambda: columns_of(self.tables, table))

    def once(self, key: Hashable, make: Callable[[], Made]) -> Made:
        """What `make` returns, made once for a key: parts that several figures share."""
        if key not in self._made:
            self._made[key] = make()
        made: Made = self._made[key]
        return made

    @cached_property
    def _made(self) -> dict[Hashable, Any]:
        return {}

    def array(
        self,
        table: str,
        column: str,
        axes: Sequence[NDArray[np.int64]],
        shape: Sequence[int],
    ) -> Amounts:
        """Add up one column of a table over (side, draw, *axes) into an array of `shape`."""
        whole = (*self._runs, *shape)
        # The axes are kept with what they led to: no others can be the same objects then.
        _, places = self.once(
            ("places", table, whole, *map(id, axes)),
            lambda: (axes, np.ravel_multi_index((*self._run_axes(table), *axes), whole)),
        )
        values = self.columns(table)[column]
        summed = np.bincount(places, weights=values, minlength=math.prod(whole))
        return np.asarray(summed, dtype=np.float64).reshape(whole)

    def month_axis(self, table: str, opening: bool) -> NDArray[np.int64]:
        """Return the month of every row of a table, shifted by one where the opening is row 0."""
        return self.once(
            ("months", table, opening),
            lambda: self.columns(table)["month"].astype(np.int64) + int(opening),
        )

    def _run_axes(self, table: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        columns = self.columns(table)
        return self.once(
            ("runs", table),
            lambda: (
                codes(columns["scenario"], self.sides),
                np.asarray(np.searchsorted(self.draws, columns["draw"]), dtype=np.int64),
            ),
        )

    @cached_property
    def flows(self) -> Amounts:
        """Yuan (side, draw, month, kind, chain)."""
        table = self.columns("flows")
        axes = (
            self.month_axis("flows", opening=False),
            codes(table["kind"], [kind.name for kind in FLOWS]),
            codes(table["chain"], CHAIN_COLUMNS),
        )
        return self.array("flows", "yuan", axes, (self.months, len(FLOWS), len(CHAIN_COLUMNS)))

    @cached_property
    def yuan(self) -> Amounts:
        """Yuan (side, draw, month, kind) over all chains."""
        return self.flows.sum(axis=-1)

    def claims(self, column: str) -> Amounts:
        """Yuan (side, draw, month from -1, kind, chain) of one column of the claims."""
        shape = (self.months + 1, len(CLAIMS), len(CHAIN_COLUMNS))
        return self.array("claims", column, self._claim_axes, shape)

    @cached_property
    def _claim_axes(self) -> tuple[NDArray[np.int64], ...]:
        table = self.columns("claims")
        return (
            self.month_axis("claims", opening=True),
            codes(table["kind"], [kind.name for kind in CLAIMS]),
            codes(table["chain"], CHAIN_COLUMNS),
        )

    @cached_property
    def claim_changes(self) -> dict[str, Amounts]:
        """Yuan (side, draw, month, kind) created, paid and written off, over all chains."""
        return {
            column: self.claims(column)[:, :, 1:].sum(axis=-1)
            for column in ("created", "paid", "written_off")
        }

    @cached_property
    def capital(self) -> Amounts:
        """Quantity (side, draw, month from -1, sector, asset)."""
        return self.array("capital", "quantity", self._capital_axes, self._capital_shape)

    @cached_property
    def unit_value(self) -> Amounts:
        """Yuan a unit (draw, month from -1, asset): the baseline's, valid for both sides."""
        values = np.zeros((len(self.draws), self.months + 1, len(ASSETS)))
        month, _, asset = self._capital_axes
        draw = self._run_axes("capital")[1]
        values[draw, month, asset] = self.columns("capital")["unit_value"]
        return values

    @cached_property
    def _capital_axes(self) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        table = self.columns("capital")
        return (
            self.month_axis("capital", opening=True),
            codes(table["sector"], SECTORS),
            codes(table["asset"], [asset.name for asset in ASSETS]),
        )

    @property
    def _capital_shape(self) -> tuple[int, int, int]:
        return (self.months + 1, len(SECTORS), len(ASSETS))

    @cached_property
    def balances(self) -> dict[str, Amounts]:
        """Yuan (side, draw, month from -1, sector) of cash, debt, receivable and payable."""
        table = self.columns("balances")
        axes = (self.month_axis("balances", opening=True), codes(table["sector"], SECTORS))
        shape = (self.months + 1, len(SECTORS))
        names = ("cash", "debt", "receivable", "payable")
        return {name: self.array("balances", name, axes, shape) for name in names}

    @cached_property
    def markets(self) -> tuple[tuple[str, str], ...]:
        """The (county, chain) of every market, in the order of the monthly table."""
        table = self.columns("monthly")
        return distinct_pairs(table["county"], table["chain"])

    @cached_property
    def _market_axes(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        table = self.columns("monthly")
        held = table["chain"].distinct()
        chains = [chain for chain in CHAIN_COLUMNS if chain in held]
        counties = table["county"].distinct()
        number = np.full((len(counties), len(chains)), -1)
        for position, (county, chain) in enumerate(self.markets):
            number[counties.index(county), chains.index(chain)] = position
        market = number[codes(table["county"], counties), codes(table["chain"], chains)]
        return self.month_axis("monthly", opening=True), market

    def market(self, column: str) -> Amounts:
        """One column of the monthly table (side, draw, month from -1, market)."""
        if column not in self._market_columns:
            shape = (self.months + 1, len(self.markets))
            self._market_columns[column] = self.array("monthly", column, self._market_axes, shape)
        return self._market_columns[column]

    @cached_property
    def _market_columns(self) -> dict[str, Amounts]:
        return {}

    @cached_property
    def _sold_axes(self) -> tuple[tuple[NDArray[np.int64], ...], tuple[int, ...]]:
        table = self.columns("sales")
        counties = tuple(dict.fromkeys(county for county, _ in self.markets))
        names = {"group": SALES_GROUPS, "county": counties, "chain": CHAIN_COLUMNS, "route": ROUTES}
        places = [codes(table[column], known) for column, known in names.items()]
        shape = (self.months, *(len(known) for known in names.values()))
        return (self.month_axis("sales", opening=False), *places), shape

    def sold(self, column: str) -> Amounts:
        """One column of the sales table (side, draw, month, group, county, chain, route).

        Groups are those of `sim.results.sales.GROUPS`.
        """
        if column not in self._sold_columns:
            self._sold_columns[column] = self.array("sales", column, *self._sold_axes)
        return self._sold_columns[column]

    @cached_property
    def _sold_columns(self) -> dict[str, Amounts]:
        return {}

    @cached_property
    def group_names(self) -> tuple[str, ...]:
        """Every group of the groups table, in its order."""
        return self.columns("groups")["group"].distinct()

    @cached_property
    def window_names(self) -> tuple[str, ...]:
        """Every window of the groups table, in its order."""
        return self.columns("groups")["window"].distinct()

    @cached_property
    def _group_axes(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        table = self.columns("groups")
        return codes(table["window"], self.window_names), codes(table["group"], self.group_names)

    def groups(self, column: str) -> Amounts:
        """One column of the groups table (side, draw, window, group)."""
        if column not in self._group_columns:
            shape = (len(self.window_names), len(self.group_names))
            self._group_columns[column] = self.array("groups", column, self._group_axes, shape)
        return self._group_columns[column]

    @cached_property
    def _group_columns(self) -> dict[str, Amounts]:
        return {}

    def group_total(self, columns: tuple[str, ...], group: str, window: str) -> Amounts:
        """Add up columns of the groups table for one group and window: (side, draw)."""
        found: Amounts = self.group_totals(columns)[self.group_place(group, window)]
        return found

    def group_totals(self, columns: tuple[str, ...]) -> Amounts:
        """Add up columns of the groups table for all of them: (window, group, side, draw)."""
        if columns not in self._group_sums:
            summed = np.sum([self.groups(column) for column in columns], axis=0)
            self._group_sums[columns] = np.ascontiguousarray(np.moveaxis(summed, (2, 3), (0, 1)))
        return self._group_sums[columns]

    def group_place(self, group: str, window: str) -> tuple[int, int]:
        """Where `group_totals` has a group in a window."""
        windows, groups = self._group_places
        return windows[window], groups[group]

    def group_places(
        self, names: tuple[str, ...], window: str
    ) -> tuple[int, NDArray[np.int64]]:
        """Where `group_totals` has some groups in a window."""
        windows, groups = self._group_places
        places = self.once(
            ("groups", names), lambda: np.array([groups[name] for name in names])
        )
        return windows[window], places

    @cached_property
    def _group_sums(self) -> dict[tuple[str, ...], Amounts]:
        return {}

    @cached_property
    def _group_places(self) -> tuple[dict[str, int], dict[str, int]]:
        windows = {name: place for place, name in enumerate(self.window_names)}
        return windows, {name: place for place, name in enumerate(self.group_names)}

    @cached_property
    def _window_months(self) -> NDArray[np.int64]:
        """First and last month (draw, window, 2)."""
        table = self.columns("groups")
        months = np.zeros((len(self.draws), len(self.window_names), 2), dtype=np.int64)
        draw, window = self._run_axes("groups")[1], self._group_axes[0]
        for position, column in enumerate(("first_month", "last_month")):
            months[draw, window, position] = table[column]
        return months

    def first_last(self, window: str) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return the first and the last month of a window, one number a draw."""
        months = self._window_months[:, self.window_names.index(window)]
        return months[:, 0], months[:, 1]

    def inside(self, window: str) -> NDArray[np.bool_]:
        """Say which months (draw, month) lie in a window."""
        if window not in self._inside:
            first, last = self.first_last(window)
            month = np.arange(self.months)
            self._inside[window] = (month >= first[:, None]) & (month <= last[:, None])
        return self._inside[window]

    @cached_property
    def _inside(self) -> dict[str, NDArray[np.bool_]]:
        return {}

    def summed(self, amounts: Amounts, window: str) -> Amounts:
        """Add up (side, draw, month, ...) over the months of a window: (side, draw, ...)."""
        mask = self.inside(window).reshape(len(self.draws), self.months, *[1] * (amounts.ndim - 3))
        return np.where(mask, amounts, 0.0).sum(axis=2)

    def at_end(self, amounts: Amounts, window: str) -> Amounts:
        """Take (side, draw, month from -1, ...) at a window's last month: (side, draw, ...)."""
        _, last = self.first_last(window)
        return amounts[:, np.arange(len(self.draws)), last + 1]

    def before(self, amounts: Amounts, window: str) -> Amounts:
        """Take (side, draw, month from -1, ...) at the month before a window: (side, draw, ...)."""
        first, _ = self.first_last(window)
        return amounts[:, np.arange(len(self.draws)), first]
