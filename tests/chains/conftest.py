"""A few holdings of one chain, run alone: no households, no market, just biology."""

from collections.abc import Callable

import numpy as np
import pytest

from sim.chains import CHAINS
from sim.chains.declaration import Season
from sim.state.holdings import SPOT, Holdings

FEBRUARY = 1


@pytest.fixture
def holdings(plain) -> Callable[..., Holdings]:
    """Make holdings of a chain: capacity a row, age shares [rows, classes] for orchards."""

    def made(name, capacity, ages=None, yield_factor=None, linkage=SPOT):
        rows = len(capacity)
        columns = {
            "household": np.arange(rows),
            "market": np.zeros(rows),
            "cooperative": np.full(rows, -1),
            "linkage": np.full(rows, linkage),
            "capacity": np.array(capacity, dtype=float),
            "yield_factor": np.ones(rows) if yield_factor is None else np.array(yield_factor),
            "tolerance": np.zeros(rows),
            "shares": np.zeros(rows),
            "insured_mu": np.zeros(rows),
        }
        shares = np.ones((rows, 1)) if ages is None else np.array(ages, dtype=float)
        return Holdings(CHAINS[name], getattr(plain, name), columns, shares)

    return made


@pytest.fixture
def live(plain) -> Callable[..., list]:
    """Let holdings live through a month; returns its events."""

    def month_of(table, month, loss=0.0, weather=1.0):
        season = Season(month, month % 12, np.array([weather]), np.array([loss]))
        return table.chain.grow(table, season, getattr(plain, table.chain.name))

    return month_of
