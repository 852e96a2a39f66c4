"""Phase 9, insure: struck in June, settled on October to December, paid in January.

As in Luopu: 723 households and 8,571 mu by default, the premium paid by exchange, futures firm
and county, none by growers; the insurer lays the risk off to `world` [E446 to E467].
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit

from sim.rules import insurance as rules
from sim.state.holdings import Holdings
from sim.state.income import PAYOUTS, PREMIUM, earn, earn_each

if TYPE_CHECKING:
    from sim.model import ValueChainModel


@njit(cache=True)
def _pay_out(insured_quantity, household, market, target, settlement, cash, income, paid):
    for row in range(insured_quantity.size):
        if insured_quantity[row] > 0.0:
            m = market[row]
            amount = rules.payout(target[m], settlement[m], insured_quantity[row])
            cash[household[row]] += amount
            earn(income, household[row], PAYOUTS, amount)
            paid[m] += amount


def insure(model: "ValueChainModel") -> None:
    """Strike, watch the index, and pay, by the calendar of the insurance branch."""
    p = model.parameters.insurance
    month = model.calendar_month + 1
    for name in model.insured_chains:
        if month == int(p.strike_month):
            _strike(model, name, p)
        if int(p.settlement_first_month) <= month <= int(p.settlement_last_month):
            model.settlements[name].append(model.market_array("index_price"))
        if month == int(p.payout_month):
            _settle(model, name, p)


def _strike(model: "ValueChainModel", name: str, p: Any) -> None:
    """Fix target price and insured quantity of every insured holding; collect the premium."""
    holdings, lever = model.holdings[name], model.insurance_lever(name)
    index = model.market_array("index_price")
    given = lever.target_ratio if lever else None
    target_ratio = p.target_ratio if given is None else given
    model.insurance_target[name] = index * target_ratio
    mu = holdings.state.sum(axis=0)
    insured = np.minimum(_insured_mu(holdings, mu, lever), mu)
    expected_yield = np.divide(holdings.expected_output, mu, out=np.zeros_like(mu), where=mu > 0.0)
    own = np.minimum(p.yield_contract, expected_yield)
    holdings.insured_quantity[:] = insured * (
        p.yield_basis * p.yield_contract + (1.0 - p.yield_basis) * own
    )
    insured_sum = holdings.insured_quantity * model.insurance_target[name][holdings.market]
    model.settlements[name] = []
    _collect_premium(model, name, p, insured_sum * p.premium_rate, lever)


def _insured_mu(holdings: Holdings, mu: np.ndarray, lever: Any) -> np.ndarray:
    """Insured mu of each holding: today's policies, or the share of growers a lever insures."""
    if lever is None:
        return holdings.insured_mu
    return np.where(holdings.insurance_draw < lever.insured_share, mu, 0.0)


def _collect_premium(
    model: "ValueChainModel", name: str, p: Any, premium: np.ndarray, lever: Any
) -> None:
    """Split the premium among growers, county, exchange and futures firm; reinsure it all."""
    holdings, books = model.holdings[name], model.books
    growers_share = p.share_households
    if lever is not None and lever.subsidy_share is not None:
        growers_share = 1.0 - lever.subsidy_share
    outside = (1.0 - growers_share) * (p.share_exchange + p.share_futures)
    cash = model.households.get("cash")
    wanted = premium * growers_share
    from_growers = np.minimum(wanted, np.maximum(cash[holdings.household], 0.0))
    # Who cannot pay the own share is not insured.
    short = from_growers < wanted
    holdings.insured_quantity[short] = 0.0
    from_growers[short] = 0.0
    np.subtract.at(cash, holdings.household, from_growers)
    earn_each(model.income, holdings.household, PREMIUM, -from_growers)
    total = float(premium[~short].sum())
    own = float(from_growers.sum())
    books.pay("premium_households", name, own)
    books.pay("premium_world", name, total * outside)
    books.pay("premium_government", name, max(total - own - total * outside, 0.0))
    books.pay("reinsurance_premium", name, total * (1.0 - p.retention))
    rows = holdings.market
    insured = holdings.insured_quantity > 0.0
    for market in model.markets:
        mine = rows == market.index
        if market.chain == name:
            market.insured_households = int(np.count_nonzero(insured & mine))
            market.insured_quantity = float(holdings.insured_quantity[mine].sum())
            market.premium_paid = float(premium[mine & ~short].sum())


def _settle(model: "ValueChainModel", name: str, p: Any) -> None:
    """Pay max(0, target - settlement) x insured quantity; the reinsurer returns it."""
    if not model.settlements[name]:
        return
    holdings = model.holdings[name]
    settlement = np.mean(model.settlements[name], axis=0)
    paid = np.zeros(len(model.markets))
    _pay_out(
        holdings.insured_quantity, holdings.household, holdings.market,
        model.insurance_target[name], settlement, model.households.get("cash"), model.income, paid,
    )  # fmt: skip
    total = float(paid.sum())
    model.books.pay("insurance_payouts", name, total)
    model.books.pay("reinsurance_recovery", name, total * (1.0 - p.retention))
    for market in model.markets:
        if market.chain == name:
            market.payout = float(paid[market.index])
    model.settlements[name] = []
    holdings.insured_quantity[:] = 0.0
