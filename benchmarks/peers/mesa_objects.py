"""The common rule in plain Mesa: an agent a household, the model's own rules uncompiled."""

from typing import Any

import mesa
import numpy as np

from benchmarks.peers import rule
from sim.rules.household import consumption, warning_colour


class Household(mesa.Agent):
    """One household."""

    def __init__(self, model: Any, usual: float, cash: float, persons: float, group: int):
        super().__init__(model)
        self.usual, self.cash, self.persons, self.group = usual, cash, persons, group
        self.income_12 = self.before = usual * 12.0
        self.ring = [usual] * rule.RING
        self.colour = 0

    def step(self) -> None:
        """One month."""
        month = self.model.month_number
        income = self.usual * self.model.factor
        self.cash += income
        spent = consumption(
            self.cash, self.income_12, self.persons * rule.SUBSISTENCE, rule.TARGET_MONTHS,
            rule.ADJUSTMENT,
        )  # fmt: skip
        self.cash -= spent
        slot, year_ago = month % rule.RING, self.ring[(month + 12) % rule.RING]
        self.before += year_ago - self.ring[slot]
        self.income_12 += income - year_ago
        self.ring[slot] = income
        own = self.income_12 / self.persons
        self.colour = warning_colour(
            own, own, self.before / self.persons, rule.POVERTY, rule.MONITORING, rule.FALL,
            rule.ORANGE_SHARE,
        )  # fmt: skip
        sums = self.model.sums[self.group]
        sums[0] += spent
        sums[4 - self.colour] += 1.0


class Peer(mesa.Model):
    """All of them."""

    def __init__(self, given: rule.Inputs):
        super().__init__()
        columns = (given.usual, given.cash, given.persons, given.group)
        for row in zip(*(column.tolist() for column in columns), strict=True):
            Household(self, *row)

    def month(self, month: int) -> None:
        """One month of everybody."""
        self.month_number = month
        self.factor = rule.factor(month)
        self.sums = [[0.0] * 5 for _ in range(rule.GROUPS)]
        self.agents.do("step")

    def written(self) -> rule.Written:
        """What they came to."""
        return rule.Written(
            np.array([agent.cash for agent in self.agents]),
            np.array([agent.colour for agent in self.agents]),
            np.array(self.sums),
        )
