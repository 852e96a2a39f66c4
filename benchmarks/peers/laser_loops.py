"""The common rule as laser-core models are written: properties, a compiled loop a component."""

from typing import Any

import numpy as np
from laser.core import LaserFrame
from numba import njit

from benchmarks.peers import rule
from sim.rules.household import consumption, warning_colour


@njit(nogil=True)
def _earn(usual: Any, factor: float, income: Any, cash: Any) -> None:
    for h in range(usual.size):
        income[h] = usual[h] * factor
        cash[h] += income[h]


@njit(nogil=True)
def _consume(cash: Any, income_12: Any, need: Any, target: float, speed: float, spent: Any) -> None:
    for h in range(cash.size):
        spent[h] = consumption(cash[h], income_12[h], need[h], target, speed)
        cash[h] -= spent[h]


@njit(nogil=True)
def _move_on(income: Any, ring: Any, slot: int, year_ago: int, income_12: Any, before: Any) -> None:
    for h in range(income.size):
        before[h] += ring[year_ago, h] - ring[slot, h]
        income_12[h] += income[h] - ring[year_ago, h]
        ring[slot, h] = income[h]


@njit(nogil=True)
def _warn(income_12: Any, before: Any, persons: Any, lines: Any, colour: Any) -> None:
    for h in range(colour.size):
        own = income_12[h] / persons[h]
        colour[h] = warning_colour(
            own, own, before[h] / persons[h], lines[0], lines[1], lines[2], lines[3]
        )


@njit(nogil=True)
def _sum(group: Any, spent: Any, colour: Any, sums: Any) -> None:
    sums[:] = 0.0
    for h in range(group.size):
        sums[group[h], 0] += spent[h]
        sums[group[h], 4 - colour[h]] += 1.0


class Peer:
    """All households as a frame."""

    def __init__(self, given: rule.Inputs):
        self.people = people = LaserFrame(given.usual.size)
        columns = {
            "usual": given.usual,
            "cash": given.cash,
            "persons": given.persons,
            "need": given.persons * rule.SUBSISTENCE,
            "income_12": given.usual * 12.0,
            "before": given.usual * 12.0,
            "income": given.usual,
            "spent": given.usual,
        }
        for name, values in columns.items():
            people.add_scalar_property(name, dtype=np.float64)
            getattr(people, name)[:] = values
        people.add_scalar_property("group", dtype=np.int64)
        people.group[:] = given.group
        people.add_scalar_property("colour", dtype=np.int8)
        people.add_vector_property("ring", rule.RING, dtype=np.float64)
        people.ring[:] = given.usual
        self.lines = (rule.POVERTY, rule.MONITORING, rule.FALL, rule.ORANGE_SHARE)
        self.sums = np.zeros((rule.GROUPS, 5))

    def month(self, month: int) -> None:
        """One month of everybody."""
        h = self.people
        slot, year_ago = month % rule.RING, (month + 12) % rule.RING
        _earn(h.usual, rule.factor(month), h.income, h.cash)
        _consume(h.cash, h.income_12, h.need, rule.TARGET_MONTHS, rule.ADJUSTMENT, h.spent)
        _move_on(h.income, h.ring, slot, year_ago, h.income_12, h.before)
        _warn(h.income_12, h.before, h.persons, self.lines, h.colour)
        _sum(h.group, h.spent, h.colour, self.sums)

    def written(self) -> rule.Written:
        """What they came to."""
        return rule.Written(self.people.cash, self.people.colour.astype(np.int64), self.sums)
