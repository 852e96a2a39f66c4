"""Skill learnt and forgotten, and what it yields, by hand."""

import pytest

from sim.rules.training import adapted_skill, trained_yield


def test_skill_is_learnt_and_forgotten():
    assert adapted_skill(0.0, True, 0.06, 0.01) == pytest.approx(0.06)
    assert adapted_skill(0.5, True, 0.06, 0.01) == pytest.approx(0.53)
    assert adapted_skill(1.0, True, 0.06, 0.01) == 1.0
    assert adapted_skill(0.5, False, 0.06, 0.01) == pytest.approx(0.495)
    assert adapted_skill(0.0, False, 0.06, 0.01) == 0.0


@pytest.mark.parametrize(
    ("untrained", "skill", "expected"),
    [
        (1.0, 0.0, 1.0),
        (1.0, 1.0, 1.12),
        (0.7, 1.0, 0.934),  # 0.7 x 1.12 + half of the gap of 0.3
        (0.7, 0.5, 0.817),  # 0.7 x 1.06 + a quarter of it
        (1.3, 1.0, 1.456),  # no gap to close
    ],
)
def test_yield_after_training(untrained, skill, expected):
    assert trained_yield(untrained, skill, 0.12, 0.5) == pytest.approx(expected)
