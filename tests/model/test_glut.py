"""Pattern 7: capacity added faster than demand lowers the price, then leaves stock unsold."""

import pytest

from tools.patterns.glut import Glut, gluts


@pytest.fixture(scope="module")
def found() -> list[Glut]:
    return gluts()


def test_pattern_7_the_more_begin_the_lower_the_price(found):
    means = [case.price.mean() for case in found]
    assert all(more < less for less, more in zip(means, means[1:], strict=False)), means


def test_pattern_7_a_small_addition_is_sold_at_a_lower_price(found):
    none, small = found[0], found[1]
    assert (small.price[5:] < none.price[5:]).all()
    assert (small.price > small.reservation).all()
    assert small.unsold.sum() == 0.0


def test_pattern_7_a_large_one_stays_unsold_at_the_reservation_price(found):
    large = found[-1]
    assert large.price[4:] == pytest.approx(large.reservation[4:])
    assert (large.unsold[4:] > 0.0).all()
    # Nothing is thrown away while a buyer would pay more than the reservation price.
    for case in found:
        assert (case.unsold[case.price > case.reservation + 1e-9] == 0.0).all()
