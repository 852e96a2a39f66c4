"""Picking, hired hands and thrift, by hand."""

import pytest

from sim.rules.growing import (
    hired_days,
    input_cut,
    lean_months,
    patient_change,
    sold_in_need,
    worth_picking,
    yield_after_thrift,
)


@pytest.mark.parametrize(("quote", "worth"), [(1.13, True), (1.12, False), (0.5, False)])
def test_worth_picking_only_above_the_marginal_cost(quote, worth):
    # 120 yuan a day for 137 kg, and 0.25 for transport: about 1.13 yuan; here 1.12.
    assert worth_picking(quote, 1.12) is worth


@pytest.mark.parametrize(
    ("needed", "own", "cash", "wage", "found", "expected"),
    [
        (10.0, 4.0, 1000.0, 120.0, 1.0, 6.0),
        (10.0, 4.0, 360.0, 120.0, 1.0, 3.0),  # cash for three days
        (10.0, 4.0, 1000.0, 120.0, 0.5, 3.0),  # every second picker found
        (10.0, 4.0, 240.0, 120.0, 0.5, 2.0),  # both: the cash binds
        (10.0, 12.0, 1000.0, 120.0, 1.0, 0.0),  # enough own hands
        (10.0, 4.0, -50.0, 120.0, 1.0, 0.0),
        (10.0, 4.0, 0.0, 0.0, 1.0, 6.0),  # where picking costs nothing cash does not bind
    ],
)
def test_hired_days(needed, own, cash, wage, found, expected):
    assert hired_days(needed, own, cash, wage, found) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (1500.0, 0.0),
        (2000.0, 0.0),
        (1200.0, 0.1),  # a fifth short, half of it saved
        (900.0, 0.2),
        (0.0, 0.4),  # half, but no more than 40%
        (-100.0, 0.4),
    ],
)
def test_input_cut(value, expected):
    assert input_cut(value, 1500.0, 0.5, 0.4) == pytest.approx(expected)


def test_no_full_cost_no_thrift():
    assert input_cut(0.0, 0.0, 0.5, 0.4) == 0.0


def test_yield_after_thrift():
    assert yield_after_thrift(0.0, 0.4) == 1.0
    assert yield_after_thrift(0.1, 0.4) == pytest.approx(0.96)
    assert yield_after_thrift(0.4, 0.4) == pytest.approx(0.84)


def test_lean_months_are_counted_in_succession():
    months = 0.0
    counted = []
    for value in (1400.0, 1499.0, 1500.0, 1200.0):
        months = lean_months(months, value, 1500.0)
        counted.append(months)
    assert counted == [1.0, 2.0, 0.0, 1.0]


def test_animals_have_no_full_cost_and_no_lean_months():
    assert lean_months(0.0, 0.0, 0.0) == 0.0


@pytest.mark.parametrize(
    ("change", "months", "expected"),
    [(-0.1, 12.0, 0.0), (-0.1, 13.0, -0.1), (0.05, 0.0, 0.05), (0.0, 0.0, 0.0)],
)
def test_trees_are_pulled_only_after_more_than_a_lean_year(change, months, expected):
    assert patient_change(change, months, 13.0) == expected


@pytest.mark.parametrize(
    ("months", "missing", "expected_net", "sold"),
    [
        (0.0, 500.0, -50.0, 0.0),
        (1.0, 120.0, 400.0, 0.1),
        (1.0, 900.0, 400.0, 0.2),
        (2.0, -10.0, -50.0, 0.0),
        (3.0, -10.0, 179.0, 0.2),
        (3.0, -10.0, 181.0, 0.0),
        (3.0, 60.0, 181.0, 0.05),
    ],
)
def test_who_lacks_cash_sells_what_covers_it_and_who_can_wait_only_what_has_no_prospect(
    months, missing, expected_net, sold
):
    share = sold_in_need(months, 3.0, missing, expected_net, 1200.0, 0.15, 0.2)
    assert share == pytest.approx(sold)


def test_without_animals_nothing_is_sold_in_need():
    assert sold_in_need(5.0, 3.0, 100.0, 0.0, 0.0, 0.15, 0.2) == 0.0
