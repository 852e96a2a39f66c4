"""Living, warning and learning, by hand."""

import pytest

from sim.rules.household import (
    GREEN,
    ORANGE,
    RED,
    YELLOW,
    adapted_expectation,
    consumption,
    warning_colour,
)


@pytest.mark.parametrize(
    ("cash", "income_12", "expected"),
    [
        (8000.0, 24000.0, 2000.0),  # four months' income in hand: a month's income
        (10000.0, 24000.0, 2300.0),  # 2,000 too much, 15% of it spent
        (4000.0, 24000.0, 1400.0),  # 4,000 too little, 15% of it saved
        (2000.0, 24000.0, 1100.0),
        (900.0, 24000.0, 900.0),  # 2,000 - 0.15 x 7,100 = 935: more than there is
        (2000.0, 6000.0, 800.0),  # a month's 500 is less than the need
        (5000.0, -3000.0, 800.0),  # after a year of losses: 0.15 x 5,000 = 750, still the need
        (500.0, 0.0, 500.0),
        (0.0, 24000.0, 0.0),
        (-20.0, 24000.0, 0.0),
    ],
)
def test_consumption(cash, income_12, expected):
    assert consumption(cash, income_12, 800.0, 4.0, 0.15) == pytest.approx(expected)


def test_the_buffer_settles_at_its_target():
    cash = 0.0
    for _ in range(200):
        cash += 2000.0
        cash -= consumption(cash, 24000.0, 800.0, 4.0, 0.15)
    # After eating, a household whose income is steady keeps what leaves its wish unchanged:
    # the month's income comes on top of 6,000 and makes the target of 8,000.
    assert cash == pytest.approx(6000.0)


@pytest.mark.parametrize(
    ("income", "before", "expected"),
    [
        (3999.0, 3999.0, RED),
        (4000.0, 4000.0, ORANGE),  # under 1.15 x 4,000 = 4,600
        (4599.0, 4599.0, ORANGE),
        (4600.0, 4600.0, YELLOW),  # under the monitoring line only
        (5999.0, 8000.0, YELLOW),  # fallen by a quarter
        (5999.0, 8600.0, ORANGE),  # low and fallen: 0.7 x 8,600 = 6,020
        (7000.0, 10001.0, YELLOW),  # fallen, but far from the lines
        (7000.0, 10000.0, GREEN),  # just 30% is not above 30%
        (6000.0, 6000.0, GREEN),
        (-500.0, 6000.0, RED),
    ],
)
def test_warning_colour(income, before, expected):
    assert warning_colour(income, income, before, 4000.0, 6000.0, 0.3, 1.15) == expected


@pytest.mark.parametrize(
    ("income", "bills", "expected"),
    [
        (9000.0, 2699.0, GREEN),
        (9000.0, 2701.0, YELLOW),  # bills take more than 30% of last year's income
        (9000.0, 3001.0, ORANGE),  # and what is left is under the monitoring line
        (9000.0, 5500.0, ORANGE),  # red is for income under the poverty line
        (3999.0, 0.0, RED),
    ],
)
def test_large_bills_warn_like_a_fall_of_income(income, bills, expected):
    colour = warning_colour(income, income - bills, 9000.0, 4000.0, 6000.0, 0.3, 1.15)
    assert colour == expected


def test_adapted_expectation():
    # 35% of the way from 6.8 to 4.8.
    assert adapted_expectation(6.8, 4.8, 0.35) == pytest.approx(6.1)
    assert adapted_expectation(6.8, 4.8, 0.0) == 6.8
    assert adapted_expectation(6.8, 4.8, 1.0) == pytest.approx(4.8)
