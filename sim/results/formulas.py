"""How the figures of an answer are computed from the tables: one number a side and draw.

Every formula takes (figures, columns, group, window) and returns (2, draws); NaN where the group
or the window holds nothing to speak of.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.accounts.kinds import CHAIN_COLUMNS, FLOW_INDEX, FLOWS, SECTORS
from sim.results import bridge
from sim.results.figures import Figures
from sim.results.incidence import FLOW_SIGNS, incidence
from sim.results.statistics import matrix_product

Amounts = NDArray[np.float64]
Columns = tuple[str, ...]


class OfHouseholds:
    """The formula of columns of the groups table added up, per household or person if so said.

    `everywhere` computes it for all windows and groups at once: most figures are of this kind.
    """

    def __init__(self, denominator: str = "") -> None:
        self.denominator = denominator

    def __call__(self, figures: Figures, columns: Columns, group: str, window: str) -> Amounts:
        """Return the figure of one group in one window."""
        found: Amounts = self.everywhere(figures, columns)[figures.group_place(group, window)]
        return found

    def everywhere(self, figures: Figures, columns: Columns) -> Amounts:
        """Return the figure of every group in every window: (window, group, side, draw)."""
        total = figures.group_totals(columns)
        if not self.denominator:
            return total
        key = ("per", self.denominator, columns)
        return figures.once(
            key, lambda: _ratio(total, figures.group_totals((self.denominator,)))
        )


group_total = OfHouseholds()


def per(denominator: str) -> OfHouseholds:
    """Return the formula of an amount per household or person of the group."""
    return OfHouseholds(denominator)


class OfMarkets:
    """The formula of a figure of markets, for one group of them or for several at once.

    `of_groups` (figures, columns, groups, window) returns (group, side, draw).
    """

    def __init__(
        self, of_groups: Callable[[Figures, Columns, tuple[str, ...], str], Amounts]
    ) -> None:
        self.of_groups = of_groups
        self.__doc__ = of_groups.__doc__

    def __call__(self, figures: Figures, columns: Columns, group: str, window: str) -> Amounts:
        """Return the figure of one group in one window."""
        found: Amounts = self.of_groups(figures, columns, (group,), window)[0]
        return found


@OfMarkets
def mean_price(
    figures: Figures, columns: Columns, groups: tuple[str, ...], window: str
) -> Amounts:
    """Return the mean price, weighted by what the baseline sold in each month and market.

    One weight on both sides, so the difference is one of price alone; contract prices are weighted
    by what was sold under contract. Months without a price on either side are left out.
    """
    (rung,) = columns
    weighted, weights = figures.once(("price", rung), lambda: _weighted_prices(figures, rung))
    value, weight = (
        _by_group(figures, figures.summed(amounts, window), groups)
        for amounts in (weighted, weights)
    )
    return _ratio(value, weight)


def _weighted_prices(figures: Figures, rung: str) -> tuple[Amounts, Amounts]:
    """Return price times weight, and weight, of each month: (side, draw, month, market) each."""
    price = np.nan_to_num(figures.market(rung)[:, :, 1:], nan=0.0)
    sold_column = "sold_contract" if rung == "contract_paid" else None
    sold = figures.market(sold_column)[:, :, 1:] if sold_column else bridge.sold(figures)
    weight = np.where((price > 0.0).all(axis=0), sold[0], 0.0)
    return price * weight, np.broadcast_to(weight, price.shape)


@OfMarkets
def market_total(
    figures: Figures, columns: Columns, groups: tuple[str, ...], window: str
) -> Amounts:
    """Add up columns of the monthly table over the months of a window and a group's markets."""
    return _by_group(figures, _over_window(figures, columns, window), groups)


@OfMarkets
def market_at_end(
    figures: Figures, columns: Columns, groups: tuple[str, ...], window: str
) -> Amounts:
    """Add up columns of the monthly table over a group's markets at the window's last month."""
    amounts = figures.at_end(_of_columns(figures, columns), window)
    return _by_group(figures, amounts, groups)


@OfMarkets
def market_mean(
    figures: Figures, columns: Columns, groups: tuple[str, ...], window: str
) -> Amounts:
    """Return the mean of columns of the monthly table over a window and a group's markets."""
    total = _by_group(figures, _over_window(figures, columns, window), groups)
    months = figures.inside(window).sum(axis=1)
    markets = np.array([markets_of(figures, group).sum() for group in groups])
    return total / (months * markets[:, None, None])


def _over_window(figures: Figures, columns: Columns, window: str) -> Amounts:
    """Add up columns of the monthly table over a window (side, draw, market)."""
    return figures.summed(_of_columns(figures, columns)[:, :, 1:], window)


def _of_columns(figures: Figures, columns: Columns) -> Amounts:
    """Add up columns of the monthly table (side, draw, month from -1, market)."""
    amounts = [figures.market(column) for column in columns]
    return amounts[0] if len(amounts) == 1 else np.sum(amounts, axis=0)


def _by_group(figures: Figures, amounts: Amounts, groups: tuple[str, ...]) -> Amounts:
    """Add up (side, draw, market) over the markets of each group: (group, side, draw)."""
    markets, starts = figures.once(("markets", groups), lambda: _places(figures, groups))
    summed = np.add.reduceat(amounts[..., markets], starts, axis=-1)
    return np.moveaxis(summed, -1, 0)


def _places(
    figures: Figures, groups: tuple[str, ...]
) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Return the markets of every group, one after the other, and where each group begins."""
    places = [np.flatnonzero(markets_of(figures, group)) for group in groups]
    sizes = np.array([len(markets) for markets in places])
    return np.concatenate(places), np.cumsum(sizes) - sizes


@OfMarkets
def farm_gate_sales(
    figures: Figures, columns: Columns, groups: tuple[str, ...], window: str
) -> Amounts:
    """Return farm-gate price times quantity sold off the farms, yuan."""
    value = figures.once(
        "farm-gate sales", lambda: bridge.farm_gate_prices(figures) * bridge.sold(figures)
    )
    return _by_group(figures, figures.summed(value, window), groups)


@OfMarkets
def paid(figures: Figures, kinds: Columns, groups: tuple[str, ...], window: str) -> Amounts:
    """Add up flows of some kinds, of one chain or all, yuan."""
    yuan = figures.once(
        ("paid", kinds),
        lambda: figures.flows[:, :, :, [FLOW_INDEX[kind] for kind in kinds]].sum(axis=3),
    )
    by_chain = figures.summed(yuan, window)
    return np.array([by_chain[..., _booked_chains(group)].sum(axis=-1) for group in groups])


def _booked_chains(group: str) -> list[int]:
    """Return the columns of the flows that a group such as "chain=jujube" or "all" adds up."""
    if group == "all":
        return list(range(len(CHAIN_COLUMNS)))
    return [CHAIN_COLUMNS.index(group.removeprefix("chain="))]


def region_loss(figures: Figures, columns: Columns, group: str, window: str) -> Amounts:
    """Return the region's loss against the baseline, yuan; the baseline's own is 0."""
    loss = incidence(figures, window).region
    return np.stack([np.zeros_like(loss), loss])


def farm_gate_loss(figures: Figures, columns: Columns, group: str, window: str) -> Amounts:
    """Return the loss at the farm gate against the baseline, yuan; the baseline's own is 0."""
    loss = np.sum(bridge.farm_gate_loss(figures, window), axis=0)
    return np.stack([np.zeros_like(loss), loss])


def public_cost(figures: Figures, columns: Columns, group: str, window: str) -> Amounts:
    """Return what the government paid less what it received, against the baseline, yuan.

    The baseline's own is 0. Grants from outside that pay for it are not taken off: they are public
    money too.
    """
    own = np.array([kind.name != "fiscal_grant" for kind in FLOWS])
    net = FLOW_SIGNS[:, SECTORS.index("government")] * own
    paid_by_side = matrix_product(figures.summed(figures.yuan, window), -net)
    cost = paid_by_side[1] - paid_by_side[0]
    return np.stack([np.zeros_like(cost), cost])


def lever_outlay(figures: Figures, columns: Columns, group: str, window: str) -> Amounts:
    """Return what was paid as outlay of one lever ("lever=relief_fund") or of all, yuan.

    Gross: the payments tagged with the lever, whoever pays them. Some are paid in the baseline
    too (the county's share of today's premiums, the subsidy on today's interest).
    """
    wanted = np.array([bool(flow.lever) and group in ("all", f"lever={flow.lever}")
                       for flow in FLOWS])  # fmt: skip
    return matrix_product(figures.summed(figures.yuan, window), wanted.astype(np.float64))


def levers_paid(figures: Figures) -> tuple[str, ...]:
    """Return the levers for which anything was paid on either side, in the order of the flows."""
    some: NDArray[np.bool_] = (figures.yuan != 0.0).any(axis=(0, 1, 2))
    tagged = (flow.lever for flow, is_paid in zip(FLOWS, some, strict=True) if is_paid)
    return tuple(dict.fromkeys(lever for lever in tagged if lever))


def markets_of(figures: Figures, group: str) -> NDArray[np.bool_]:
    """Say which markets belong to a group such as "chain=jujube,county=luopu"."""
    keys = dict(part.split("=", 1) for part in group.split(",")) if group != "all" else {}
    return np.array(
        [
            keys.get("county", county) == county and keys.get("chain", chain) == chain
            for county, chain in figures.markets
        ],
        dtype=bool,
    )


def _ratio(amounts: Amounts, units: Amounts) -> Amounts:
    """Divide; NaN where there is nothing to divide by."""
    return np.divide(amounts, units, out=np.full_like(amounts, np.nan), where=units > 0.0)
