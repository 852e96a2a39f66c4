"""Through which channel a loss reaches households: the change of net income, split without a rest.

Every source of income belongs to one channel, but sales: their change is split by quantities. For
one month, county and chain let Q be the quantity sold, s the share of it sold by a route (under
contract, on the spot market) and p the yuan a unit by that route. With a bar for the mean of
baseline and scenario,

    volume   = sum over routes of p_bar s_bar (Q1 - Q0)
    contract = sum over routes of p_bar (s1 - s0) Q_bar
    price    = the rest = sum over routes of (p1 - p0) q_bar

Bennet's midpoint form treats both sides alike: it leaves no cross term to give to price or to
volume, changes its sign when the sides are exchanged, and adds up over markets and months
(Diewert 2005, "Index number theory using differences rather than ratios"). A route taken on one
side only has the price of that side on both. Sales booked without a quantity count as price.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.messages import text
from sim.results import schema, statistics
from sim.results.figures import Figures
from sim.results.formulas import group_total
from sim.results.columns import Columns, named, stacked
from sim.results.sales import EVERYBODY, GROUPS

Amounts = NDArray[np.float64]
TOLERANCE = 1e-6
WHOLE = "net_income"


@dataclass(frozen=True)
class Channel:
    """A way by which net income changes, and the sources of income that belong to it."""

    name: str
    sources: tuple[str, ...]

    def label(self, lang: str) -> str:
        """Return the short name, in `lang`."""
        return text(f"channel.{self.name}.label", lang)

    def describe(self, lang: str) -> str:
        """Return what the channel holds, in `lang`."""
        return text(f"channel.{self.name}.meaning", lang)


# The three into which the change of sales is split.
OF_SALES = ("price", "contract", "volume")
CHANNELS: tuple[Channel, ...] = (
    *(Channel(name, ("sales",)) for name in OF_SALES),
    Channel("stored_crop", ("stock_change",)),
    Channel("costs", ("inputs", "hired_labour")),
    Channel("jobs", ("wages",)),
    Channel("dividends", ("dividends",)),
    Channel("insurance", ("payouts", "premium")),
    Channel("relief", ("relief", "public_jobs")),
    Channel("transfers", ("transfers",)),
    Channel("rent", ("rent",)),
    Channel("credit", ("interest",)),
    Channel("write_offs", ("write_offs",)),
    Channel("own_consumption", ("own_consumption",)),
    Channel("depreciation", ("depreciation",)),
    Channel("other", ("other_farm",)),
)
CHANNEL: dict[str, Channel] = {channel.name: channel for channel in CHANNELS}


def describe_channel(name: str, lang: str) -> str:
    """Return a channel's short name, in `lang`; also of the whole."""
    return text(f"channel.{name}.label", lang)


def channel_groups(figures: Figures) -> tuple[str, ...]:
    """Return the groups that channels are told for: growers of each chain held, then everybody."""
    return tuple(group for group in GROUPS if group in figures.group_names)


def channels(figures: Figures, group: str, window: str) -> dict[str, Amounts]:
    """Return the change of a group's net income by channel, yuan, one number a draw.

    RuntimeError where the channels miss the whole: a source of income without a channel.
    """
    found = figures.once(("channels", group, window), lambda: _channels(figures, group, window))
    return {**found}


def _channels(figures: Figures, group: str, window: str) -> dict[str, Amounts]:
    total = group_total(figures, (WHOLE,), group, window)
    by_quantity = _sales_by_quantity(figures, group, window)
    found = {}
    for channel in CHANNELS:
        sources = tuple(name for name in channel.sources if name in schema.INCOME_SOURCES)
        amounts = group_total(figures, sources, group, window) if sources else np.zeros_like(total)
        found[channel.name] = amounts[1] - amounts[0]
    found |= by_quantity
    found["price"] = found["price"] - by_quantity["volume"] - by_quantity["contract"]
    residual = np.abs(np.sum(list(found.values()), axis=0) - (total[1] - total[0]))
    if (residual > TOLERANCE * np.abs(total).max(axis=0)).any():
        raise RuntimeError(f"channels of {group} miss the change of income by {residual.max():g}")
    return {name: amounts + 0.0 for name, amounts in found.items()}  # no negative zero


def _sales_by_quantity(figures: Figures, group: str, window: str) -> dict[str, Amounts]:
    """Return the parts of the change of sales that quantity and route explain (draws,)."""
    number = GROUPS.index(group)
    parts: dict[str, Amounts] = figures.once(("split", group), lambda: _split(figures, number))
    inside = figures.inside(window)
    return {name: np.where(inside, parts[name], 0.0).sum(axis=1) for name in parts}


def _split(figures: Figures, group: int) -> dict[str, Amounts]:
    """Split the change of a group's sales in every month (draws, months)."""
    parts = split_sales(*(figures.sold(name)[:, :, :, group] for name in ("quantity", "yuan")))
    return {name: amounts.sum(axis=(2, 3)) for name, amounts in parts.items()}


def split_sales(quantity: Amounts, yuan: Amounts) -> dict[str, Amounts]:
    """Split the change of sales; arrays (side, ..., route), the parts (...) in yuan.

    `volume` and `contract` as above; what is left of the change of yuan is the price.
    """
    total = quantity.sum(axis=-1, keepdims=True)
    price = _on_both_sides(yuan, quantity)
    share = _on_both_sides(quantity, np.broadcast_to(total, quantity.shape))
    mid_price = price.mean(axis=0)
    more_sold, mid_sold = total[1] - total[0], total.mean(axis=0)
    return {
        "volume": (mid_price * share.mean(axis=0) * more_sold).sum(axis=-1),
        "contract": (mid_price * (share[1] - share[0]) * mid_sold).sum(axis=-1),
    }


def _on_both_sides(amounts: Amounts, units: Amounts) -> Amounts:
    """Divide; where one side has no units the other side's ratio, 0 where neither has."""
    ratio = np.divide(amounts, units, out=np.zeros_like(amounts), where=units > 0.0)
    other = ratio[::-1]
    return np.where(units > 0.0, ratio, other)


def channel_table(figures: Figures) -> Columns:
    """Return the columns of the table `channels`: one row a draw, window, group and channel."""
    names = tuple(channel.name for channel in CHANNELS)
    draws = np.repeat(np.array(figures.draws, dtype=np.int32), len(names))
    parts: list[Columns] = []
    for window_number, window in enumerate(figures.window_names):
        for group_number, group in enumerate(groups := channel_groups(figures)):
            amounts = np.stack(list(channels(figures, group, window).values()), axis=1)
            rows = amounts.size
            parts.append(
                {
                    "scenario": named(np.ones(rows, dtype=np.int64), figures.sides),
                    "draw": draws,
                    "window": named(np.full(rows, window_number), figures.window_names),
                    "group": named(np.full(rows, group_number), groups),
                    "channel": named(np.tile(np.arange(len(names)), len(figures.draws)), names),
                    "yuan": amounts.ravel(),
                }
            )
    return stacked(parts)


def channel_rows(figures: Figures, struck: Sequence[str]) -> list[dict[str, Any]]:
    """Return the answer's `channels`: growers of the struck chains first, then all households.

    One row a group, window, channel and unit (yuan of the group, yuan a household), and after the
    channels of a group the whole, `net_income`.
    """
    wanted = [f"chain={chain}" for chain in struck] + [EVERYBODY]
    groups = [group for group in wanted if group in channel_groups(figures)]
    rows = []
    for window in figures.window_names:
        for group in groups:
            households = group_total(figures, ("households",), group, window)[0]
            amounts = channels(figures, group, window)
            amounts[WHOLE] = np.sum(list(amounts.values()), axis=0)
            by_channel = np.array(list(amounts.values()))
            for unit, units in (("yuan", 1.0), ("yuan/household", np.maximum(households, 1.0))):
                rows += _rows(group, window, tuple(amounts), unit, by_channel / units)
    return rows


def _rows(
    group: str, window: str, names: Sequence[str], unit: str, amounts: Amounts
) -> list[dict[str, Any]]:
    """Return one row a channel of amounts (channel, draw)."""
    ends = statistics.low_high(amounts)
    figures = np.array([amounts.mean(axis=-1), *ends, statistics.standard_error(amounts)])
    return [
        {
            "group": group,
            "window": window,
            "channel": name,
            "difference": difference,
            "low": low,
            "high": high,
            "mc_error": error,
            "unit": unit,
            "draws": amounts.shape[-1],
        }
        for name, (difference, low, high, error) in zip(names, figures.T.tolist(), strict=True)
    ]
