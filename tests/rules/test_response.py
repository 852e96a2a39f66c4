"""What a warned household gets, by hand."""

import pytest

from sim.rules.response import gap_to_line, paid_from_fund, struck_by_a_fall


def test_the_gap_lifts_a_household_just_to_the_line():
    # Four persons at 6,000: 24,000.
    gap = gap_to_line(21_000.0, 6000.0, 4.0)
    assert gap == pytest.approx(3000.0, abs=0.011)
    assert 21_000.0 + gap >= 24_000.0
    assert gap_to_line(24_000.0, 6000.0, 4.0) == 0.0
    assert gap_to_line(30_000.0, 6000.0, 4.0) == 0.0


@pytest.mark.parametrize(
    ("fund", "expected"), [(100_000.0, 1500.0), (700.0, 700.0), (0.0, 0.0), (-1e-9, 0.0)]
)
def test_a_village_fund_pays_a_part_until_it_is_empty(fund, expected):
    assert paid_from_fund(3000.0, 0.5, fund) == expected


def test_a_fall_counts_from_its_least_share_on():
    assert struck_by_a_fall(left=5399.0, before=6000.0, least_fall=0.1)
    assert not struck_by_a_fall(left=5401.0, before=6000.0, least_fall=0.1)
    assert not struck_by_a_fall(left=6000.0, before=6000.0, least_fall=0.0)
