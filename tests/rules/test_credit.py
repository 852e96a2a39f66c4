"""Microcredit at its due date, by hand."""

import pytest

from sim.rules.credit import (
    compensation,
    lent_again,
    penalty_rate,
    planned_repayment,
    renewed,
    repaid,
)


def test_a_plan_asks_for_months_of_income_beyond_subsistence():
    # (33,600 - 9,600) / 12 = 2,000 a month.
    assert planned_repayment(33_600.0, 9600.0, 4.0) == pytest.approx(8000.0)
    assert planned_repayment(9000.0, 9600.0, 4.0) == 0.0


@pytest.mark.parametrize(
    ("plan", "supply", "expected"),
    [
        (8000.0, 1.0, 24_000.0),  # 80% renewed: 6,000 due, less than the plan bears
        (2000.0, 1.0, 28_000.0),  # the plan bears 2,000
        (8000.0, 0.5, 12_000.0),  # the bank renews half of what it would
        (8000.0, 0.0, 0.0),  # a freeze: everything is due
        (8000.0, 2.0, 30_000.0),  # more than the loan cannot be renewed
    ],
)
def test_what_is_renewed(plan, supply, expected):
    assert renewed(30_000.0, 0.8, plan, supply) == pytest.approx(expected)


def test_repayment_leaves_the_reserve():
    assert repaid(6000.0, 9000.0, 1600.0) == 6000.0
    assert repaid(6000.0, 5000.0, 1600.0) == 3400.0
    assert repaid(6000.0, 1000.0, 1600.0) == 0.0


def test_who_repaid_is_lent_up_to_the_usual_debt():
    assert lent_again(24_000.0, 30_000.0, 1.0, 50_000.0, 1.0) == 6000.0
    assert lent_again(24_000.0, 30_000.0, 1.5, 50_000.0, 1.0) == 21_000.0
    assert lent_again(24_000.0, 30_000.0, 3.0, 50_000.0, 1.0) == 26_000.0  # the cap
    assert lent_again(24_000.0, 30_000.0, 0.5, 50_000.0, 1.0) == 0.0
    assert lent_again(24_000.0, 30_000.0, 1.0, 50_000.0, 0.5) == 3000.0


def test_penalty():
    assert penalty_rate(0.04, 0.5) == pytest.approx(0.06)


def test_the_fund_shares_the_loss_while_it_lasts():
    assert compensation(1000.0, 0.7, 5000.0) == pytest.approx(700.0)
    assert compensation(1000.0, 0.7, 300.0) == 300.0
    assert compensation(1000.0, 0.7, 0.0) == 0.0
