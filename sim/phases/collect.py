"""Phase 6, collect and process: capacity of cooperatives, contract buyers and enterprises."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.kernel import kernel

if TYPE_CHECKING:
    from sim.agents.enterprise import Enterprise
    from sim.model import ValueChainModel
    from sim.state.holdings import Holdings
    from sim.state.market import Market

Floats = NDArray[np.float64]


@kernel
def _offer_to_payers(
    delivered, capacity, enterprise, market, accept_share, to_enterprise, to_market
):
    """What each cooperative can handle of its members' deliveries, offered to who buys them.

    That is its enterprise, or the dealers of its market. to_enterprise (enterprises), to_market
    (markets): units are added up in them.
    """
    for c in range(delivered.size):
        accept_share[c] = 1.0
        if delivered[c] > capacity[c]:
            accept_share[c] = capacity[c] / max(delivered[c], 1e-12)
        offered = delivered[c] * accept_share[c]
        if enterprise[c] >= 0:
            to_enterprise[enterprise[c]] += offered
        else:
            to_market[market[c]] += offered


@kernel
def _accept(delivered, enterprise, market, by_enterprise, by_market, accept_share, accepted):
    """What is taken of each cooperative's deliveries; returns whether anything goes back.

    by_enterprise, by_market: share taken of what was offered to each.
    """
    all_taken = True
    for c in range(delivered.size):
        if enterprise[c] >= 0:
            accept_share[c] *= by_enterprise[enterprise[c]]
        else:
            accept_share[c] *= by_market[market[c]]
        accepted[c] = delivered[c] * accept_share[c]
        all_taken = all_taken and (accept_share[c] == 1.0 or delivered[c] == 0.0)
    return not all_taken


@kernel
def _take(yearly, demand_factor, is_contract, usual, honoured, offered, taken):
    """Units each dealer takes of what is offered under contract, written to `taken`.

    usual: part of a year's plan that is signed for the month, of which a share is honoured.
    Returns units signed, taken and wanted by all dealers.
    """
    signed = wanted = 0.0
    for b in range(yearly.size):
        taken[b] = 0.0
        if is_contract[b]:
            signed += yearly[b] * usual
            taken[b] = yearly[b] * demand_factor[b] * usual * honoured
            wanted += taken[b]
    accepted = min(offered, wanted)
    if wanted > 0.0:
        for b in range(taken.size):
            taken[b] *= accepted / wanted
    return signed, accepted, wanted


@kernel
def _sum_by_enterprise(enterprise, values, sums):
    for row in range(enterprise.size):
        if enterprise[row] >= 0:
            sums[enterprise[row]] += values[row]


@kernel
def _leave_on_market(enterprise, available, local_share, spot, delivered):
    """Enterprises sell a share of their own base's output on the county's market."""
    for row in range(enterprise.size):
        if enterprise[row] >= 0:
            spot[row] = available[row] * local_share[enterprise[row]]
            delivered[row] = 0.0


@kernel
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
    if take_deliveries(model):
        for name in model.chains:
            for holdings in (model.holdings[name], model.bases[name]):
                return_rejected(model, holdings)


def take_deliveries(model: "ValueChainModel") -> bool:
    """Decide how much of each cooperative's deliveries is taken; whether anything goes back."""
    table = model.cooperatives
    to_enterprise, to_market = np.zeros(len(model.enterprises)), np.zeros(len(model.markets))
    _offer_to_payers(
        table.delivered, table.capacity, table.enterprise, table.market, table.accept_share,
        to_enterprise, to_market,
    )  # fmt: skip
    by_market = [_dealers_take(model, market, float(to_market[market.index])) for market in
                 model.markets]  # fmt: skip
    by_enterprise = _enterprises_take(model, to_enterprise)
    goes_back = _accept(
        table.delivered, table.enterprise, table.market, np.array(by_enterprise),
        np.array(by_market), table.accept_share, table.accepted,
    )  # fmt: skip
    return bool(goes_back)


def return_rejected(model: "ValueChainModel", holdings: "Holdings") -> None:
    """Offer on the spot market what is not taken of a table's deliveries."""
    _return_rejected(
        holdings.delivered, holdings.spot, holdings.cooperative, model.cooperatives.accept_share
    )


def _dealers_take(model: "ValueChainModel", market: "Market", offered: float) -> float:
    """Dealers share the contract deliveries in proportion to what each honours.

    Returns the share of the deliveries that they take; 1 where there are no dealers.
    """
    market.sold_under_contract = market.breach = 0.0
    if not market.has_dealers:
        return 1.0
    if offered <= 0.0:
        market.taken[:] = 0.0
        return 1.0
    usual = market.contract_part(model.calendar_month)
    signed, accepted, wanted = _take(
        market.yearly, market.demand_factor, market.is_contract, usual,
        market.honoured(market.contract_offer), offered, market.taken,
    )  # fmt: skip
    # What dealers signed for the month and will not take at the price signed.
    market.breach = max(1.0 - wanted / signed, 0.0) if signed > 0.0 else 0.0
    market.sold_under_contract = accepted
    return float(accepted / offered)


def _enterprises_take(model: "ValueChainModel", offered: Floats) -> list[float]:
    """Share that each enterprise takes of the deliveries; the rest of its base stays local."""
    output = np.zeros(len(model.enterprises))
    bases = [base for base in model.bases.values() if base.has_product]
    for base in bases:
        _sum_by_enterprise(base.enterprise, base.available, output)
    shares = [
        _enterprise_takes(model, enterprise, own, units)
        for enterprise, own, units in zip(
            model.enterprises, output.tolist(), offered.tolist(), strict=True
        )
    ]
    local_share = np.array([agent.sold_locally for agent in model.enterprises])
    for base in bases:
        _leave_on_market(base.enterprise, base.available, local_share, base.spot, base.delivered)
    return shares


def _enterprise_takes(
    model: "ValueChainModel", enterprise: "Enterprise", output: float, offered: float
) -> float:
    """An enterprise processes its base first, then deliveries, within plant, workers and routes.

    local_share of its base's output is left for the county's own market, more if it cannot be
    processed or shipped. Returns the share of the deliveries that it takes.
    """
    enterprise.base_output = output if enterprise.is_active else 0.0
    enterprise.brought = offered if enterprise.is_active else 0.0
    limit = enterprise.processing_limit()
    local = enterprise.base_output * enterprise.local_share
    local = max(local, enterprise.base_output - limit)
    room = max(limit - enterprise.base_output + local, 0.0)
    enterprise.accepted = min(offered, room) if enterprise.is_active else 0.0
    passable = enterprise.passable = model.effects.open_share(enterprise.market)
    if passable < 1.0:
        local = enterprise.base_output - (enterprise.base_output - local) * passable
        enterprise.accepted *= passable
    if enterprise.is_active and enterprise.market.parameters.feed_supplied > 0.0:
        # Animals raised for a fee are its own: it takes them all and sells as many more, of its
        # base or of them, on the county's market.
        local += offered - enterprise.accepted if enterprise.base_output > 0.0 else 0.0
        enterprise.accepted = offered
    enterprise.local_units = local
    enterprise.market.sold_under_contract += enterprise.accepted
    return enterprise.accepted / offered if offered > 0.0 else 1.0
