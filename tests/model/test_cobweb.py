"""Pattern 6: an isolated chain without noise and bounds converges as the cobweb theorem says.

It does if and only if supply elasticity / demand elasticity < 2 / L - 1, L being the weight of the
newest price in the expected one; both elasticities are measured from the run.
"""

import numpy as np
import pytest

from tools.cobweb import cobweb

WEIGHTS = (0.35, 0.5, 0.8, 1.0)


@pytest.fixture(scope="module")
def ratio_of_unit_response() -> float:
    """Ratio of elasticities at a response of one: supply is proportional to the response."""
    return cobweb(0.5, 0.5).ratio / 0.5


@pytest.mark.parametrize("weight", WEIGHTS)
@pytest.mark.parametrize("side", [0.5, 0.9, 1.1, 1.3])
def test_pattern_6_the_cobweb_converges_if_and_only_if_theory_says_so(
    weight, side, ratio_of_unit_response
):
    boundary = 2.0 / weight - 1.0
    run = cobweb(weight, side * boundary / ratio_of_unit_response)
    assert run.boundary == boundary
    assert run.ratio == pytest.approx(side * boundary, rel=0.01)
    distance = np.abs(run.price - 16.0)
    assert (distance[-1] < distance[1]) == (run.ratio < run.boundary)
    assert run.measured_factor == pytest.approx(run.factor, rel=0.005)


def test_growers_who_forget_slowly_approach_the_price_from_one_side():
    """At 1 - L (1 + s / d) > 0 nothing swings: L = 0.2, s / d = 1."""
    run = cobweb(0.2, 0.75)
    assert 0.5 < run.factor < 1.0
    assert (np.diff(run.price) > 0.0).all() or (np.diff(run.price) < 0.0).all()


def test_the_elasticities_are_those_of_the_parameters():
    """s = response x price x output / net; d = k x price / margin, to first order."""
    run = cobweb(1.0, 0.5)
    net = 14 * 16.0 - 45 * 4.0 - 14 * 0.05
    assert run.supply_elasticity == pytest.approx(0.5 * 14 * 16.0 / net, rel=0.02)
    assert run.demand_elasticity == pytest.approx(16.0 / 3.6, rel=0.01)
