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


def mean_price(figures: Figures, columns: Columns, group: str, window: str) -> Amounts:
    """Return the mean price, weighted by what the baseline sold in each month and market.

    One weight on both sides, so the difference is one of price alone; contract prices are weighted
    by what was sold under contract. Months without a price on either side are left out.
    """
    (rung,) = columns
    weighted, weights = figures.once(
        ("price", rung, group), lambda: _weighted_prices(figures, rung, group)
    )
    return _ratio(figures.summed(weighted, window), figures.summed(weights, window))


def _weighted_prices(figures: Figures, rung: str, group: str) -> Amounts:
    """Return price times weight, and weight, of each month: (2, side, draw, month)."""
    price = np.nan_to_num(figures.market(rung)[:, :, 1:], nan=0.0)
    sold_column = "sold_contract" if rung == "contract_paid" else None
    sold = figures.market(sold_column)[:, :, 1:] if sold_column else bridge.sold(figures)
    quoted = (price > 0.0).all(axis=0) & markets_of(figures, group)
    weight = np.where(quoted, sold[0], 0.0)
    weighted = (price * weight).sum(axis=-1)
    return np.stack([weighted, np.broadcast_to(weight.sum(axis=-1), weighted.shape)])


def market_total(figures: Figures, columns: Columns, group: str, window: str) -> Amounts:
    """Add up columns of the monthly table over the months of a window and a group's markets."""
    amounts = figures.once(
        ("market", columns, group), lambda: _of_markets(figures, columns, group)
    )
    return figures.summed(amounts[:, :, 1:], window)


def market_at_end(figures: Figures, columns: Columns, group: str, window: str) -> Amounts:
    """Add up columns of the monthly table over a group's markets at the window's last month."""
    amounts = figures.once(
        ("market", columns, group), lambda: _of_markets(figures, columns, group)
    )
    return figures.at_end(amounts, window)


def _of_markets(figures: Figures, columns: Columns, group: str) -> Amounts:
    """Add up columns of the monthly table over a group's markets (side, draw, month from -1)."""
    mask = markets_of(figures, group)
    return np.sum([figures.market(c)[..., mask].sum(axis=-1) for c in columns], axis=0)


def market_mean(figures: Figures, columns: Columns, group: str, window: str) -> Amounts:
    """Return the mean of columns of the monthly table over a window and a group's markets."""
    total = market_total(figures, columns, group, window)
    months = figures.inside(window).sum(axis=1)
    return total / (months * markets_of(figures, group).sum())


def farm_gate_sales(figures: Figures, columns: Columns, group: str, window: str) -> Amounts:
    """Return farm-gate price times quantity sold off the farms, yuan."""
    value = bridge.farm_gate_prices(figures) * bridge.sold(figures)
    return figures.summed(value[..., markets_of(figures, group)].sum(axis=-1), window)


def paid(figures: Figures, kinds: Columns, group: str, window: str) -> Amounts:
    """Add up flows of some kinds, of one chain or all, yuan."""
    yuan = figures.flows[:, :, :, [FLOW_INDEX[kind] for kind in kinds]].sum(axis=3)
    if group == "all":
        return figures.summed(yuan.sum(axis=-1), window)
    chain = group.removeprefix("chain=")
    return figures.summed(yuan[..., CHAIN_COLUMNS.index(chain)], window)


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
