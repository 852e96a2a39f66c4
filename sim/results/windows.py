"""The months an answer speaks of: the first year, the worst twelve months, the run."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.chains import CHAINS
from sim.messages import text

if TYPE_CHECKING:
    from sim.parameters import Parameters

MONTHS_OF_A_YEAR = 12
WINDOWS = ("first_year", "worst_12", "run")


@dataclass(frozen=True)
class Window:
    """Months `first` to `last`, both included, counted from 0."""

    name: str
    first: int
    last: int

    @property
    def months(self) -> int:
        """Number of months in the window."""
        return self.last - self.first + 1


@dataclass(frozen=True)
class WindowPlan:
    """What is known of the windows before a run; the worst twelve months are each draw's own.

    `chains` are the chains the scenario strikes; their growers' income finds the worst months.
    """

    months: int
    first_year: Window
    chains: tuple[str, ...]

    def resolve(self, growers_change: NDArray[np.float64]) -> tuple[Window, ...]:
        """Return the three windows of one draw.

        `growers_change` (months,): net income of the growers of `chains`, scenario minus baseline,
        yuan. Where it never falls over twelve months, the worst twelve are the first year.
        """
        return (
            self.first_year,
            worst_twelve(growers_change, self.first_year),
            Window("run", 0, self.months - 1),
        )


def describe_window(name: str, lang: str) -> str:
    """Return a window in words, in `lang`."""
    return text(f"window.{name}", lang)


def worst_twelve(change: NDArray[np.float64], otherwise: Window) -> Window:
    """Return the twelve consecutive months with the lowest sum of `change` (months,)."""
    length = min(MONTHS_OF_A_YEAR, len(change))
    sums = np.lib.stride_tricks.sliding_window_view(change, length).sum(axis=1)
    first = int(np.argmin(sums))
    if sums[first] >= 0.0:
        return Window("worst_12", otherwise.first, otherwise.last)
    return Window("worst_12", first, first + length - 1)


def first_year(
    start_month: int, months: int, harvest_calendar: Sequence[float] | None, shock_month: int
) -> Window:
    """Return twelve months from the first harvest under the shock, cut at the end of the run.

    `start_month` is the calendar month (1 to 12) of month 0; `harvest_calendar` the shares of a
    year's harvest from January on, None where every month harvests. A harvest that would come
    after the end leaves the months from the shock on. A shock in the middle of a harvest season
    counts from the season's first month.
    """
    first = min(max(shock_month, 0), months - 1)
    if harvest_calendar is not None:
        picked = [harvest_calendar[(start_month - 1 + m) % 12] > 0 for m in range(months)]
        due = [m for m in range(first, months) if picked[m]]
        first = due[0] if due else first
        # A shock within a harvest season strikes that season: its year begins with the season.
        while due and first > 0 and picked[first - 1] and first <= shock_month:
            first -= 1
    return Window("first_year", first, min(first + MONTHS_OF_A_YEAR, months) - 1)


def plan_windows(scenario: Any, parameters: "Parameters") -> WindowPlan:
    """Return the plan for a scenario: its first shock decides, without one months 0 to 11.

    Shocks that the baseline shares do not count, unless there are no others.
    """
    months, start = scenario.run.months, scenario.run.start.month
    shocks = own_entries(scenario.shocks, scenario.baseline().shocks)
    if not shocks:
        chains = struck_chains(own_entries(scenario.levers, scenario.baseline().levers))
        return WindowPlan(months, first_year(start, months, None, 0), chains)
    first = min(shocks, key=lambda shock: shock.start_month)
    calendar = _harvest_calendar(first.chain, parameters)
    window = first_year(start, months, calendar, first.start_month)
    return WindowPlan(months, window, struck_chains(shocks))


def own_entries(entries: Iterable[Any], shared: Iterable[Any]) -> list[Any]:
    """Return the shocks or levers that the baseline does not have; all where it has every one."""
    entries, shared = list(entries), list(shared)
    return [entry for entry in entries if entry not in shared] or entries


def struck_chains(items: Iterable[Any]) -> tuple[str, ...]:
    """Return the chains that shocks or levers name, in the fixed order; all where none is named."""
    named = {item.chain for item in items}
    if not named or "all" in named:
        return tuple(CHAINS)
    return tuple(chain for chain in CHAINS if chain in named)


def _harvest_calendar(chain: str, parameters: "Parameters") -> Sequence[float] | None:
    path = f"{chain}.harvest_calendar"
    if path not in {leaf.path for leaf in parameters.leaves()}:
        return None
    value = parameters.value(path)
    return value if isinstance(value, tuple) else None
