"""The course of a shock, month by month, worked by hand."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.shapes import strength


def course(months: int, **shape) -> list[float]:
    settings = {"start_month": 1, "shape": "step", "duration_months": None, **shape}
    return [strength(month, **settings) for month in range(months)]


def test_step_without_length_lasts_to_the_end():
    assert course(5) == [0, 1, 1, 1, 1]


def test_step_recovers_in_equal_parts():
    # Two months whole; three months of recovery give back a quarter each, the fourth is free.
    assert course(8, duration_months=2, recovery_months=3) == [0, 1, 1, 0.75, 0.5, 0.25, 0, 0]


def test_ramp_climbs_and_holds():
    climbing = course(8, shape="ramp", ramp_months=4, duration_months=5)
    assert climbing == [0, 0.25, 0.5, 0.75, 1, 1, 0, 0]


def test_ramp_cut_short_recovers_from_where_it_was():
    assert course(5, shape="ramp", ramp_months=4, duration_months=2, recovery_months=1) == [
        0,
        0.25,
        0.5,
        0.25,
        0,
    ]


def test_pulse_lasts_one_month():
    assert course(4, shape="pulse") == [0, 1, 0, 0]
    assert course(4, shape="pulse", recovery_months=1) == [0, 1, 0.5, 0]


def test_path_follows_its_values_and_recovers_from_the_last():
    values = course(6, shape="path", path=(0.2, -0.5, 0.8), recovery_months=1)
    assert values == [0, 0.2, -0.5, 0.8, pytest.approx(0.4), 0]


@settings(deadline=None)
@given(
    st.sampled_from(["step", "ramp", "pulse"]),
    st.integers(0, 20),
    st.none() | st.integers(1, 30),
    st.integers(0, 20),
    st.integers(1, 20),
)
def test_strength_is_a_share_and_none_before_the_start(shape, start, duration, recovery, ramp):
    settings = {
        "start_month": start,
        "shape": shape,
        "duration_months": duration,
        "recovery_months": recovery,
        "ramp_months": ramp,
    }
    felt = [strength(month, **settings) for month in range(80)]
    assert all(0 <= share <= 1 for share in felt)
    assert not any(felt[:start])
    assert felt[start] > 0
