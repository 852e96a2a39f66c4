"""Income that comes to a household month after month alike: outside wages, transfers, other farm.

It changes only with growth, withdrawn support, illness and land given up, so it is added up when
one of these changes and read in every month.
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.kernel import allocating_kernel, kernel, lane_sum
from sim.rules.household import steady_income

if TYPE_CHECKING:
    from sim.model import ValueChainModel

OUTSIDE_WAGES, TRANSFERS, OTHER_FARM = range(3)


class SteadyIncome:
    """Monthly steady income, yuan: each household's, and by cell and source.

    income (households,); by_cell (cells, 3): `OUTSIDE_WAGES`, `TRANSFERS`, `OTHER_FARM`; stale: set
    it when households' columns behind it have been changed in place.
    """

    def __init__(self, households: int, cells: int):
        self.income = np.zeros(households)
        self.by_cell = np.zeros((cells, 3))
        self.stale = True
        self._terms: tuple[float, ...] = ()

    def __getstate__(self) -> tuple[int, int]:
        """What a copy needs: it adds everything up anew in its next month."""
        return len(self.income), len(self.by_cell)

    def __setstate__(self, size: tuple[int, int]) -> None:
        self.__init__(*size)  # type: ignore[misc]

    def changed(self, model: "ValueChainModel", growth: float, transfers_left: np.ndarray) -> bool:
        """Whether anything behind it has changed since this was asked last."""
        terms = (model.households.writes, growth, *transfers_left.tolist())
        changed = self.stale or terms != self._terms
        self.stale, self._terms = False, terms
        return changed

    def refresh(self, model: "ValueChainModel", growth: float, transfers_left: np.ndarray) -> None:
        """Add it up anew if anything behind it has changed; transfers_left: a share, by county."""
        if not self.changed(model, growth, transfers_left):
            return
        h = model.households
        _add_up(
            model.cell_starts, model.cell_county, h.get("outside_wage"), h.get("at_work"),
            h.get("transfer"), h.get("other_farm"), growth, transfers_left, self.income,
            self.by_cell,
        )  # fmt: skip


@kernel
def _steady(wages, at_work, transfer, farm, growth, left, income):
    """Jobs outside pay who is well; transfers that still flow; other farming."""
    for h in range(income.size):
        outside, support, farming = steady_income(
            wages[h], at_work[h], transfer[h], left, farm[h], growth
        )
        income[h] = outside + support + farming


@allocating_kernel
def _add_up(starts, county, wages, at_work, transfer, farm, growth, left, income, by_cell):
    for c in range(starts.size - 1):
        rows = slice(starts[c], starts[c + 1])
        here = left[county[c]]
        _steady(wages[rows], at_work[rows], transfer[rows], farm[rows], growth, here, income[rows])
        by_cell[c, OUTSIDE_WAGES] = lane_sum(wages[rows] * at_work[rows]) * growth
        by_cell[c, TRANSFERS] = lane_sum(transfer[rows]) * growth * here
        by_cell[c, OTHER_FARM] = lane_sum(farm[rows]) * growth
