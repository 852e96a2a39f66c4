"""A county's market: what it opens with, and what clearing leaves behind."""

import numpy as np
import pytest

from sim.state.market import Market

OCTOBER, JUNE = 9, 5


@pytest.fixture
def dates(plain) -> Market:
    """Dates at 6.8 = 9.8 - 1.1 freight - 1.9 margin; October plans: 200 and 100 kg."""
    market = Market(0, "luopu", "jujube", 2, 0, plain.jujube)
    market.yearly[:] = [1000.0, 500.0]
    return market


def test_at_opening_prices_buyers_take_just_what_they_plan(dates):
    assert dates.planned(OCTOBER) == pytest.approx([200.0, 100.0])
    dates.clear(300.0, OCTOBER)
    assert dates.farm_gate == pytest.approx(6.8)
    assert dates.sold_share == 1.0
    assert dates.bought == pytest.approx([200.0, 100.0])


def test_more_than_planned_widens_the_margin(dates):
    dates.clear(363.0, OCTOBER)
    # 363 / 300 = 1.1^2, so the margin is 1.1 x 1.9: 8.7 - 2.09.
    assert dates.farm_gate == pytest.approx(6.61)
    assert dates.ratio == pytest.approx(6.61 / 9.8)


def test_who_can_store_waits_rather_than_take_any_price(dates):
    dates.clear(3000.0, OCTOBER)
    # A fifth of the opening price below the plan's price: 6.8 - 1.36.
    assert dates.farm_gate == pytest.approx(5.44)
    # (3.26 / 1.9)^2 = 2.9 plans, but buyers stop at 1.3.
    assert dates.sold_share == pytest.approx(390.0 / 3000.0)
    assert dates.bought.sum() == pytest.approx(390.0)


def test_what_cannot_wait_falls_to_salvage(plain):
    roses = Market(0, "yutian", "rose", 1, 0, plain.rose)
    roses.yearly[:] = 1000.0
    assert roses.reservation == pytest.approx(3.0)  # a fifth of 15
    roses.clear(5000.0, OCTOBER - 4)
    assert roses.farm_gate == pytest.approx(3.0)


def test_contract_purchases_come_off_the_plan(dates):
    dates.taken[:] = [50.0, 0.0]
    dates.clear(250.0, OCTOBER)
    assert dates.farm_gate == pytest.approx(6.8)
    assert dates.bought == pytest.approx([150.0, 100.0])


def test_with_nothing_on_offer_the_last_ratio_stays(dates):
    dates.clear(363.0, OCTOBER)
    dates.reference = 8.0
    dates.planned_price = 5.0
    dates.clear(0.0, OCTOBER)
    assert not dates.traded
    assert dates.farm_gate == pytest.approx(8.0 * 6.61 / 9.8)
    assert dates.ratio == pytest.approx(6.61 / 9.8)
    assert not dates.bought.any()


def test_a_shift_of_the_reference_arrives_one_for_one(dates):
    dates.reference = 7.76
    dates.planned_price = 4.76
    dates.clear(300.0, OCTOBER)
    assert dates.farm_gate == pytest.approx(4.76)  # 2.04 less, as at the reference


def test_dearer_freight_is_the_growers(dates):
    dates.freight_factor = 2.0
    dates.planned_price = 5.7
    dates.clear(300.0, OCTOBER)
    assert dates.farm_gate == pytest.approx(5.7)


def test_a_buyer_that_left_leaves_its_share(dates):
    dates.demand_factor[:] = [1.0, 0.0]
    dates.clear(200.0, OCTOBER)
    assert dates.farm_gate == pytest.approx(6.8)
    assert dates.bought == pytest.approx([200.0, 0.0])


def test_a_premium_is_kept_by_the_buyer_it_is_paid_to(dates):
    """At opening prices a better outlet takes its plan and no more."""
    dates.premium[:] = [0.0, 3.0]
    assert dates.netback() == pytest.approx([8.7, 11.7])
    assert dates.margin() == pytest.approx([1.9, 4.9])
    dates.clear(300.0, OCTOBER)
    assert dates.bought == pytest.approx([200.0, 100.0])


def test_the_formula_price_knows_no_floor(dates):
    dates.signing_price, dates.quote, dates.floor = 6.8, 4.8, 9.0
    assert dates.formula_price() == pytest.approx(5.8)


def test_a_market_without_buyers_sells_nothing(plain):
    market = Market(0, "luopu", "jujube", 0, 0, plain.jujube)
    market.clear(100.0, JUNE)
    assert market.sold_share == 0.0
    assert np.isfinite(market.farm_gate)


@pytest.fixture
def squabs(plain) -> Market:
    """Squabs at 16; one buyer plans 100 a month, one processor has room for 40."""
    market = Market(0, "yutian", "pigeon", 1, 1, plain.pigeon)
    market.yearly[:] = 100.0 / plain.pigeon.purchase_calendar[JUNE]
    market.room[:], market.bid_top[:] = 40.0, 14.4  # a tenth of 16 below the plan's price
    return market


def test_a_processor_stays_away_at_the_plans_price(squabs):
    squabs.clear(100.0, JUNE)
    assert squabs.farm_gate == pytest.approx(16.0)
    assert squabs.bidder_share == 0.0


def test_a_processor_takes_part_of_a_glut(squabs):
    # At 13.6 the buyer would take (4.8 / 2.4)^2 = 4 plans, but stops at 1.3; the processor,
    # 0.8 below its top over a width of 1.6, half its room.
    squabs.clear(150.0, JUNE)
    assert squabs.farm_gate == pytest.approx(13.6)
    assert squabs.sold_share == 1.0
    assert squabs.bought == pytest.approx([130.0])
    assert squabs.bidder_bought == pytest.approx([20.0])
    assert squabs.bidder_share == pytest.approx(20.0 / 150.0)


def test_a_processors_room_is_not_endless(squabs):
    squabs.clear(400.0, JUNE)
    assert squabs.farm_gate == pytest.approx(4.0)  # salvage, a quarter of 16
    assert squabs.bidder_bought == pytest.approx([40.0])
    assert squabs.bought == pytest.approx([130.0])
