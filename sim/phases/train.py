"""Training: chosen households learn while somebody pays, and keep most of what they learnt."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.accounts.public import pay_public
from sim.engine.kernel import kernel
from sim.rules.training import adapted_skill, trained_yield

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.scenario.models import Lever
    from sim.state.holdings import Holdings
    from sim.state.market import Market


@kernel
def _learn(
    trained, untrained, learning, forgetting, gain, gap_closed, mortality_cut, skill,
    yield_factor, exposure,
):  # fmt: skip
    for row in range(skill.size):
        if trained[row] or skill[row] > 0.0:
            skill[row] = adapted_skill(skill[row], trained[row], learning, forgetting)
            yield_factor[row] = trained_yield(untrained[row], skill[row], gain, gap_closed)
            exposure[row] = 1.0 - mortality_cut * skill[row]


def train(model: "ValueChainModel") -> None:
    """Train whom levers reach and payers can pay for; skills are learnt and forgotten."""
    p = model.parameters.training
    model.trains = model.trains or any(lever.kind == "training" for lever in model.effects.levers)
    if not model.trains:
        return
    for name, chain in model.chains.items():
        table = model.holdings[name]
        trained = np.zeros(len(table), dtype=bool)
        for market, rows in table.slices:
            lever = model.effects.lever("training", model.markets[market])
            if lever is not None:
                trained[rows] = _trained(model, model.markets[market], table, rows, lever)
        if trained.any() or table.skill.any():
            _learn(
                trained, table.untrained_yield, p.learning_speed, p.forgetting_speed,
                p.yield_gain_animals if chain.animals else p.yield_gain_trees, p.gap_closed,
                p.mortality_cut, table.skill, table.yield_factor, table.exposure,
            )  # fmt: skip


def _trained(
    model: "ValueChainModel", market: "Market", table: "Holdings", rows: slice, lever: "Lever"
) -> NDArray[np.bool_]:
    """Whom the lever trains in a market this month; books what it costs.

    The county trains whoever is chosen; cooperatives their members, enterprises the members of
    their cooperatives, each as far as its own cash goes, in the order of the draw.
    """
    draw = table.training_draw[rows]
    chosen = (draw < float(lever.households_share or 0.0)) & (table.expected_output[rows] > 0.0)
    monthly = float(model.parameters.training.cost) / 12.0
    if lever.financed_by not in ("cooperatives", "enterprises"):
        bill = monthly * np.count_nonzero(chosen)
        pay_public(model, lever, "training_government", market.chain, bill)
        return chosen
    by_enterprise = lever.financed_by == "enterprises"
    payer = _payers(model, table.cooperative[rows], by_enterprise)
    places = _places(model, monthly, by_enterprise)
    # The last entry stands for "no payer", which index -1 reads.
    chosen &= _rank(payer, np.where(chosen, draw, 2.0)) < np.append(places, 0)[payer]
    cost = np.bincount(payer[chosen], minlength=len(places)) * monthly
    _pay(model, market, by_enterprise, np.asarray(cost, dtype=float))
    return chosen


def _payers(
    model: "ValueChainModel", cooperative: NDArray[np.int32], by_enterprise: bool
) -> NDArray[np.int32]:
    """Row of who pays for each household, -1 for nobody."""
    if not by_enterprise:
        return cooperative
    enterprise = np.append(model.cooperatives.enterprise, -1)
    return np.asarray(enterprise[cooperative], dtype=np.int32)


def _places(model: "ValueChainModel", monthly: float, by_enterprise: bool) -> NDArray[np.int64]:
    """Households that each payer's cash can train this month."""
    if by_enterprise:
        cash = np.array([agent.cash * agent.is_active for agent in model.enterprises])
    else:
        cash = model.cooperatives.spare_cash()
    return np.asarray(np.maximum(cash, 0.0) // monthly, dtype=np.int64)


def _rank(group: NDArray[Any], draw: NDArray[np.float64]) -> NDArray[np.int64]:
    """Place of each row within its group by its draw, 0 first."""
    order = np.lexsort((draw, group))
    ordered = group[order]
    first = np.searchsorted(ordered, ordered)
    rank = np.empty(group.size, dtype=np.int64)
    rank[order] = np.arange(group.size) - first
    return rank


def _pay(
    model: "ValueChainModel", market: "Market", by_enterprise: bool, cost: NDArray[np.float64]
) -> None:
    """Take the cost from each payer, yuan, and book it."""
    total = float(cost.sum())
    if by_enterprise:
        for agent in model.enterprises_of[market.index]:
            agent.cash -= float(cost[agent.row])
        model.books.pay("training_enterprises", market.chain, total)
        return
    model.cooperatives.cash -= cost
    model.cooperatives.surplus -= cost
    model.books.pay("training_cooperatives", market.chain, total)
