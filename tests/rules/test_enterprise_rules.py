"""An enterprise's rules by hand: workers, quitting, floor, volume, investment."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.rules import enterprise as rules

SHARES = st.floats(0.0, 1.0)


@pytest.mark.parametrize(
    ("workload", "most", "wanted"),
    [
        (1.0, 1.0, 1.0),
        (0.9, 1.0, 1.0),  # a tenth less costs nobody the job
        (0.5, 1.0, 0.3 + 0.7 * 0.6),
        (0.0, 1.0, 0.3 + 0.7 * 0.1),
        (2.0, 1.0, 1.0),  # no jobs beyond the plant's
        (2.0, 1.5, 1.5),
        (1.4, 1.5, 0.3 + 0.7 * 1.4),
    ],
)
def test_workers_wanted(workload, most, wanted):
    assert rules.workers_wanted(workload, 0.3, 0.1, most) == pytest.approx(wanted)


@given(workload=st.floats(0.0, 3.0), fixed=SHARES, slack=st.floats(0.0, 0.3))
def test_workers_can_always_handle_the_work_there_is(workload, fixed, slack):
    """Otherwise a firm would lay off for lack of workers, and lack more for laying off."""
    wanted = rules.workers_wanted(workload, fixed, slack, 1.0)
    assert min(workload, 1.0) - 1e-12 <= wanted <= 1.0


def test_workers_follow_with_a_lag():
    assert rules.adjusted_workers(1.0, 0.5, 0.3, 1.0) == pytest.approx(0.85)
    # A season of a year's work closes nearly all of the gap.
    assert rules.adjusted_workers(1.0, 0.5, 0.3, 12.0) == pytest.approx(0.5, abs=0.01)
    assert rules.adjusted_workers(0.7, 0.7, 0.3, 1.0) == 0.7


def test_nobody_quits_a_wage_above_what_they_ask():
    assert rules.quit_share(2000.0, 1500.0, 0.5, 0.0, 0.7) == 0.0


def test_short_pay_makes_workers_quit_and_training_holds_them():
    short = rules.quit_share(750.0, 1500.0, 0.5, 0.0, 0.7)
    assert short == pytest.approx(0.25)  # half of it short, half of them at most
    assert rules.quit_share(0.0, 1500.0, 0.5, 0.0, 0.7) == pytest.approx(0.5)
    assert rules.quit_share(750.0, 1500.0, 0.5, 1.0, 0.7) == pytest.approx(0.25 * 0.3)


def test_the_price_it_can_bear():
    # 18 x (75 + 25) - 1,150 of costs + 50 of cash = 700 for 25 birds.
    assert rules.bearable_price(18.0, 75.0, 25.0, 1150.0, 50.0, 1.0) == pytest.approx(28.0)
    assert rules.bearable_price(18.0, 75.0, 25.0, 1150.0, 50.0, 0.5) == pytest.approx(56.0)
    assert rules.bearable_price(18.0, 75.0, 0.0, 1150.0, 50.0, 1.0) > 1e9


@given(
    netback=st.floats(0.0, 50.0), own=st.floats(0.0, 1e4), units=st.floats(1.0, 1e4),
    costs=st.floats(0.0, 1e5), cushion=st.floats(0.0, 1e5),
)  # fmt: skip
def test_at_the_price_it_can_bear_the_cushion_is_just_spent(netback, own, units, costs, cushion):
    price = rules.bearable_price(netback, own, units, costs, cushion, 1.0)
    result = netback * (own + units) - costs - price * units
    assert result == pytest.approx(-cushion, abs=1e-6 * (1.0 + costs + netback * (own + units)))


@pytest.mark.parametrize(
    ("bearable", "floor"), [(20.0, 13.6), (13.6, 13.6), (12.0, 12.0), (10.0, 0.0), (-4.0, 0.0)]
)
def test_a_floor_is_kept_lowered_or_dropped(bearable, floor):
    assert rules.floor_for_next_year(13.6, bearable, 10.0) == floor


def test_a_floor_out_of_reach_of_the_formula_is_kept_for_the_day():
    assert rules.floor_for_next_year(13.6, 20.0, 16.0) == 13.6


def test_volume_is_what_cash_pays_in_advance_and_the_plant_holds():
    assert rules.contracted_share(400.0, 50.0, 16.0, 1.0, 100.0) == pytest.approx(0.5)
    assert rules.contracted_share(4000.0, 50.0, 16.0, 1.0, 20.0) == pytest.approx(0.4)
    assert rules.contracted_share(4000.0, 50.0, 16.0, 1.0, 100.0) == 1.0
    assert rules.contracted_share(-5.0, 50.0, 16.0, 1.0, 100.0) == 0.0
    assert rules.contracted_share(0.0, 0.0, 16.0, 1.0, 0.0) == 1.0


def test_who_is_full_and_earns_invests():
    # 5% of 1,200 are 60 birds at 9.6 yuan.
    arguments = (3.0, 9.6, 1200.0, 1e6, 0.95, 0.25, 0.05)
    assert rules.invested_capacity(0.97, *arguments) == pytest.approx(60.0)
    assert rules.invested_capacity(0.94, *arguments) == 0.0


def test_investment_needs_a_return_and_money():
    # A margin of 2 on a cost of 9.6 is less than a quarter.
    assert rules.invested_capacity(1.0, 2.0, 9.6, 1200.0, 1e6, 0.95, 0.25, 0.05) == 0.0
    assert rules.invested_capacity(1.0, 3.0, 9.6, 1200.0, 96.0, 0.95, 0.25, 0.05) == 10.0
    assert rules.invested_capacity(1.0, 3.0, 9.6, 1200.0, -9.0, 0.95, 0.25, 0.05) == 0.0
