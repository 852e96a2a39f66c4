"""Phase 5, deliver or side-sell: how much is offered, and to whom."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from sim.agents.cooperative import OPERATING
from sim.rules.contracts import bearable_gap, delivered_share
from sim.rules.selling import offered_share, planned_sale_share

if TYPE_CHECKING:
    from sim.model import ValueChainModel


@njit(cache=True)
def _offer(
    available, household, market, cooperative, quote, contract_net, contract_share, tolerance,
    trust, expected_price, expected_output, cash, need, storable, planned, hold_response,
    cap_share, slope, over_delivery, tolerance_mean, refund, shares, share_price, dividend, bond,
    delivered, spot, delivered_by_cooperative, side, over,
):  # fmt: skip
    """Split what is available into contract delivery, spot offer and what is held back.

    cap_share: share of a year's expected output that contracts take at most this month.
    refund (yuan a unit) and dividend (yuan a share): expected from last year's, one a cooperative.
    side, over (markets): units side-sold and over-delivered are added to them.
    """
    for row in range(available.size):
        h, price = household[row], quote[market[row]]
        offered = available[row]
        if storable:
            short = h >= 0 and cash[h] < need[h]
            offered *= offered_share(planned, price, expected_price[row], hold_response, short)
        agreed, given = 0.0, 0.0
        c = cooperative[row]
        if c >= 0 and contract_share[c] > 0.0:
            agreed = min(
                offered * contract_share[c], expected_output[row] * contract_share[c] * cap_share
            )
            paid, invested, forfeited = contract_net[c] + refund[c], 0.0, 0.0
            yearly = expected_output[row] * contract_share[c]
            if shares[row] > 0.0 and yearly * paid > 0.0:
                invested = shares[row] * share_price / (yearly * paid)
                forfeited = shares[row] * dividend[c] / yearly
            bearable = bearable_gap(
                tolerance[row], tolerance_mean, trust[row], invested, bond, forfeited, price
            )
            share = delivered_share(paid, price, bearable, slope, over_delivery)
            given = min(agreed * share, offered)
            side[market[row]] += max(agreed - given, 0.0)
            over[market[row]] += max(given - agreed, 0.0)
            delivered_by_cooperative[c] += given
        delivered[row] = given
        spot[row] = offered - given


def deliver(model: "ValueChainModel") -> None:
    """Offer the month's product: members to their cooperative, the rest on the spot market."""
    table, terms = model.cooperatives, model.parameters.cooperative
    table.delivered[:] = 0.0
    _set_contract_terms(model)
    quote, need = model.market_array("quote"), model.cash_need()
    for name in model.chains:
        p = model.parameters_of(name)
        planned = _planned_share(p, model.calendar_month)
        nothing = np.zeros(len(model.markets))
        model.month_totals[name] = {"side_sold": nothing, "over_delivered": nothing}
        month_share = model.chains[name].supply_share(p, model.calendar_month)
        for holdings in (model.holdings[name], model.bases[name]):
            if not holdings.available.any():
                holdings.delivered[:] = holdings.spot[:] = 0.0
                continue
            side, over = np.zeros(len(model.markets)), np.zeros(len(model.markets))
            _offer(
                holdings.available, holdings.household, holdings.market,
                _delivering_cooperative(holdings), quote,
                table.contract_net, table.contract_share, holdings.tolerance,
                holdings.trust, holdings.expected_price, holdings.expected_output,
                model.households.get("cash"), need, p.storable > 0.0, planned,
                p.hold_response, month_share * p.contract_volume_cap, p.side_selling_slope,
                p.contract_volume_cap - 1.0, p.side_selling_tolerance, table.refund_expected,
                holdings.shares, terms.share_price, table.dividend_expected, terms.share_bond,
                holdings.delivered, holdings.spot, table.delivered, side, over,
            )  # fmt: skip
            if holdings is model.holdings[name]:
                model.month_totals[name] = {"side_sold": side, "over_delivered": over}


def _planned_share(parameters: Any, calendar_month: int) -> float:
    """Planned share of the stock to sell this month; what cannot be stored is sold at once."""
    if parameters.storable <= 0.0:
        return 1.0
    return float(
        planned_sale_share(
            parameters.purchase_calendar, parameters.harvest_calendar, calendar_month
        )
    )


def _delivering_cooperative(holdings: Any) -> np.ndarray:
    """Cooperative of each row; an enterprise's own base delivers to nobody."""
    return np.where(holdings.enterprise >= 0, -1, holdings.cooperative).astype(np.int32)


def _set_contract_terms(model: "ValueChainModel") -> None:
    """Contract share and price of every cooperative; none when it has failed or its
    enterprise has left.
    """
    table = model.cooperatives
    offer = model.market_array("contract_offer")
    bound = np.array([bool(market.is_contract.any()) for market in model.markets])
    price, linked = offer[table.market], bound[table.market]
    # The last entry stands for "no enterprise", which index -1 reads.
    prices = np.array([*(agent.offer() for agent in model.enterprises), 0.0])
    active = np.array([*(agent.is_active for agent in model.enterprises), False])
    volume = np.array([*(agent.volume_share for agent in model.enterprises), 0.0])
    through = table.enterprise >= 0
    price = np.where(through, prices[table.enterprise], price)
    linked = np.where(through, active[table.enterprise], linked) & (table.status == OPERATING)
    table.contract_share[:] = np.where(linked, _contract_shares(model)[table.market], 0.0)
    table.contract_share *= np.where(through, volume[table.enterprise], 1.0)
    table.contract_net[:] = price * (1.0 - table.commission_rate)


def _contract_shares(model: "ValueChainModel") -> np.ndarray:
    """Share of members' output under contract, one a market; a lever replaces the usual one.

    Dealers sign for as much less as members do, and never for more than they plan to buy.
    """
    shares = model.contract_share.copy()
    for market in model.markets:
        lever = model.effects.lever("contract_share", market)
        market.signed_share = 1.0
        if lever is not None and lever.share is not None:
            usual, shares[market.index] = shares[market.index], lever.share
            market.signed_share = min(lever.share / usual, 1.0) if usual > 0.0 else 1.0
    return shares
