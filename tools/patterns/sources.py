"""Pattern 8: households with two chains beside those with one, matched on income and size.

Rose growers of the sample region: those who raise rabbits or pigeons beside are each compared with
the grower of roses alone whose income and whose net income from chains are closest at the opening.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim import ValueChainModel
from tools.patterns.runs import YEAR, effects, opened, shock

MARCH = 2
# Pairs further apart than this in either figure (log) are no pairs.
CALIPER = 0.25


@dataclass(frozen=True)
class Pairs:
    """Matched households, two sources and one: shape (2, pairs) each.

    loss: share of the year's income lost; income: yuan a year at the opening; chain_income: normal
    net income a year from chains, yuan; exposure: share of income that roses bring.
    """

    loss: NDArray[np.float64]
    income: NDArray[np.float64]
    chain_income: NDArray[np.float64]
    exposure: NDArray[np.float64]


def matched_pairs() -> Pairs:
    """Pattern 8: the price of roses falls by half before the flush."""
    opening = opened()
    by_chain = _chain_income(opening)
    rose = by_chain[list(opening.holdings).index("rose")]
    income = opening.households.get("income_12").copy()
    rows = _match(rose > 0.0, (by_chain > 0.0).sum(axis=0), income, by_chain.sum(axis=0))
    after = _income_of_year(opening, shock("price", chain="rose", change=-0.5, start=MARCH))
    lost = 1.0 - after / _income_of_year(opening)
    return Pairs(lost[rows], income[rows], by_chain.sum(axis=0)[rows], (rose / income)[rows])


def _income_of_year(opening: ValueChainModel, *entries: dict[str, object]) -> NDArray[np.float64]:
    model = opening.branch(effects(*entries, months=YEAR))
    for _ in range(YEAR):
        model.step()
    income = model.households.get("income_12").copy()
    model.close()
    return np.asarray(income)


def _chain_income(model: ValueChainModel) -> NDArray[np.float64]:
    """Normal net income a year from each chain, yuan [chains, households]."""
    rows = []
    for name, table in model.holdings.items():
        p = model.parameters_of(name)
        output = table.chain.yearly_output(table.state, table.yield_factor, p)
        cost = table.chain.yearly_cost(table.state, p) + output * p.transport_cost
        pay = p.farm_gate_price * np.where(table.fee_raised, p.fee_per_head_share, 1.0)
        net = pay * output - np.where(table.fee_raised, 0.0, cost)
        rows.append(np.bincount(table.household, weights=net, minlength=len(model.households)))
    return np.array(rows)


def _match(
    rose: NDArray[np.bool_],
    held: NDArray[np.int64],
    income: NDArray[np.float64],
    total: NDArray[np.float64],
) -> NDArray[np.int64]:
    """Rows of growers of roses and something else, and of their matches in roses alone."""
    alone, both = np.flatnonzero(rose & (held == 1)), np.flatnonzero(rose & (held == 2))
    matched = []
    for row in both:
        gaps = np.maximum(
            np.abs(np.log(income[alone] / income[row])), np.abs(np.log(total[alone] / total[row]))
        )
        if gaps.min() < CALIPER:
            matched.append((row, alone[np.argmin(gaps)]))
    return np.array(matched).T
