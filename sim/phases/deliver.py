"""Phase 5, deliver or side-sell: how much is offered, and to whom."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.cooperative import OPERATING
from sim.engine.kernel import index, kernel
from sim.rules.contracts import (
    agreed_delivery,
    bearable_gap,
    delivered_at_gap,
    forfeited_dividend,
    invested_share,
    price_gap,
)
from sim.rules.selling import holding_factor, planned_sale_share, share_of_stock
from sim.state.holdings import Holdings

if TYPE_CHECKING:
    from sim.model import ValueChainModel

Floats = NDArray[np.float64]


class Terms(NamedTuple):
    """What this month's offers of a chain depend on, beside the rows' own columns.

    planned: share of the stock that the purchase calendar sells; cap_share: share of a year's
    expected output that contracts take at most this month; share_price: yuan a share.
    """

    storable: bool
    planned: float
    hold_response: float
    cap_share: float
    slope: float
    over_delivery: float
    tolerance_mean: float
    share_price: float
    bond: float


class Contracts(NamedTuple):
    """Terms of every cooperative: contracted share, yuan a unit after commission, refund, dividend.

    refund (yuan a unit) and dividend (yuan a share): expected from last year's.
    """

    share: NDArray[np.float64]
    net: NDArray[np.float64]
    refund: NDArray[np.float64]
    dividend: NDArray[np.float64]


@kernel
def _offer(
    available, household, market, cooperative, enterprise, expected_price, expected_output,
    tolerance, trust, shares, quote, cash, need, contracts, terms, delivered, spot,
    delivered_by_cooperative, side, over,
):  # fmt: skip
    """Split what is available into contract delivery, spot offer and what is held back.

    side, over (markets): units side-sold and over-delivered are added to them.
    """
    # Rows are sorted by market and cooperative: what depends on them alone is worked out anew only
    # where they change.
    expectation, factor, last = np.nan, 1.0, index(0)
    link, paid, gap, contracted = -1, 0.0, 0.0, 0.0
    for row in range(available.size):
        delivered[row] = spot[row] = 0.0
        offered = available[row]
        if offered <= 0.0:
            continue
        h, m, c = household[row], index(market[row]), cooperative[row]
        if terms.storable and terms.planned < 1.0:
            if m != last or expected_price[row] != expectation:
                # Most neighbours expect the same price.
                last, expectation = m, expected_price[row]
                factor = holding_factor(quote[m], expectation, terms.hold_response)
            short = h >= 0 and cash[h] < need[h]
            offered *= share_of_stock(terms.planned, factor, short)
        given = 0.0
        # An enterprise's own base delivers to nobody.
        if c >= 0 and enterprise[row] < 0 and contracts.share[c] > 0.0:
            if c != link:
                link, contracted = c, contracts.share[c]
                paid = contracts.net[c] + contracts.refund[c]
                gap = price_gap(paid, quote[m])
            agreed = agreed_delivery(offered, contracted, expected_output[row], terms.cap_share)
            yearly = expected_output[row] * contracted
            bearable = bearable_gap(
                tolerance[row], terms.tolerance_mean, trust[row],
                invested_share(shares[row], terms.share_price, yearly * paid), terms.bond,
                forfeited_dividend(shares[row], contracts.dividend[c], yearly, paid), quote[m],
            )  # fmt: skip
            share = delivered_at_gap(gap, bearable, terms.slope, terms.over_delivery)
            given = min(agreed * share, offered)
            side[m] += max(agreed - given, 0.0)
            over[m] += max(given - agreed, 0.0)
            delivered_by_cooperative[c] += given
        delivered[row] = given
        spot[row] = offered - given


def deliver(model: "ValueChainModel") -> None:
    """Offer the month's product: members to their cooperative, the rest on the spot market."""
    model.cooperatives.delivered[:] = 0.0
    set_contract_terms(model)
    quote = model.market_array("quote")
    for name in model.chains:
        side, over = offer(model, model.holdings[name], quote)
        model.month_totals[name] = {"side_sold": side, "over_delivered": over}
        offer(model, model.bases[name], quote)


def offer(model: "ValueChainModel", holdings: Holdings, quote: Floats) -> Floats:
    """Split what a table's rows have; returns units side-sold and over-delivered (2, markets)."""
    table, beside = model.cooperatives, np.zeros((2, len(model.markets)))
    if not holdings.has_product:
        if len(holdings):
            holdings.delivered[:] = holdings.spot[:] = 0.0
        return beside
    contracts = Contracts(
        table.contract_share, table.contract_net, table.refund_expected, table.dividend_expected
    )
    _offer(
        holdings.available, holdings.household, holdings.market, holdings.cooperative,
        holdings.enterprise, holdings.expected_price, holdings.expected_output,
        holdings.tolerance, holdings.trust, holdings.shares, quote,
        model.households.get("cash"), model.cash_need(), contracts,
        terms_of(model, holdings.chain.name), holdings.delivered, holdings.spot, table.delivered,
        beside[0], beside[1],
    )  # fmt: skip
    return beside


def terms_of(model: "ValueChainModel", name: str) -> Terms:
    """What this month's offers of a chain depend on."""
    p, cooperative = model.parameters_of(name), model.parameters.cooperative
    month_share = model.chains[name].supply_share(p, model.calendar_month)
    return Terms(
        p.storable > 0.0, _planned_share(p, model.calendar_month), p.hold_response,
        month_share * p.contract_volume_cap, p.side_selling_slope, p.contract_volume_cap - 1.0,
        p.side_selling_tolerance, cooperative.share_price, cooperative.share_bond,
    )  # fmt: skip


def _planned_share(parameters: Any, calendar_month: int) -> float:
    """Planned share of the stock to sell this month; what cannot be stored is sold at once."""
    if parameters.storable <= 0.0:
        return 1.0
    return float(
        planned_sale_share(
            parameters.purchase_calendar, parameters.harvest_calendar, calendar_month
        )
    )


@kernel
def _set_terms(
    enterprise, market, status, commission, dealers, enterprises, contract_share, contract_net
):  # fmt: skip
    """Who buys from each cooperative, dealers [markets, 3] or an enterprise [enterprises, 3], sets
    its terms: yuan a unit before commission, whether it still buys, share of members' output or of
    that share.
    """
    for c in range(market.size):
        share = dealers[market[c], 2]
        if enterprise[c] >= 0:
            price, buys = enterprises[enterprise[c], 0], enterprises[enterprise[c], 1]
            share *= enterprises[enterprise[c], 2]
        else:
            price, buys = dealers[market[c], 0], dealers[market[c], 1]
        contract_share[c] = share if buys > 0.0 and status[c] == OPERATING else 0.0
        contract_net[c] = price * (1.0 - commission[c])


def set_contract_terms(model: "ValueChainModel") -> None:
    """Contract share and price of every cooperative; none when it has failed or its
    enterprise has left.
    """
    table, shares = model.cooperatives, _contract_shares(model)
    dealers = [(m.contract_offer, m.has_dealers, shares[m.index]) for m in model.markets]
    enterprises = [(e.offer(), e.is_active, e.volume_share) for e in model.enterprises]
    _set_terms(
        table.enterprise, table.market, table.status, table.commission_rate,
        np.array(dealers, dtype=np.float64).reshape(-1, 3),
        np.array(enterprises, dtype=np.float64).reshape(-1, 3), table.contract_share,
        table.contract_net,
    )  # fmt: skip


def _contract_shares(model: "ValueChainModel") -> list[float]:
    """Share of members' output under contract, one a market; a lever replaces the usual one.

    Dealers sign for as much less as members do, and never for more than they plan to buy.
    """
    shares: list[float] = model.contract_share.tolist()
    for market in model.markets:
        lever = model.effects.lever("contract_share", market)
        market.signed_share = 1.0
        if lever is not None and lever.share is not None:
            usual, shares[market.index] = shares[market.index], lever.share
            market.signed_share = min(lever.share / usual, 1.0) if usual > 0.0 else 1.0
    return shares
