"""The input subsidy lever: who pays which share of growers' inputs to the suppliers."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.accounts.public import pay_public

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.state.market import Market

Floats = NDArray[np.float64]


def subsidy_rates(model: "ValueChainModel", chain: str) -> Floats:
    """Share of growers' inputs that is paid for them this month, one a market.

    Enterprises that pay for it give what their cash and credit hold: the rate falls to what a
    normal month's bill leaves of it. Growers are told before they buy.
    """
    rates = np.zeros(len(model.markets))
    for market in model.markets:
        if market.chain == chain:
            rates[market.index] = _affordable_rate(model, market)
    return rates


def _affordable_rate(model: "ValueChainModel", market: "Market") -> float:
    lever = model.effects.lever("input_subsidy", market)
    rate = model.effects.input_subsidy(market)
    if lever is None or lever.financed_by != "enterprises" or rate == 0.0:
        return rate
    table, p = model.holdings[market.chain], market.parameters
    cost = table.chain.input_cost(table, model.calendar_month, p)
    mine = (table.market == market.index) & ~table.fee_raised
    bill = rate * float(cost[mine].sum()) * model.effects.input_factor(market)
    means = sum(agent.means() for agent in model.enterprises_of[market.index] if agent.is_active)
    return rate * min(1.0, means / bill) if bill > 0.0 else rate


def pay_subsidies(model: "ValueChainModel", chain: str, amounts: Floats) -> None:
    """Pay the suppliers what growers were spared, yuan by market: county or enterprises."""
    for market in model.markets:
        amount = float(amounts[market.index])
        if amount <= 0.0:
            continue
        lever = model.effects.lever("input_subsidy", market)
        if lever is not None and lever.financed_by == "enterprises":
            _enterprises_pay(model, market, amount)
        else:
            pay_public(model, lever, "input_subsidies", chain, amount)


def _enterprises_pay(model: "ValueChainModel", market: "Market", amount: float) -> None:
    """Each enterprise of the market pays in proportion to its means, which cover the amount."""
    agents = [agent for agent in model.enterprises_of[market.index] if agent.is_active]
    means = np.array([agent.means() for agent in agents])
    for agent, share in zip(agents, means / means.sum(), strict=True):
        paid = agent.bear(amount * float(share))
        model.books.pay("enterprise_input_support", market.chain, paid)
