"""Pattern 8: matched on income and size, households with two chains lose less to a shock to one.

Rose growers of the sample region: those who raise rabbits or pigeons beside are each compared with
the grower of roses alone whose income and whose net income from chains are closest at the opening.
"""

import numpy as np
import pytest

from sim.effects import Effects
from sim.scenario.models import Shock

MONTHS, MARCH = 12, 2
# Pairs further apart than this in either figure (log) are no pairs.
CALIPER = 0.25


def chain_income(model):
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


@pytest.fixture(scope="module")
def losses(calm_opening):
    """Share of the year's income lost to a fall of rose prices by half, by household."""
    shock = Shock(
        kind="price", name="x", chain="rose", county="all", start_month=MARCH, change=-0.5
    )
    incomes = []
    for shocks in ((), (shock,)):
        model = calm_opening.branch(Effects(shocks))
        for _ in range(MONTHS):
            model.step()
        incomes.append(model.households.get("income_12").copy())
    return 1.0 - incomes[1] / incomes[0]


@pytest.fixture(scope="module")
def pairs(calm_opening):
    """Rows of growers of roses and something else, and of their matches in roses alone."""
    by_chain = chain_income(calm_opening)
    names = list(calm_opening.holdings)
    rose, held = by_chain[names.index("rose")] > 0.0, (by_chain > 0.0).sum(axis=0)
    income = calm_opening.households.get("income_12")
    total = by_chain.sum(axis=0)
    alone, both = np.flatnonzero(rose & (held == 1)), np.flatnonzero(rose & (held == 2))
    matched = []
    for row in both:
        gaps = np.maximum(
            np.abs(np.log(income[alone] / income[row])), np.abs(np.log(total[alone] / total[row]))
        )
        if gaps.min() < CALIPER:
            matched.append((row, alone[np.argmin(gaps)]))
    return np.array(matched).T


def test_the_pairs_are_alike_in_income_and_size(calm_opening, pairs):
    assert pairs.shape[1] >= 10
    income, total = calm_opening.households.get("income_12"), chain_income(calm_opening).sum(axis=0)
    for figure in (income, total):
        assert figure[pairs[0]].mean() == pytest.approx(figure[pairs[1]].mean(), rel=0.1)


def test_pattern_8_two_sources_soften_a_shock_to_one(losses, pairs):
    both, alone = losses[pairs[0]], losses[pairs[1]]
    assert alone.mean() > 0.02
    assert both.mean() < 0.85 * alone.mean()
    assert (both < alone).mean() > 0.6


def test_pattern_8_the_more_of_its_income_comes_from_roses_the_more_a_household_loses(
    calm_opening, losses, pairs
):
    by_chain = chain_income(calm_opening)
    rows = pairs.ravel()
    roses = by_chain[list(calm_opening.holdings).index("rose"), rows]
    exposure = roses / calm_opening.households.get("income_12")[rows]
    third = np.argsort(np.argsort(exposure)) * 3 // rows.size
    mean = [losses[rows[third == part]].mean() for part in range(3)]
    assert mean[0] < mean[1] < mean[2]
    assert mean[2] > 1.5 * mean[0]
