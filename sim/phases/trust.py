"""Trust: what members think of their payer, and what a county thinks of contracts at all."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.agents.enterprise import IN_DEFAULT
from sim.engine.kernel import kernel
from sim.rules.contracts import adapted_credibility, adapted_trust, share_of_gap_closed

if TYPE_CHECKING:
    from sim.agents.enterprise import Enterprise
    from sim.model import ValueChainModel
    from sim.state.market import Market


@kernel
def _trust(trust, cooperative, payer, broken, gain, loss):
    """Members judge their payer; full trust in who kept its word stays full.

    broken: share of promises broken, gain and loss: speeds over what was due, one a payer.
    """
    for row in range(trust.size):
        c = cooperative[row]
        if c >= 0 and (trust[row] < 1.0 or broken[payer[c]] > 0.0):
            by = payer[c]
            trust[row] = adapted_trust(trust[row], broken[by], gain[by], loss[by])


@kernel
def _members(cooperative):
    """Rows that belong to a cooperative."""
    members = 0
    for row in range(cooperative.size):
        members += cooperative[row] >= 0
    return members


def update_trust(model: "ValueChainModel") -> None:
    """Members judge their own payer, counties what failed in any of their chains."""
    judged = judge_payers(model)
    struck = _struck(model, judged.broken.tolist())
    for name, holdings in model.holdings.items():
        if name in struck or holdings.trust.min(initial=1.0) < 1.0:
            _trust(holdings.trust, holdings.cooperative, *judged)
    update_credibility(model)


def _struck(model: "ValueChainModel", broken: list[float]) -> set[str]:
    """Chains in which a payer broke a promise."""
    payers = [*(agent.market.chain for agent in model.enterprises),
              *(market.chain for market in model.markets)]  # fmt: skip
    return {name for name, share in zip(payers, broken, strict=True) if share > 0.0}


class Judged(NamedTuple):
    """Payer of each cooperative; share of promises broken and speeds of trust of each payer."""

    payer: NDArray[np.int64]
    broken: NDArray[np.float64]
    gain: NDArray[np.float64]
    loss: NDArray[np.float64]


def judge_payers(model: "ValueChainModel") -> Judged:
    """Which promises were kept to members this month, and how much that weighs."""
    promises = [_promises_of(enterprise, model.month) for enterprise in model.enterprises]
    promises += [_promises_of_dealers(model, market) for market in model.markets]
    p = model.parameters.enterprise
    broken = np.array([share for share, _ in promises])
    gain = np.array([share_of_gap_closed(p.trust_gain, months) for _, months in promises])
    loss = np.array([share_of_gap_closed(p.trust_loss, months) for _, months in promises])
    return Judged(model.cooperatives.payer(len(model.enterprises)), broken, gain, loss)


def _promises_of(enterprise: "Enterprise", month: int) -> tuple[float, float]:
    """Share of promises an enterprise broke, and how many months' worth were due.

    One that pays late breaks them for a month, one that leaves for a year.
    """
    if enterprise.is_active:
        return float(not enterprise.paid_in_full), 1.0
    return (1.0, 12.0) if enterprise.left_month == month else (0.0, 0.0)


def _promises_of_dealers(model: "ValueChainModel", market: "Market") -> tuple[float, float]:
    """The same of a market's dealers: nothing is due in a month without contract purchases."""
    if not market.has_dealers or market.sold_under_contract + market.breach <= 0.0:
        return 0.0, 0.0
    return market.breach, _months_due(model, market)


def _months_due(model: "ValueChainModel", market: "Market") -> float:
    """This month's part of a year's contracted purchases, in twelfths."""
    return 12.0 * market.purchase_calendar[model.calendar_month]


def update_credibility(model: "ValueChainModel") -> None:
    """Contracts of a chain lose credit when they fail; a county's is the mean by members."""
    p = model.parameters.enterprise
    lost = [_failure(model, market) for market in model.markets]
    for enterprise in model.enterprises:
        enterprise.had_floor = not enterprise.floor_dropped
    before = model.market_credibility.tolist()
    if not any(lost) and min(before, default=1.0) >= 1.0:
        return
    model.market_credibility[:] = [
        adapted_credibility(believed, share, p.credibility_recovery)
        for believed, share in zip(before, lost, strict=True)
    ]
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
        for market, rows in holdings.slices:
            members[market] += _members(holdings.cooperative[rows])
    counties = len(model.region.counties)
    weight = np.bincount(model.county_of_market, weights=members, minlength=counties)
    believed = np.bincount(
        model.county_of_market, weights=members * model.market_credibility, minlength=counties
    )
    return np.asarray(np.divide(believed, weight, out=np.ones(counties), where=weight > 0.0))
