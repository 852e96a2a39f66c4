"""Phase 6, collect and process: capacity of cooperatives, contract buyers and enterprises."""

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

if TYPE_CHECKING:
    from sim.agents.enterprise import Enterprise
    from sim.model import ValueChainModel
    from sim.state.market import Market


@njit(cache=True)
def _return_rejected(delivered, spot, cooperative, accept_share):
    """What the cooperative cannot place under contract is offered on the spot market."""
    for row in range(delivered.size):
        c = cooperative[row]
        if c >= 0 and delivered[row] > 0.0:
            rejected = delivered[row] * (1.0 - accept_share[c])
            delivered[row] -= rejected
            spot[row] += rejected


def collect(model: "ValueChainModel") -> None:
    """Decide how much of the contract deliveries is taken; the rest goes to the spot market."""
    table = model.cooperatives
    table.accept_share[:] = np.where(
        table.delivered > table.capacity, table.capacity / np.maximum(table.delivered, 1e-12), 1.0
    )
    for market in model.markets:
        market.taken[:] = 0.0
        market.sold_under_contract = market.breach = 0.0
        if market.is_contract.any():
            _dealers_take(model, market)
    for enterprise in model.enterprises:
        _enterprise_takes(model, enterprise)
    table.accepted[:] = table.delivered * table.accept_share
    for name in model.chains:
        for holdings in (model.holdings[name], model.bases[name]):
            _return_rejected(
                holdings.delivered, holdings.spot, holdings.cooperative, table.accept_share
            )


def _dealers_take(model: "ValueChainModel", market: "Market") -> None:
    """Dealers share the contract deliveries in proportion to what each honours."""
    table = model.cooperatives
    rows = table.market == market.index
    offered = float((table.delivered * table.accept_share)[rows].sum())
    volumes = np.zeros(market.taken.size)
    for buyer in model.buyers_of[market.index]:
        volumes[buyer.row] = buyer.contract_volume(model.calendar_month, market.contract_offer)
    total = float(volumes.sum())
    if offered <= 0.0:
        return
    accepted = min(offered, total)
    market.breach = _broken_share(model, market, total)
    table.accept_share[rows] *= accepted / offered
    if total > 0.0:
        market.taken[:] = volumes * (accepted / total)
    market.sold_under_contract = accepted


def _broken_share(model: "ValueChainModel", market: "Market", taken: float) -> float:
    """Share of what dealers signed for the month that they will not take at the price signed."""
    share = market.parameters.purchase_calendar[model.calendar_month]
    signed = float(market.yearly[market.is_contract].sum() * share)
    signed *= market.parameters.contract_volume_cap * market.signed_share
    return max(1.0 - taken / signed, 0.0) if signed > 0.0 else 0.0


def _enterprise_takes(model: "ValueChainModel", enterprise: "Enterprise") -> None:
    """An enterprise processes its base first, then deliveries, within plant, workers and routes.

    local_share of its base's output is left for the county's own market, more if it cannot be
    processed or shipped.
    """
    table = model.cooperatives
    base = model.bases[enterprise.market.chain]
    own = base.enterprise == enterprise.row
    enterprise.base_output = float(base.available[own].sum()) if enterprise.is_active else 0.0
    rows = table.enterprise == enterprise.row
    offered = float((table.delivered * table.accept_share)[rows].sum())
    limit = enterprise.processing_limit()
    local = enterprise.base_output * enterprise.local_share
    local = max(local, enterprise.base_output - limit)
    room = max(limit - enterprise.base_output + local, 0.0)
    enterprise.accepted = min(offered, room) if enterprise.is_active else 0.0
    passable = model.effects.open_share(enterprise.market)
    if passable < 1.0:
        local = enterprise.base_output - (enterprise.base_output - local) * passable
        enterprise.accepted *= passable
    if enterprise.is_active and enterprise.market.parameters.feed_supplied > 0.0:
        # Animals raised for a fee are its own: it takes them all and sells as many more, of its
        # base or of them, on the county's market.
        local += offered - enterprise.accepted if enterprise.base_output > 0.0 else 0.0
        enterprise.accepted = offered
    if offered > 0.0:
        table.accept_share[rows] *= enterprise.accepted / offered
    enterprise.local_units = local
    share = local / enterprise.base_output if enterprise.base_output > 0.0 else 0.0
    base.spot[own] = base.available[own] * share
    base.delivered[own] = 0.0
    enterprise.market.sold_under_contract += enterprise.accepted
