"""The common rule as this engine writes its own: groups as slices, one pass of rules, lane sums."""

from typing import Any

import numpy as np

from benchmarks.peers import rule
from sim.engine.kernel import kernel, lane_sum
from sim.rules.household import ORANGE, RED, YELLOW, consumption, warning_colour

TARGET_MONTHS, ADJUSTMENT = rule.TARGET_MONTHS, rule.ADJUSTMENT
POVERTY, MONITORING = rule.POVERTY, rule.MONITORING
FALL, ORANGE_SHARE = rule.FALL, rule.ORANGE_SHARE


@kernel
def _consume(usual: Any, factor: float, cash: Any, income_12: Any, need: Any, spent: Any) -> None:
    for h in range(cash.size):
        held = cash[h] + usual[h] * factor
        spent[h] = consumption(held, income_12[h], need[h], TARGET_MONTHS, ADJUSTMENT)
        cash[h] = held - spent[h]


@kernel
def _close_month(
    usual: Any, factor: float, this_month: Any, year_ago: Any, income_12: Any, before: Any
) -> None:
    for h in range(usual.size):
        income = usual[h] * factor
        before[h] += year_ago[h] - this_month[h]
        income_12[h] += income - year_ago[h]
        this_month[h] = income


@kernel
def _warn(income_12: Any, before: Any, person_share: Any, colour: Any) -> None:
    for h in range(colour.size):
        own = income_12[h] * person_share[h]
        colour[h] = warning_colour(
            own, own, before[h] * person_share[h], POVERTY, MONITORING, FALL, ORANGE_SHARE
        )


@kernel
def _count(colour: Any, sums: Any) -> None:
    red, orange, yellow = 0, 0, 0
    for h in range(colour.size):
        red += colour[h] == RED
        orange += colour[h] == ORANGE
        yellow += colour[h] == YELLOW
    sums[1], sums[2], sums[3] = red, orange, yellow
    sums[4] = colour.size - red - orange - yellow


@kernel
def _month(
    starts: Any, usual: Any, factor: float, cash: Any, need: Any, spent: Any, this_month: Any,
    year_ago: Any, income_12: Any, before: Any, person_share: Any, colour: Any, sums: Any,
) -> None:  # fmt: skip
    for g in range(starts.size - 1):
        rows = slice(starts[g], starts[g + 1])
        _consume(usual[rows], factor, cash[rows], income_12[rows], need[rows], spent[rows])
        _close_month(
            usual[rows], factor, this_month[rows], year_ago[rows], income_12[rows], before[rows]
        )
        _warn(income_12[rows], before[rows], person_share[rows], colour[rows])
        sums[g, 0] = lane_sum(spent[rows])
        _count(colour[rows], sums[g])


class Peer:
    """All households as columns."""

    def __init__(self, given: rule.Inputs):
        size = given.usual.size
        self.given, self.cash = given, given.cash.copy()
        self.need = given.persons * rule.SUBSISTENCE
        self.person_share = 1.0 / given.persons
        self.income_12, self.before = given.usual * 12.0, given.usual * 12.0
        self.ring = np.tile(given.usual, (rule.RING, 1))
        self.spent, self.colour = np.zeros(size), np.zeros(size, dtype=np.int8)
        self.sums = np.zeros((rule.GROUPS, 5))

    def month(self, month: int) -> None:
        """One month of everybody."""
        given = self.given
        this_month, year_ago = self.ring[month % rule.RING], self.ring[(month + 12) % rule.RING]
        _month(
            given.starts, given.usual, rule.factor(month), self.cash, self.need, self.spent,
            this_month, year_ago, self.income_12, self.before, self.person_share, self.colour,
            self.sums,
        )  # fmt: skip

    def written(self) -> rule.Written:
        """What they came to."""
        return rule.Written(self.cash, self.colour.astype(np.int64), self.sums)
