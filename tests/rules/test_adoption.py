"""What convinces a household of a chain, by hand."""

import pytest

from sim.rules.adoption import adoption_threshold, entry_surplus, is_convinced, realised_ratio


@pytest.mark.parametrize(
    ("price", "harvest", "expected"),
    [
        (16.0, 1.0, 1.0),
        (20.0, 1.0, 2.0),  # 10 x 20 - 120 = 80 over 10 x 16 - 120 = 40
        (16.0, 1.25, 2.0),  # a better harvest does what a better price does
        (12.0, 1.0, 0.0),
        (0.0, 1.0, -3.0),  # nothing sold, everything fed
    ],
)
def test_realised_ratio(price, harvest, expected):
    assert realised_ratio(price, harvest, 10.0, 120.0, 16.0, 0.05) == pytest.approx(expected)


def test_who_earns_nothing_in_a_normal_year_is_compared_with_a_least_return():
    # Normal: 160 - 200 < 0.05 x 10 = 0.5; realised 220 - 200 = 20.
    assert realised_ratio(22.0, 1.0, 10.0, 200.0, 16.0, 0.05) == pytest.approx(40.0)


def test_who_has_no_output_yet_had_neither_a_good_nor_a_bad_year():
    assert realised_ratio(20.0, 0.0, 0.0, 50.0, 16.0, 0.05) == 1.0


@pytest.mark.parametrize(
    ("free_share", "persuasion", "credibility", "expected"),
    [
        (0.0, 0.8, 1.0, 0.3),
        (0.5, 0.8, 1.0, 0.18),  # half the inputs free take 40% of the doubt away
        (1.0, 1.0, 1.0, 0.0),
        (0.0, 0.8, 0.5, 0.6),  # half believed, twice as many must show it
    ],
)
def test_adoption_threshold(free_share, persuasion, credibility, expected):
    assert adoption_threshold(0.3, free_share, persuasion, credibility) == pytest.approx(expected)


def test_nobody_is_convinced_by_who_is_not_believed():
    assert not is_convinced(1.0, adoption_threshold(0.05, 0.5, 0.8, 0.0))


def test_it_takes_at_least_the_threshold():
    assert is_convinced(0.3, 0.3)
    assert not is_convinced(0.29, 0.3)


def test_entry_surplus():
    # 5,000 a year less a tenth of a worker at 800 a month (960) and 15% of 3,600 (540).
    assert entry_surplus(5000.0, 0.1, 800.0, 3600.0, 0.15) == pytest.approx(3500.0)
