"""The windows by hand."""

import numpy as np
import pytest

from sim.chains import CHAINS
from sim.results.windows import Window, WindowPlan, first_year, plan_windows, worst_twelve
from sim.scenario.models import Shock
from tests.results.toy import JUJUBE_HARVEST, ToyParameters, price_shock, toy_plan, toy_scenario


def test_the_first_year_starts_with_the_first_harvest_under_the_shock():
    # January start, shock in August (month 7), dates picked from October (month 9).
    assert first_year(1, 60, JUJUBE_HARVEST, 7) == Window("first_year", 9, 20)


def test_a_shock_within_the_harvest_counts_from_the_start_of_that_season():
    # Months 9 and 10 are October and November: a fall in November strikes this season's crop.
    assert first_year(1, 60, JUJUBE_HARVEST, 10) == Window("first_year", 9, 20)


def test_a_shock_after_the_harvest_waits_for_the_next_one():
    assert first_year(1, 60, JUJUBE_HARVEST, 11) == Window("first_year", 21, 32)


def test_the_calendar_follows_the_start_of_the_run():
    # A run from September: month 1 is October.
    assert first_year(9, 60, JUJUBE_HARVEST, 0) == Window("first_year", 1, 12)


def test_animals_count_from_the_month_of_the_shock():
    assert first_year(1, 60, None, 7) == Window("first_year", 7, 18)


def test_the_first_year_is_cut_at_the_end_of_the_run():
    assert first_year(1, 12, JUJUBE_HARVEST, 7) == Window("first_year", 9, 11)


def test_without_a_harvest_before_the_end_the_months_from_the_shock_on_remain():
    assert first_year(1, 9, JUJUBE_HARVEST, 7) == Window("first_year", 7, 8)


def test_without_a_shock_it_is_the_first_twelve_months():
    plan = toy_plan(toy_scenario())
    assert plan.first_year == Window("first_year", 0, 11)
    assert plan.chains == tuple(CHAINS)


def test_the_earliest_shock_decides():
    rabbits = Shock(
        kind="mortality", name="sick", chain="rabbit", county="all", start_month=3, change=0.4
    )
    plan = plan_windows(toy_scenario(price_shock(), rabbits), ToyParameters())
    assert plan.first_year == Window("first_year", 3, 14)
    assert plan.chains == ("rabbit", "jujube")


def test_a_shock_shared_with_the_baseline_does_not_count():
    shared = price_shock(chain="rose", start_month=1)
    scenario = toy_scenario(shared, price_shock()).model_copy(
        update={"compared_with": toy_scenario(shared, name="before")}
    )
    assert plan_windows(scenario, ToyParameters()).chains == ("jujube",)


def test_the_worst_twelve_months_hold_the_deepest_fall():
    change = np.zeros(40)
    change[20:24] = -5.0
    change[30] = -1.0
    # Months 19 to 30 are the first twelve in a row that hold both falls.
    assert worst_twelve(change, Window("first_year", 0, 11)) == Window("worst_12", 19, 30)


@pytest.mark.parametrize("change", [np.zeros(24), np.ones(24)])
def test_without_a_fall_the_worst_months_are_the_first_year(change):
    assert worst_twelve(change, Window("first_year", 3, 14)) == Window("worst_12", 3, 14)


def test_a_run_shorter_than_a_year_is_its_own_worst_window():
    plan = WindowPlan(5, Window("first_year", 0, 4), ("jujube",))
    assert plan.resolve(-np.ones(5))[1] == Window("worst_12", 0, 4)
