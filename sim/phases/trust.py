"""Trust: what members think of their payer, and what a county thinks of contracts at all."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.agents.enterprise import IN_DEFAULT
from sim.rules.contracts import adapted_credibility, adapted_trust

if TYPE_CHECKING:
    from sim.agents.enterprise import Enterprise
    from sim.model import ValueChainModel
    from sim.state.holdings import Holdings
    from sim.state.market import Market


@njit(cache=True)
def _trust(trust, cooperative, broken, months, gain, loss):
    for row in range(trust.size):
        c = cooperative[row]
        if c >= 0 and months[c] > 0.0:
            trust[row] = adapted_trust(trust[row], broken[c], gain, loss, months[c])


def update_trust(model: "ValueChainModel") -> None:
    """Members judge their own payer, counties what failed in any of their chains."""
    broken, months = _kept_promises(model)
    p = model.parameters.enterprise
    for holdings in model.holdings.values():
        if broken.any() or holdings.trust.min(initial=1.0) < 1.0:
            _trust(holdings.trust, holdings.cooperative, broken, months, p.trust_gain, p.trust_loss)
    _update_credibility(model)


def _kept_promises(model: "ValueChainModel") -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Share of promises broken to each cooperative, and how many months' worth were due.

    An enterprise that pays late breaks them for a month, one that leaves for a year.
    """
    table = model.cooperatives
    broken, months = np.zeros(len(table)), np.zeros(len(table))
    for enterprise in model.enterprises:
        mine = table.enterprise == enterprise.row
        if enterprise.is_active:
            broken[mine], months[mine] = float(not enterprise.paid_in_full), 1.0
        elif enterprise.left_month == model.month:
            broken[mine], months[mine] = 1.0, 12.0
    for market in model.markets:
        if market.is_contract.any() and market.sold_under_contract + market.breach > 0.0:
            mine = table.market == market.index
            broken[mine], months[mine] = market.breach, _months_due(model, market)
    return broken, months


def _months_due(model: "ValueChainModel", market: "Market") -> float:
    """This month's part of a year's contracted purchases, in twelfths."""
    return 12.0 * float(market.parameters.purchase_calendar[model.calendar_month])


def _update_credibility(model: "ValueChainModel") -> None:
    """Contracts of a chain lose credit when they fail; a county's is the mean by members."""
    p = model.parameters.enterprise
    lost = np.array([_failure(model, market) for market in model.markets])
    for enterprise in model.enterprises:
        enterprise.had_floor = not enterprise.floor_dropped
    if not lost.any() and model.market_credibility.min(initial=1.0) >= 1.0:
        return
    for market in model.markets:
        believed = adapted_credibility(
            model.market_credibility[market.index], lost[market.index], p.credibility_recovery
        )
        model.market_credibility[market.index] = believed
    model.credibility[:] = _by_county(model)


def _failure(model: "ValueChainModel", market: "Market") -> float:
    """Share of a market's credibility lost this month, by what failed and how much it weighed."""
    p = model.parameters.enterprise
    agents = model.enterprises_of[market.index]
    planned = sum(agent.opening_capacity for agent in agents)
    lost = market.breach * _months_due(model, market) * float(p.credibility_loss_default)
    for agent in agents:
        weight = agent.opening_capacity / planned if planned > 0.0 else 1.0 / len(agents)
        lost += weight * _failing(agent, model.month, p)
    return min(lost, 1.0)


def _failing(agent: "Enterprise", month: int, p: Any) -> float:
    """Credibility an enterprise costs its chain this month, a share."""
    if not agent.is_active:
        return float(p.credibility_loss_exit) if agent.left_month == month else 0.0
    lost = float(p.credibility_loss_default) if agent.status == IN_DEFAULT else 0.0
    if agent.floor_dropped and agent.had_floor and agent.market.floor > 0.0:
        lost += float(p.credibility_loss_floor)
    return lost


def _by_county(model: "ValueChainModel") -> NDArray[np.float64]:
    """Mean credibility of each county's chains, weighted by the members they have."""
    members = np.zeros(len(model.markets))
    for holdings in model.holdings.values():
        members += _members(holdings, len(model.markets))
    counties = len(model.region.counties)
    weight = np.bincount(model.county_of_market, weights=members, minlength=counties)
    believed = np.bincount(
        model.county_of_market, weights=members * model.market_credibility, minlength=counties
    )
    return np.asarray(np.divide(believed, weight, out=np.ones(counties), where=weight > 0.0))


def _members(holdings: "Holdings", markets: int) -> NDArray[np.float64]:
    member = (holdings.cooperative >= 0).astype(float)
    return np.asarray(np.bincount(holdings.market, weights=member, minlength=markets), dtype=float)
