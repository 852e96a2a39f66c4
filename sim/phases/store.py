"""Cooperatives' stores: built, filled at the harvest, aged, and sold before the next one."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.accounts.public import pay_public
from sim.agents.cooperative import OPERATING
from sim.rules.selling import (
    months_to_sale,
    new_crop_month,
    offered_share,
    planned_sale_share,
    worth_storing,
)
from sim.state.output import county_output

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.scenario.models import Lever
    from sim.state.market import Market


def month_loss(p: Any, calendar_month: int) -> float:
    """Share of stored crop lost this month, in households' and cooperatives' stores alike."""
    loss = float(p.storage_loss)
    if p.storable > 0.0 and calendar_month == new_crop_month(p.harvest_calendar):
        # Old crop is sorted again beside the new one: its discount is a loss of weight.
        loss = 1.0 - (1.0 - loss) * (1.0 - float(p.old_crop_discount))
    return loss


def keep_storage(model: "ValueChainModel") -> None:
    """Build what levers bring, and let what cooperatives hold grow older by a month."""
    table = model.cooperatives
    for market in model.markets:
        market.store_share = market.store_units = 0.0
        if not market.has_stores:
            continue
        lever = model.effects.lever("storage", market)
        if lever is None and not np.count_nonzero(table.stock):
            continue
        rows = np.flatnonzero(table.market == market.index)
        if lever is not None:
            _build(model, market, rows, lever)
        lost = table.stock[rows] * month_loss(market.parameters, model.calendar_month)
        table.stock[rows] -= lost
        product = model.chains[market.chain].product
        model.books.move(product, "cooperatives", "nature", "shrunk", float(lost.sum()))


def planned_storage(
    model: "ValueChainModel", market: "Market", share: float
) -> NDArray[np.float64]:
    """A share of a market's normal year in units, spread over its cooperatives by members' output.

    Shape (cooperatives,); nothing where no cooperative is open.
    """
    table, holdings = model.cooperatives, model.holdings[market.chain]
    member = holdings.cooperative >= 0
    output = np.bincount(
        holdings.cooperative[member],
        weights=holdings.expected_output[member],
        minlength=len(table),
    )
    output *= (table.market == market.index) & (table.status == OPERATING)
    if output.sum() <= 0.0:
        return np.zeros(len(table))
    return np.asarray(share * county_output(model, market) * output / output.sum())


def _build(
    model: "ValueChainModel", market: "Market", rows: NDArray[np.intp], lever: "Lever"
) -> None:
    """Build the lever's storage when it starts; cooperatives build as their cash allows."""
    table, cost = model.cooperatives, float(model.parameters.cooperative.storage_building_cost)
    if lever.start_month == model.month:
        table.storage_planned += planned_storage(model, market, float(lever.share or 0.0))
    missing = table.storage_planned[rows]
    if not missing.any():
        return
    if lever.financed_by == "cooperatives":
        built = np.minimum(missing, table.spare_cash()[rows] / cost)
        table.cash[rows] -= built * cost
        model.books.pay("storage_building_cooperatives", market.chain, float(built.sum() * cost))
    else:
        built = missing
        pay_public(
            model, lever, "storage_building_government", market.chain, float(built.sum() * cost)
        )
    table.storage_capacity[rows] += built
    table.storage_planned[rows] = missing - built


def bid_for_storage(model: "ValueChainModel", market: "Market") -> None:
    """In harvest months stores with room and cash bid up to what the crop is worth kept.

    A cooperative expects of the price what its members expect.
    """
    table, p = model.cooperatives, market.parameters
    market.room[-1] = market.bid_top[-1] = 0.0
    if not np.count_nonzero(table.storage_capacity):
        return
    table.storage_room[table.market == market.index] = 0.0
    rows = np.flatnonzero((table.market == market.index) & (table.status == OPERATING))
    room = np.maximum(table.storage_capacity[rows] - table.stock[rows], 0.0)
    if market.harvest_calendar[model.calendar_month] <= 0.0 or not room.any():
        return
    handling = float(p.cooperative_operating_cost)
    months = months_to_sale(market.purchase_calendar, market.harvest_calendar, model.calendar_month)
    top = worth_storing(
        _expected(model, market), months, p.storage_loss, model.parameters.finance.loan_interest,
        handling,
    )  # fmt: skip
    if top <= 0.0:
        return
    table.storage_room[rows] = np.minimum(room, table.spare_cash()[rows] / (top + handling))
    market.room[-1] = float(table.storage_room[rows].sum())
    market.bid_top[-1] = float(top)


def _expected(model: "ValueChainModel", market: "Market") -> float:
    """Mean price members of the market's cooperatives expect, yuan a unit."""
    holdings = model.holdings[market.chain]
    rows = (holdings.market == market.index) & (holdings.cooperative >= 0)
    weights = holdings.expected_output[rows]
    if weights.sum() <= 0.0:
        return market.quote
    return float(np.average(holdings.expected_price[rows], weights=weights))


def offer_from_storage(model: "ValueChainModel", market: "Market") -> float:
    """Units that stores offer: by the buyers' calendar, more when the price beats expectation.

    All of it in the last month before the new crop, nothing while it comes in. What a closed
    cooperative holds is sold at once.
    """
    table, p, month = model.cooperatives, market.parameters, model.calendar_month
    if not np.count_nonzero(table.stock):
        return 0.0
    rows = np.flatnonzero((table.market == market.index) & (table.stock > 0.0))
    if not rows.size:
        return 0.0
    share = 0.0
    if market.harvest_calendar[month] <= 0.0:
        planned = planned_sale_share(market.purchase_calendar, market.harvest_calendar, month)
        share = offered_share(
            planned, market.quote, _expected(model, market), p.hold_response, False
        )
    shares = np.where(table.status[rows] == OPERATING, share, 1.0)
    table.stock_offered[rows] = table.stock[rows] * shares
    return float(table.stock_offered[rows].sum())


def settle_storage(model: "ValueChainModel", market: "Market") -> None:
    """Pay for what stores bought, and book what they sold to buyers and enterprises."""
    if not market.has_stores:
        return
    table = model.cooperatives
    if market.store_share <= 0.0 and not np.count_nonzero(table.stock_offered):
        return
    rows = np.flatnonzero(table.market == market.index)
    if table.stock_offered[rows].any():
        _sell(model, market, rows)
        table.stock_offered[rows] = 0.0
    if market.store_share > 0.0:
        _fill(model, market, rows)


def _fill(model: "ValueChainModel", market: "Market", rows: NDArray[np.intp]) -> None:
    table = model.cooperatives
    units = (market.spot_units + market.store_units) * market.store_share
    part = units * table.storage_room[rows] / market.room[-1]
    handling = part * float(market.parameters.cooperative_operating_cost)
    table.stock[rows] += part
    table.stock_cost[rows] += part * market.farm_gate
    table.cash[rows] -= part * market.farm_gate + handling
    table.surplus[rows] -= handling
    model.books.pay("cooperative_operations", market.chain, float(handling.sum()))


def _sell(model: "ValueChainModel", market: "Market", rows: NDArray[np.intp]) -> None:
    """Stores' sales are surplus beyond what the crop cost; nothing else of it is income."""
    table, chain = model.cooperatives, market.chain
    sold = table.stock_offered[rows] * market.sold_share
    before = table.stock[rows]
    cost = table.stock_cost[rows] * np.divide(
        sold, before, out=np.zeros(rows.size), where=before > 0.0
    )
    revenue = sold * market.farm_gate
    table.cash[rows] += revenue
    table.surplus[rows] += revenue - cost
    table.stock[rows] = np.maximum(before - sold, 0.0)
    table.stock_cost[rows] -= cost
    units, yuan = float(sold.sum()), float(revenue.sum())
    market.store_units = units
    product, books = model.chains[chain].product, model.books
    for kind, buyer, share in (
        ("cooperative_sales", "buyers", 1.0 - market.bidder_share),
        ("enterprise_base_purchases", "enterprises", market.bidder_share - market.store_share),
        ("storage_purchases_mutual", "cooperatives", market.store_share),
    ):
        books.pay(kind, chain, yuan * share)
        books.move(product, "cooperatives", buyer, "sold", units * share)
