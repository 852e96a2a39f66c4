"""The patronage refund of the law on farmers' cooperatives, by hand."""

import numpy as np
import pytest

from sim.agents.cooperative import Cooperative
from sim.state.cooperatives import CooperativeTable


@pytest.fixture
def table() -> CooperativeTable:
    return CooperativeTable(
        {
            "chain": np.array([0, 0]),
            "market": np.array([0, 0]),
            "enterprise": np.array([0, -1]),
            "jobs": np.zeros(2),
        }
    )


@pytest.fixture
def cooperative(office, table) -> Cooperative:
    return Cooperative(office, "pigeon-1", table, 1)


@pytest.mark.parametrize(
    ("surplus", "cash", "reserve", "owed", "expected"),
    [
        (1000.0, 5000.0, 0.0, 0.0, 600.0),  # sixty percent
        (1000.0, 5000.0, 4700.0, 0.0, 300.0),  # working capital stays
        (1000.0, 5000.0, 4000.0, 900.0, 100.0),  # so does what members are owed
        (1000.0, 5000.0, 4000.0, 1500.0, 0.0),
        (-200.0, 5000.0, 0.0, 0.0, 0.0),  # a year of losses
        (0.0, 5000.0, 0.0, 0.0, 0.0),
    ],
)
def test_refund(cooperative, table, plain, surplus, cash, reserve, owed, expected):
    table.surplus[1], table.cash[1] = surplus, cash
    table.reserve[1], table.owed[1] = reserve, owed
    assert cooperative.refund(plain.cooperative.refund_share) == pytest.approx(expected)
    # The year is closed; the caller moves the cash.
    assert table.surplus[1] == 0.0
    assert table.cash[1] == cash


def test_the_law_asks_for_sixty_percent_at_least(parameters):
    leaf = parameters.leaf("cooperative.refund_share")
    assert leaf.value == 0.6
    assert leaf.low >= 0.6


def test_an_agent_reads_its_own_row(cooperative, table):
    table.cash[:], table.owed[:], table.receivable[:] = [1.0, 2.0], [3.0, 4.0], [5.0, 6.0]
    assert (cooperative.cash, cooperative.owed, cooperative.receivable) == (2.0, 4.0, 6.0)
    assert len(table) == 2
