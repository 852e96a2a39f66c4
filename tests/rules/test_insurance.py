"""Price insurance with the figures of the 2020 pilot in Luopu [E446 to E467]."""

import pytest

from sim.rules.insurance import insured_quantity, payout

MU, CONTRACT_YIELD = 8571.0, 400.0


def test_the_reported_sum_insured_and_premium():
    quantity = insured_quantity(MU, 226.0, CONTRACT_YIELD, 1.0)
    assert quantity == pytest.approx(3_428_400.0)  # reported: 3,428 t
    sum_insured = quantity * 9.796
    assert sum_insured == pytest.approx(33.58e6, rel=1e-3)
    assert 1.5e6 / sum_insured == pytest.approx(0.0447, rel=1e-3)


def test_the_reported_payout():
    # The index fell by 0.442 yuan a kg on 3,428 t.
    assert payout(9.796, 9.796 - 0.442, 3_428_000.0) == pytest.approx(1_515_176.0)
    assert payout(9.796, 9.354, 3_428_000.0) == pytest.approx(1.5168e6, rel=2e-3)


@pytest.mark.parametrize(
    ("expected_yield", "basis", "kg_a_mu"),
    [
        (226.0, 0.0, 226.0),  # by default what is grown
        (450.0, 0.0, 400.0),  # and never more than the policy says
        (226.0, 1.0, 400.0),  # the reported basis: more kg than are grown
        (226.0, 0.5, 313.0),
        (0.0, 0.0, 0.0),
    ],
)
def test_insured_quantity_a_mu(expected_yield, basis, kg_a_mu):
    assert insured_quantity(10.0, expected_yield, CONTRACT_YIELD, basis) == pytest.approx(
        10.0 * kg_a_mu
    )


def test_no_land_no_cover():
    assert insured_quantity(0.0, 226.0, CONTRACT_YIELD, 1.0) == 0.0


@pytest.mark.parametrize(
    ("settlement", "expected"),
    [(9.8, 0.0), (12.0, 0.0), (9.3, 500.0), (0.0, 9800.0)],
)
def test_payout(settlement, expected):
    assert payout(9.8, settlement, 1000.0) == pytest.approx(expected)
