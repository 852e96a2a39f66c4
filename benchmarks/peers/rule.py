"""The common rule in plain Python, and the households it is applied to.

A month of household h, in this order:

    income      = usual income x factor of the month
    cash       += income
    spent       = consumption(cash, income of 12 months, subsistence)      (sim.rules.household)
    cash       -= spent
    before     += income a year ago - income two years ago
    income_12  += income - income a year ago
    colour      = warning_colour(income_12, income_12, before, each a person)
    sums[group] = consumption and households of each colour, over the group

Of two years' incomes a ring of 24 months is kept. Everything is float64.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
GROUPS = 100
RING = 24
TARGET_MONTHS, ADJUSTMENT = 3.0, 0.1
POVERTY, MONITORING, FALL, ORANGE_SHARE = 4_000.0, 6_000.0, 0.2, 1.1
SUBSISTENCE = 2_500.0 / 12.0
SEASON = (0.6, 0.6, 0.7, 0.8, 0.9, 1.0, 1.0, 1.1, 1.5, 1.8, 1.2, 0.8)


@dataclass(frozen=True)
class Inputs:
    """Households before the first month, sorted by group; money in yuan.

    usual: income in a usual month; starts (groups + 1,): first household of each group.
    """

    usual: Floats
    cash: Floats
    persons: Floats
    group: NDArray[np.int64]
    starts: NDArray[np.int64]


@dataclass(frozen=True)
class Written:
    """What households came to: cash, colour, and last month's sums by group.

    sums (groups, 5): consumption, red, orange, yellow, green.
    """

    cash: Floats
    colour: NDArray[np.int64]
    sums: Floats


def inputs(households: int) -> Inputs:
    """So many households with incomes around the lines."""
    luck = np.random.default_rng(1)
    persons = luck.integers(1, 8, households).astype(np.float64)
    usual = persons * luck.lognormal(np.log(7_000.0 / 12.0), 0.4, households)
    group = np.sort(luck.integers(0, GROUPS, households))
    starts = np.searchsorted(group, np.arange(GROUPS + 1)).astype(np.int64)
    return Inputs(usual, usual * 3.0, persons, group, starts)


def factor(month: int) -> float:
    """What a month brings of a usual month's income: a season, and a bad year in three."""
    return SEASON[month % 12] * (0.7 if month // 12 % 3 == 1 else 1.0)
