"""Phase 9, insure: struck in June, settled on October to December, paid in January.

As in Luopu: 723 households and 8,571 mu by default, the premium paid by exchange, futures firm
and county, none by growers; the insurer lays the risk off to `world` [E446 to E467].
"""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.kernel import kernel
from sim.rules import insurance as rules
from sim.state.holdings import Holdings
from sim.state.income import PAYOUTS, PREMIUM, earn, earn_each

if TYPE_CHECKING:
    from sim.model import ValueChainModel


@kernel
def _insured_quantities(insured_mu, mu, expected_output, yield_contract, yield_basis, out):
    for row in range(insured_mu.size):
        out[row] = 0.0
        if mu[row] > 0.0:
            out[row] = rules.insured_quantity(
                min(insured_mu[row], mu[row]),
                expected_output[row] / mu[row],
                yield_contract,
                yield_basis,
            )


@kernel
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


def planned_county_premium(model: "ValueChainModel", name: str) -> NDArray[np.float64]:
    """Each county's share of a year's premium on today's policies at opening prices, yuan."""
    p, holdings = model.parameters.insurance, model.holdings[name]
    premium = _premium(model, holdings, p, holdings.insured_mu)
    county = model.households.get("county")[holdings.household]
    by_county = np.bincount(county, weights=premium, minlength=len(model.region.counties))
    return np.asarray(by_county * _county_share(p))


def _county_share(p: Any) -> float:
    """Share of today's premium that neither growers nor exchange and futures firm pay."""
    return max(1.0 - p.share_exchange - p.share_futures - p.share_households, 0.0)


def _premium(
    model: "ValueChainModel", holdings: Holdings, p: Any, insured_mu: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Premium of each holding for so many insured mu: rate x target price x insured kg, yuan."""
    quantity = np.zeros(len(holdings))
    _insured_quantities(
        insured_mu, holdings.state.sum(axis=0), holdings.expected_output, p.yield_contract,
        p.yield_basis, quantity,
    )  # fmt: skip
    index = model.market_array("index_price")
    return np.asarray(quantity * index[holdings.market] * _target_ratios(model, p)[holdings.market]
                      * p.premium_rate)  # fmt: skip


def _target_ratios(model: "ValueChainModel", p: Any) -> NDArray[np.float64]:
    """Target price over index at the strike, one a market."""
    levers = [model.effects.lever("price_insurance", market) for market in model.markets]
    return np.array([
        p.target_ratio if lever is None or lever.target_ratio is None else lever.target_ratio
        for lever in levers
    ])  # fmt: skip


def _strike(model: "ValueChainModel", name: str, p: Any) -> None:
    """Fix target price and insured quantity of every insured holding; collect the premium."""
    holdings = model.holdings[name]
    model.insurance_target[name] = model.market_array("index_price") * _target_ratios(model, p)
    model.settlements[name] = []
    mu = holdings.state.sum(axis=0)
    growers_share = np.full(len(holdings), p.share_households)
    left = {c.id: model.effects.support_left("subsidies", c.id) for c in model.region.counties}
    insured_mu = holdings.insured_mu.copy()
    for market in model.markets:
        lever = model.effects.lever("price_insurance", market)
        rows = holdings.market == market.index
        if lever is None:
            # What the county no longer pays of today's premium falls to the growers.
            growers_share[rows] += (1.0 - left[market.county]) * _county_share(p)
        else:
            chosen = holdings.insurance_draw[rows] < lever.insured_share
            insured_mu[rows] = np.where(chosen, mu[rows], 0.0)
            if lever.subsidy_share is not None:
                growers_share[rows] = 1.0 - lever.subsidy_share
    _insured_quantities(
        insured_mu, mu, holdings.expected_output, p.yield_contract, p.yield_basis,
        holdings.insured_quantity,
    )  # fmt: skip
    premium = _premium(model, holdings, p, insured_mu)
    todays = _premium(model, holdings, p, holdings.insured_mu)
    _collect_premium(model, name, p, premium, growers_share, float(todays.sum()))


def _collect_premium(
    model: "ValueChainModel",
    name: str,
    p: Any,
    premium: NDArray[np.float64],
    growers_share: NDArray[np.float64],
    todays: float,
) -> None:
    """Split the premium among growers, exchange, futures firm and county; reinsure it.

    Exchange and futures firm pay their share of `todays` premium, that of the policies there are;
    what a lever adds and growers do not pay is the county's. Who cannot pay the own share is not
    insured.
    """
    holdings, books = model.holdings[name], model.books
    cash = model.households.get("cash")
    own = premium * growers_share
    short = own > np.maximum(cash[holdings.household], 0.0)
    holdings.insured_quantity[short] = 0.0
    premium, own = np.where(short, 0.0, premium), np.where(short, 0.0, own)
    np.subtract.at(cash, holdings.household, own)
    earn_each(model.income, holdings.household, PREMIUM, -own)
    total, by_growers = float(premium.sum()), float(own.sum())
    outside = min(todays * (p.share_exchange + p.share_futures), total - by_growers)
    books.pay("premium_households", name, by_growers)
    books.pay("premium_world", name, outside)
    books.pay("premium_government", name, max(total - by_growers - outside, 0.0))
    books.pay("reinsurance_premium", name, total * (1.0 - p.retention))
    insured = holdings.insured_quantity > 0.0
    for market in model.markets:
        mine = holdings.market == market.index
        if market.chain == name:
            market.insured_households = int(np.count_nonzero(insured & mine))
            market.insured_quantity = float(holdings.insured_quantity[mine].sum())
            market.premium_paid = float(premium[mine].sum())


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
