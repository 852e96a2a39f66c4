"""Pattern 8: matched on income and size, households with two chains lose less to a shock to one."""

import numpy as np
import pytest

from tools.patterns.sources import Pairs, matched_pairs


@pytest.fixture(scope="module")
def pairs() -> Pairs:
    return matched_pairs()


def test_the_pairs_are_alike_in_income_and_size(pairs):
    assert pairs.loss.shape[1] >= 10
    for figure in (pairs.income, pairs.chain_income):
        assert figure[0].mean() == pytest.approx(figure[1].mean(), rel=0.1)


def test_pattern_8_two_sources_soften_a_shock_to_one(pairs):
    both, alone = pairs.loss
    assert alone.mean() > 0.02
    assert both.mean() < 0.85 * alone.mean()
    assert (both < alone).mean() > 0.6


def test_pattern_8_the_more_of_its_income_comes_from_roses_the_more_it_loses(pairs):
    # The rest is linkage: contracts signed before the fall carry half of it.
    exposure, loss = pairs.exposure.ravel(), pairs.loss.ravel()
    third = np.argsort(np.argsort(exposure)) * 3 // exposure.size
    mean = [loss[third == part].mean() for part in range(3)]
    assert mean[0] < mean[1] < mean[2]
    assert mean[2] > 1.5 * mean[0]
