"""Phase 7, clear: one farm-gate price a chain and county, and what stays unsold."""

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from sim.model import ValueChainModel


def clear(model: "ValueChainModel") -> None:
    """Find each market's farm-gate price for everything offered on the spot."""
    for market in model.markets:
        offered = 0.0
        for table in (model.holdings[market.chain], model.bases[market.chain]):
            start, stop = np.searchsorted(table.market, [market.index, market.index + 1])
            offered += float(table.spot[start:stop].sum())
        market.clear(offered, model.calendar_month)
        market.contract_paid = market.contract_offer
