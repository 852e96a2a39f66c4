"""The common rule as NumPy expressions over columns."""

import numpy as np

from benchmarks.peers import rule
from sim.rules.household import GREEN, ORANGE, RED, YELLOW


class Peer:
    """All households."""

    def __init__(self, given: rule.Inputs):
        self.given, self.cash = given, given.cash.copy()
        self.need = given.persons * rule.SUBSISTENCE
        self.income_12, self.before = given.usual * 12.0, given.usual * 12.0
        self.ring = np.tile(given.usual, (rule.RING, 1))

    def month(self, month: int) -> None:
        """One month of everybody."""
        given = self.given
        income = given.usual * rule.factor(month)
        self.cash += income
        monthly = np.maximum(self.income_12, 0.0) / 12.0
        wanted = monthly + rule.ADJUSTMENT * (self.cash - rule.TARGET_MONTHS * monthly)
        spent = np.maximum(np.minimum(np.maximum(wanted, self.need), self.cash), 0.0)
        self.cash -= spent
        this_month, year_ago = self.ring[month % rule.RING], self.ring[(month + 12) % rule.RING]
        self.before += year_ago - this_month
        self.income_12 += income - year_ago
        this_month[:] = income
        self.colour = self._colours()
        self.sums = np.empty((rule.GROUPS, 5))
        self.sums[:, 0] = np.bincount(given.group, spent, rule.GROUPS)
        for colour in (RED, ORANGE, YELLOW, GREEN):
            chosen = given.group[self.colour == colour]
            self.sums[:, 4 - colour] = np.bincount(chosen, minlength=rule.GROUPS)

    def written(self) -> rule.Written:
        """What they came to."""
        return rule.Written(self.cash, self.colour, self.sums)

    def _colours(self) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
        own, before = self.income_12 / self.given.persons, self.before / self.given.persons
        fallen, low = own < (1.0 - rule.FALL) * before, own < rule.MONITORING
        colour = np.where(low | fallen, YELLOW, GREEN)
        colour[(low & fallen) | (own < rule.ORANGE_SHARE * rule.POVERTY)] = ORANGE
        colour[own < rule.POVERTY] = RED
        return colour
