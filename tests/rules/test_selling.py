"""How much of a stored crop is offered in a month."""

import numpy as np
import pytest

from sim.rules.selling import (
    crop_year_behind,
    months_to_sale,
    new_crop_month,
    offered_share,
    planned_sale_share,
    worth_storing,
)

OCTOBER, NOVEMBER, MARCH, SEPTEMBER = 9, 10, 2, 8


@pytest.fixture
def calendars(plain):
    return plain.jujube.purchase_calendar, plain.jujube.harvest_calendar


@pytest.mark.parametrize(
    ("month", "expected"),
    [
        (OCTOBER, 0.4),  # a fifth of the year, from the half of the crop that is in
        (NOVEMBER, 0.3125),  # 0.25 of the 0.80 still planned
        (MARCH, 1 / 3),  # 0.06 of 0.06 + 0.04 + 0.03 + 0.02 + 0.01 + 0.01 + 0.01 = 0.18
        (SEPTEMBER, 1.0),  # the last month before the new crop
    ],
)
def test_planned_sale_share(calendars, month, expected):
    assert planned_sale_share(*calendars, month) == pytest.approx(expected)


def test_the_plan_sells_the_crop_by_the_purchase_calendar(calendars):
    purchases, harvest = calendars
    stock, sold = 0.0, {}
    for month in [*range(9, 12), *range(9)]:
        stock += harvest[month]
        sold[month] = stock * planned_sale_share(purchases, harvest, month)
        stock -= sold[month]
    assert stock == pytest.approx(0.0, abs=1e-12)
    assert [sold[month] for month in range(12)] == pytest.approx(list(purchases))


def test_where_nothing_more_is_planned_everything_is_sold():
    nothing, harvest = np.zeros(12), np.full(12, 1 / 12)
    assert planned_sale_share(nothing, harvest, MARCH) == 1.0


def test_where_nothing_was_harvested_yet_old_crop_goes():
    purchases, harvest = np.full(12, 1 / 12), np.zeros(12)
    assert planned_sale_share(purchases, harvest, OCTOBER) == 1.0


@pytest.mark.parametrize(
    ("planned", "quote", "expected", "response", "short", "share"),
    [
        (0.2, 6.8, 6.8, 2.0, False, 0.2),  # as planned
        (0.2, 7.2, 6.0, 2.0, False, 0.288),  # 1.2^2 = 1.44 plans
        (0.2, 3.0, 6.0, 2.0, False, 0.1),  # 0.25, held at half the plan
        (0.2, 12.0, 6.0, 2.0, False, 0.4),  # 4, held at twice the plan
        (0.2, 3.0, 6.0, 0.0, False, 0.2),  # who does not respond follows the plan
        (0.2, 3.0, 6.0, 2.0, True, 0.4),  # needs money: twice the plan, at any price
        (0.6, 3.0, 6.0, 2.0, True, 1.0),  # never more than all
        (1.0, 1.0, 6.0, 2.0, False, 1.0),  # what cannot wait
        (0.2, 6.8, 0.0, 2.0, False, 0.2),  # no expectation
        (0.2, 0.0, 6.8, 2.0, False, 0.2),  # no quote
    ],
)
def test_offered_share(planned, quote, expected, response, short, share):
    assert offered_share(planned, quote, expected, response, short) == pytest.approx(share)


@pytest.mark.parametrize(
    ("harvested", "first"),
    [
        ({9: 0.5, 10: 0.5}, 9),  # dates, October and November
        ({8: 0.7, 9: 0.3}, 8),  # walnuts, September and October
        ({11: 0.4, 0: 0.6}, 11),  # over the turn of the year
        ({4: 1.0}, 4),
        (dict.fromkeys(range(12), 1 / 12), 0),  # all year
        ({}, 0),
    ],
)
def test_the_crop_year_begins_with_the_harvest(harvested, first):
    calendar = np.array([harvested.get(month, 0.0) for month in range(12)])
    assert new_crop_month(calendar) == first


def test_nothing_is_kept_past_the_month_before_the_harvest():
    purchases = np.full(12, 1 / 12)
    harvest = np.array([0.0] * 7 + [1.0] + [0.0] * 4)  # in August
    assert planned_sale_share(purchases, harvest, 6) == 1.0
    assert planned_sale_share(purchases, harvest, 7) == pytest.approx(1 / 12)


def test_the_crop_year_of_dates_runs_from_october_to_september():
    # October 20 + November 25 + December 18 percent are behind at the end of December.
    calendar = np.array([0.12, 0.07, 0.06, 0.04, 0.03, 0.02, 0.01, 0.01, 0.01, 0.20, 0.25, 0.18])
    assert crop_year_behind(calendar, 9, 9) == pytest.approx(0.20)
    assert crop_year_behind(calendar, 9, 11) == pytest.approx(0.63)
    assert crop_year_behind(calendar, 9, 8) == pytest.approx(1.0)


def test_months_until_what_is_stored_is_sold(calendars):
    """From November: December 0.18 in a month, January 0.12 in two, ... of 0.55 in all."""
    ahead = {12: 1, 1: 2, 2: 3, 3: 4, 4: 5, 5: 6, 6: 7, 7: 8, 8: 9, 9: 10}
    calendar, _ = calendars
    waited = sum(calendar[month - 1] * months for month, months in ahead.items())
    expected = waited / sum(calendar[month - 1] for month in ahead)
    assert 2.0 < expected < 4.0
    assert months_to_sale(*calendars, NOVEMBER) == pytest.approx(expected)
    assert months_to_sale(*calendars, OCTOBER) == pytest.approx(expected + 1.0)
    assert months_to_sale(*calendars, SEPTEMBER) == 0.0


@pytest.mark.parametrize(
    ("expected", "months", "loss", "interest", "handling", "worth"),
    [
        (6.8, 0.0, 0.005, 0.06, 0.0, 6.8),
        (6.8, 2.0, 0.005, 0.06, 0.06, 6.8 * 0.995**2 * 0.99 - 0.06),
        (0.05, 2.0, 0.005, 0.06, 0.06, 0.0),  # not worth the handling
    ],
)
def test_what_a_unit_in_store_is_worth_today(expected, months, loss, interest, handling, worth):
    assert worth_storing(expected, months, loss, interest, handling) == pytest.approx(worth)
