"""Growers' answers to a price that falls and stays low, in their order; trees are pulled last."""

import numpy as np
import pytest

from sim.accounts.kinds import CHAIN_COLUMNS, FLOW_INDEX
from sim.effects import Effects
from sim.scenario.models import Shock

SEPTEMBER, OCTOBER, DECEMBER, MAY, SECOND, THIRD = 8, 9, 11, 16, 13, 25
PICKING = FLOW_INDEX["picking_wages"], CHAIN_COLUMNS.index("jujube")


def seen(opening, fall, months=THIRD + 1):
    """By month: stock, picking wages, harvest, thrift, yield left by thrift, mu of dates."""
    shock = Shock(
        kind="price", name="x", chain="jujube", county="all", start_month=SEPTEMBER, change=fall
    )
    model = opening.branch(Effects((shock,) if fall else ()))
    rows = []
    for _ in range(months):
        model.step()
        table = model.holdings["jujube"]
        rows.append(
            (
                table.stock.sum(),
                model.books.flows[PICKING],
                table.output.sum(),
                table.yearly_cut.mean(),
                table.condition.mean(),
                table.capacity().sum(),
            )  # fmt: skip
        )
    names = ("stock", "picking", "harvest", "thrift", "condition", "mu")
    return dict(zip(names, np.array(rows).T, strict=True))


@pytest.fixture(scope="module")
def runs(calm_opening):
    return {fall: seen(calm_opening, fall) for fall in (0.0, -0.6, -0.95)}


def test_first_the_crop_is_held_back(runs):
    calm, low = runs[0.0], runs[-0.6]
    assert low["stock"][DECEMBER] > 1.1 * calm["stock"][DECEMBER]
    assert low["harvest"][OCTOBER] == calm["harvest"][OCTOBER]
    assert low["thrift"][DECEMBER] == calm["thrift"][DECEMBER]


def test_then_inputs_are_saved_and_yields_fall_a_year_later(runs):
    calm, low = runs[0.0], runs[-0.6]
    assert low["thrift"][MAY] > 1.5 * calm["thrift"][MAY]
    assert low["condition"][SECOND] == calm["condition"][SECOND]
    assert low["condition"][THIRD] < calm["condition"][THIRD] - 0.005


def test_trees_are_pulled_last_and_not_in_the_first_february(runs):
    calm, low = runs[0.0], runs[-0.6]
    assert low["mu"][SECOND] == calm["mu"][SECOND]
    assert low["mu"][THIRD] < calm["mu"][THIRD]
    assert low["mu"][THIRD] > 0.8 * calm["mu"][THIRD]


def test_a_price_that_does_not_pay_the_picker_leaves_hired_hands_without_work(runs):
    calm, worthless = runs[0.0], runs[-0.95]
    assert calm["picking"][OCTOBER] > 0.0
    assert worthless["picking"][OCTOBER] == 0.0
    # Own hands still pick: it costs nothing but the way to the buyer.
    assert 0.5 < worthless["harvest"][OCTOBER] / calm["harvest"][OCTOBER] < 1.0


def test_patience_is_what_keeps_the_trees(calm_opening):
    """Without it the same fall pulls trees in the first February in which returns are low."""
    p = calm_opening.parameters.jujube
    p.shrink_after_months, usual = 0.0, p.shrink_after_months
    try:
        hasty = seen(calm_opening, -0.95, SECOND + 1)["mu"]
    finally:
        p.shrink_after_months = usual
    assert hasty[SECOND] < 0.98 * hasty[SECOND - 1]
