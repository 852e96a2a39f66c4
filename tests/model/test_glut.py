"""Pattern 7: capacity added faster than demand lowers the price, then leaves stock unsold.

Everyone is helped into the same industry: pigeons in Yutian, in one year, as gifts.
"""

import numpy as np
import pytest

from sim.effects import Effects
from sim.scenario.models import Lever

SHARES = (0.0, 0.02, 0.1, 0.5)
MONTHS = 12


def glut(opening, share):
    """Price, unsold squabs and reservation price by month of the first year."""
    lever = Lever(
        kind="diversification", name="x", chain="pigeon", county="yutian", start_month=0,
        households_share=share, years=1.0, financed_by="government",
    )  # fmt: skip
    model = opening.branch(Effects(levers=(lever,)))
    market = next(m for m in model.markets if (m.county, m.chain) == ("yutian", "pigeon"))
    rows = []
    for _ in range(MONTHS):
        model.step()
        rows.append((market.farm_gate, market.discarded_units, market.reservation))
    return np.array(rows).T


@pytest.fixture(scope="module")
def gluts(calm_opening):
    return {share: glut(calm_opening, share) for share in SHARES}


def test_pattern_7_the_more_begin_the_lower_the_price(gluts):
    means = [gluts[share][0].mean() for share in SHARES]
    assert all(more < less for less, more in zip(means, means[1:], strict=False)), means


def test_pattern_7_a_small_addition_is_sold_at_a_lower_price(gluts):
    price, unsold, reservation = gluts[0.02]
    assert (price[5:] < gluts[0.0][0][5:]).all()
    assert (price > reservation).all()
    assert unsold.sum() == 0.0


def test_pattern_7_a_large_one_stays_unsold_at_the_reservation_price(gluts):
    price, unsold, reservation = gluts[0.5]
    late = slice(4, MONTHS)
    assert price[late] == pytest.approx(reservation[late])
    assert (unsold[late] > 0.0).all()
    # Nothing is thrown away while a buyer would pay more than the reservation price.
    for prices, discarded, least in gluts.values():
        assert (discarded[prices > least + 1e-9] == 0.0).all()
