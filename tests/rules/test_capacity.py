"""How much of a chain a holder wants and how fast it goes there, by hand."""

import pytest

from sim.rules.capacity import capacity_change, desired_capacity


@pytest.mark.parametrize(
    ("capacity", "ratio", "expected"),
    [
        (10.0, 1.0, 10.0),
        (10.0, 1.3, 10.0),  # within the band of 30% nothing is worth changing
        (10.0, 0.7, 10.0),
        (10.0, 1.4, 10.3),  # 10 x (1 + 0.3 x 0.1): a tenth beyond the band
        (10.0, 2.0, 12.1),
        (10.0, 0.5, 9.4),
        (10.0, -3.0, 0.0),  # 1 + 0.3 x (-4 + 0.3) is negative: everything goes
        (9.0, 1.0, 9.1),  # trees once pulled come back to the edge of the band: 1 - 0.3 x 0.3
        (12.0, 1.0, 10.9),
        (9.0, 0.8, 9.0),  # 0.8 would want 8.5 to 10.3
    ],
)
def test_desired_capacity(capacity, ratio, expected):
    assert desired_capacity(capacity, 10.0, ratio, 0.3, 0.3) == pytest.approx(expected)


def test_without_a_band_the_supply_curve_is_a_line():
    for now in (5.0, 10.0, 20.0):
        assert desired_capacity(now, 10.0, 1.2, 0.0, 0.5) == pytest.approx(11.0)


@pytest.mark.parametrize(
    ("desired", "expected"),
    [(10.0, 0.0), (10.3, 0.03), (12.0, 0.05), (9.4, -0.06), (0.0, -0.15)],
)
def test_capacity_change(desired, expected):
    assert capacity_change(10.0, desired, 0.15, 0.05) == pytest.approx(expected)


def test_who_has_nothing_has_nothing_to_change():
    assert capacity_change(0.0, 10.0, 0.15, 0.05) == 0.0


def test_the_same_return_every_year_leads_to_the_supply_curve_and_stays():
    """Capacity is a level, not a sum of past returns: at 1.5 it ends at 1.06 of normal."""
    capacity = 10.0
    for _ in range(20):
        desired = desired_capacity(capacity, 10.0, 1.5, 0.3, 0.3)
        capacity *= 1.0 + capacity_change(capacity, desired, 0.15, 0.05)
    assert capacity == pytest.approx(10.6)
