"""Buyers' demand by hand and the clearing price against closed forms and an independent root."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq

from sim.rules.market import (
    buyer_demand,
    clearing_price,
    demand_beyond,
    diffused_share,
    followed_plan,
    total_demand,
)

NO_CAP = 1e9


def clear(offered, *, planned, netback, margin, reservation=0.0, taken=None, exponent=2.0,
          cap=NO_CAP):  # fmt: skip
    columns = [np.array(values, dtype=float) for values in (planned, netback, margin)]
    shape = [np.full(len(planned), value) for value in (exponent, cap)]
    already = np.zeros(len(planned)) if taken is None else np.array(taken, dtype=float)
    return clearing_price(offered, reservation, *columns, already, *shape)


def of_each(price, *columns):
    return [
        demand_beyond(p, n, price, m, k, c, t) for p, n, m, t, k, c in zip(*columns, strict=True)
    ]


@pytest.mark.parametrize(
    ("price", "expected"),
    [
        (6.8, 100.0),  # bracket 8.7 - 6.8 = 1.9 = the margin: just the plan
        (6.99, 81.0),  # bracket 1.71, nine tenths of the margin, squared
        (6.61, 121.0),  # bracket 2.09, eleven tenths, squared
        (5.0, 130.0),  # (3.7 / 1.9)^2 = 3.8 plans: stopped by the cap
        (8.7, 0.0),
        (9.5, 0.0),
    ],
)
def test_buyer_demand(price, expected):
    assert buyer_demand(100.0, 8.7, price, 1.9, 2.0, 1.3) == pytest.approx(expected)


def test_who_plans_nothing_buys_nothing():
    assert buyer_demand(0.0, 8.7, 1.0, 1.9, 2.0, 1.3) == 0.0


def test_demand_is_in_proportion_to_the_margin_when_the_exponent_is_one():
    assert buyer_demand(100.0, 8.7, 7.75, 1.9, 1.0, 1.3) == pytest.approx(50.0)


def test_total_demand_leaves_out_what_was_taken_under_contract():
    planned, netback, margin = np.array([100.0, 40.0]), np.array([8.7, 8.7]), np.array([1.9, 1.9])
    # At 6.8 they want 100 and 40. The first has 30 already, the second more than it wants.
    taken = np.array([30.0, 50.0])
    shape = np.full(2, 2.0), np.full(2, 1.3)
    assert total_demand(6.8, planned, netback, margin, taken, *shape) == pytest.approx(70.0)
    assert of_each(6.8, planned, netback, margin, taken, *shape) == pytest.approx([70.0, 0.0])


def test_buyers_of_different_kind_in_one_market():
    """A dealer with a curved demand, a processor that takes all its room over a yuan's width."""
    planned, netback, margin = np.array([100.0, 30.0]), np.array([8.7, 7.0]), np.array([1.9, 1.0])
    shape = np.array([2.0, 1.0]), np.array([1.3, 1.0])
    nothing = np.zeros(2)
    # At 6.61: 121 of the dealer, 30 x 0.39 of the processor.
    wanted = of_each(6.61, planned, netback, margin, nothing, *shape)
    assert wanted == pytest.approx([121.0, 11.7])
    price, sold = clearing_price(132.7, 0.0, planned, netback, margin, nothing, *shape)
    assert price == pytest.approx(6.61)
    assert sold == 132.7
    # Far below, the processor stops at its room and the dealer at 1.3 plans.
    assert of_each(1.0, planned, netback, margin, nothing, *shape) == pytest.approx([130.0, 30.0])


@pytest.mark.parametrize(
    ("offered", "expected"),
    [(100.0, 6.80), (81.0, 6.99), (121.0, 6.61), (1.0, 8.51), (400.0, 4.90)],
)
def test_one_buyer_in_closed_form(offered, expected):
    # 100 ((8.7 - O) / 1.9)^2 = S, so O = 8.7 - 1.9 sqrt(S / 100).
    price, sold = clear(offered, planned=[100.0], netback=[8.7], margin=[1.9])
    assert price == pytest.approx(expected, abs=1e-9)
    assert sold == offered


@pytest.mark.parametrize("exponent", [1.0, 2.0, 3.5])
@pytest.mark.parametrize("offered", [20.0, 100.0, 260.0])
def test_one_buyer_for_any_exponent(offered, exponent):
    price, _ = clear(offered, planned=[100.0], netback=[20.0], margin=[5.0], exponent=exponent)
    assert price == pytest.approx(20.0 - 5.0 * (offered / 100.0) ** (1.0 / exponent), abs=1e-9)


def test_two_buyers_with_straight_demand_by_hand():
    # 10 (8 - O) / 2 + 20 (9 - O) / 3 = 40 -> 100 - 35/3 O = 40 -> O = 36/7.
    price, sold = clear(
        40.0, planned=[10.0, 20.0], netback=[8.0, 9.0], margin=[2.0, 3.0], exponent=1.0
    )
    assert price == pytest.approx(36.0 / 7.0, abs=1e-9)
    assert sold == 40.0


def test_a_buyer_whose_netback_is_too_low_drops_out():
    # 20 (9 - O) / 3 = 4 -> O = 8.4, above what the first can pay.
    price, _ = clear(4.0, planned=[10.0, 20.0], netback=[8.0, 9.0], margin=[2.0, 3.0], exponent=1.0)
    assert price == pytest.approx(8.4, abs=1e-9)


BUYERS = st.lists(
    st.tuples(
        st.floats(1.0, 1e6),  # planned
        st.floats(1.0, 30.0),  # netback
        st.floats(0.1, 5.0),  # margin
        st.floats(0.0, 1.0),  # taken already, a share of the plan
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=60)
@given(BUYERS, st.floats(0.01, 1.2), st.floats(1.0, 4.0))
def test_many_buyers_against_an_independent_root(buyers, share, exponent):
    planned, netback, margin, taken_share = (
        np.array(column) for column in zip(*buyers, strict=True)
    )
    taken, cap = taken_share * planned, 1.3

    def excess(price):
        bracket = np.clip(netback - price, 0.0, None) / margin
        wanted = np.minimum(bracket**exponent, cap) * planned
        return np.clip(wanted - taken, 0.0, None).sum() - offered

    offered = share * planned.sum()
    price, sold = clear(
        offered, planned=planned, netback=netback, margin=margin, taken=taken, exponent=exponent,
        cap=cap,
    )  # fmt: skip
    if excess(0.0) <= 0.0:
        # More than all can take at the reservation price of nothing.
        assert price == 0.0
        assert sold == pytest.approx(excess(0.0) + offered)
        return
    assert sold == offered
    # Demand is flat where buyers are at their caps, so prices are compared through quantities.
    root = brentq(excess, 0.0, netback.max(), xtol=1e-13)
    tolerance = 1e-7 * planned.sum()
    assert abs(excess(price) - excess(root)) <= tolerance
    assert abs(excess(price)) <= tolerance


def test_more_than_all_buyers_can_take_stays_unsold():
    price, sold = clear(
        500.0, planned=[100.0, 50.0], netback=[8.7, 8.7], margin=[1.9, 1.9], cap=1.3,
        reservation=1.0,
    )  # fmt: skip
    assert price == 1.0
    assert sold == pytest.approx(195.0)  # 1.3 x (100 + 50)


def test_nothing_is_sold_below_the_reservation_price():
    # 121 would fetch 6.61; at 6.8 buyers want 100.
    price, sold = clear(121.0, planned=[100.0], netback=[8.7], margin=[1.9], reservation=6.8)
    assert price == 6.8
    assert sold == pytest.approx(100.0)


def test_nobody_pays_as_much_as_the_reservation_price():
    price, sold = clear(10.0, planned=[100.0], netback=[8.7], margin=[1.9], reservation=9.0)
    assert (price, sold) == (9.0, 0.0)


def test_a_market_without_buyers():
    assert clear(10.0, planned=[], netback=[], margin=[], reservation=1.5) == (1.5, 0.0)


def test_contract_purchases_are_part_of_the_plan():
    # 19 are taken; the other 81 of the plan come to the spot market: the plan's price.
    price, _ = clear(81.0, planned=[100.0], netback=[8.7], margin=[1.9], taken=[19.0])
    assert price == pytest.approx(6.8, abs=1e-9)


def test_the_last_unit_goes_to_who_pays_most():
    # Hardly anything offered: nearly the best buyer's whole netback.
    price, sold = clear(1e-9, planned=[100.0, 1.0], netback=[8.7, 9.3], margin=[1.9, 1.9])
    assert price == pytest.approx(9.3, abs=1e-4)
    assert sold == 1e-9


def test_nothing_on_offer_names_what_the_first_unit_would_fetch():
    price, sold = clear(0.0, planned=[100.0, 1.0], netback=[8.7, 9.3], margin=[1.9, 1.9])
    assert price == pytest.approx(9.3)
    assert sold == 0.0


@settings(max_examples=40)
@given(st.floats(0.1, 300.0), st.floats(0.1, 300.0), st.floats(0.0, 9.0))
def test_more_on_offer_never_raises_the_price(first, second, reservation):
    buyers = {"planned": [60.0, 40.0], "netback": [8.7, 7.5], "margin": [1.9, 1.0], "cap": 1.3}
    low, high = sorted((first, second))
    price_low, sold_low = clear(low, **buyers, reservation=reservation)
    price_high, sold_high = clear(high, **buyers, reservation=reservation)
    assert price_high <= price_low + 1e-9
    assert price_high >= reservation
    assert sold_low <= sold_high + 1e-9
    assert sold_low <= low
    assert sold_high <= high


def test_a_new_channel_grows_slowly_to_half_and_levels_off():
    reached = [diffused_share(years, 3.0, 2.0) for years in (0.0, 1.0, 3.0, 9.0, 90.0)]
    assert reached[0] == 0.0
    assert reached[1] == pytest.approx(0.1)  # 1 / (1 + 9)
    assert reached[2] == pytest.approx(0.5)
    assert reached == sorted(reached)
    assert reached[-1] == pytest.approx(1.0, abs=0.002)


def test_a_buyer_follows_what_it_was_offered_with_a_lag():
    assert followed_plan(1.0, 1.3, 0.1, 0.25) == pytest.approx(1.075)
    assert followed_plan(1.0, 1.05, 0.1, 0.25) == 1.0  # an ordinary year
    assert followed_plan(1.2, 0.5, 0.1, 0.25) == pytest.approx(1.15)
    assert followed_plan(1.0, 0.2, 0.1, 0.25) == 1.0  # never below the opening plan
