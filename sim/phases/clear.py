"""Phase 7, clear: one farm-gate price a chain and county, and what stays unsold."""

from typing import TYPE_CHECKING

import numpy as np

from sim.phases.store import bid_for_storage, offer_from_storage

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.state.holdings import Holdings
    from sim.state.market import Market


def clear(model: "ValueChainModel") -> None:
    """Find each market's farm-gate price for everything offered on the spot."""
    for market in model.markets:
        clear_market(model, market, _spot_offer(model.holdings[market.chain], market))


def clear_market(model: "ValueChainModel", market: "Market", offered: float) -> None:
    """Find the price at which buyers take what households offer, and bases and stores beside it."""
    _bid(model, market)
    offered += _spot_offer(model.bases[market.chain], market)
    if market.has_stores:
        bid_for_storage(model, market)
        offered += offer_from_storage(model, market)
    market.clear(offered, model.calendar_month)


def _spot_offer(table: "Holdings", market: "Market") -> float:
    """Units that a table's rows offer on a market."""
    offered = 0.0
    for m, part in table.slices:
        if m == market.index and table.has_product:
            offered += float(np.add.reduce(table.spot[part]))
    return offered


def _bid(model: "ValueChainModel", market: "Market") -> None:
    """Processors with room left and means to pay bid below the price at planned quantities."""
    discount = market.parameters.spot_bid_discount * market.opening_farm_gate
    passable = model.effects.open_share(market)
    for row, enterprise in enumerate(model.enterprises_of[market.index]):
        # Room for its whole base first: it does not buy what it sells itself.
        processed = enterprise.base_output + enterprise.accepted
        limit = enterprise.processing_limit() * passable
        room = max(limit - processed, 0.0) if enterprise.is_active else 0.0
        top = min(market.planned_price, enterprise.processing_netback()) - discount
        market.room[row] = min(room, enterprise.means() / top) if top > 0.0 else 0.0
        market.bid_top[row] = top
