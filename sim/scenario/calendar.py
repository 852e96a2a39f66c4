"""Where a shock falls in the calendar of each chain it reaches: the answer can turn on it.

A fall before the June strike is not insured in that season; one after the October signing falls
on the dealers. `check` prints these facts; their sentences are `calendar.<event>.<case>`.
"""

from dataclasses import dataclass, field

from sim.messages import text
from sim.scenario.declarations import CHAINS, EVERY
from sim.scenario.models import Scenario, Shock
from sim.scenario.months import MONTHS_A_YEAR

# Calendar months (1 = January) of what happens once a year: MODEL.md's monthly order.
HARVEST = {"jujube": (10, 11), "rose": (5, 6)}
STRIKE, SIGNING, PLANTING, PAYOUT = 6, 10, 2, 1
SETTLEMENT = (10, 11, 12)
INSURED_CHAINS = ("jujube",)
SIGNED_CHAINS = ("jujube",)


@dataclass(frozen=True)
class CalendarFact:
    """One fact about a shock and a chain.

    `month` is the month of the run that the fact is about; `values` fill the sentence.
    """

    shock: str
    chain: str
    event: str
    case: str
    month: int
    values: dict[str, str | int] = field(default_factory=dict)

    def sentence(self, lang: str) -> str:
        """The fact in words."""
        return text(f"calendar.{self.event}.{self.case}", lang, **self.values)


def calendar(scenario: Scenario) -> list[CalendarFact]:
    """The facts of every shock of a scenario, chain by chain, in the order of the calendar."""
    facts: list[CalendarFact] = []
    for shock in scenario.shocks:
        legal = shock.declaration.key("chain").choices
        for chain in CHAINS:
            if shock.chain == chain or (shock.chain == EVERY and chain in legal):
                facts.extend(_Reader(scenario, shock, chain).facts())
    return facts


@dataclass(frozen=True)
class _Reader:
    scenario: Scenario
    shock: Shock
    chain: str

    def facts(self) -> list[CalendarFact]:
        found = [self._starts()]
        season = self._first_season()
        if season is None:
            return [*found, self._fact("harvest", "none", self.scenario.last_month)]
        found.append(self._harvest(season))
        if self.shock.declaration.moves_price and self.chain in SIGNED_CHAINS:
            found.append(self._signing(season))
        if self.shock.declaration.moves_price and self.chain in INSURED_CHAINS:
            found.extend(self._insurance())
        planting = self._next((PLANTING,), self.shock.start_month)
        if planting is not None:
            found.append(self._fact("planting", "after", planting))
        return found

    def _starts(self) -> CalendarFact:
        start, end = self.shock.start_month, self._end()
        case = "to_the_end" if end is None else "until"
        case = "once" if end == start else case
        last = self.scenario.last_month if end is None else end
        return self._fact("start", case, start, number=start, last=self._name(last))

    def _harvest(self, month: int) -> CalendarFact:
        case = "season" if self.chain in HARVEST else "all_year"
        return self._fact("harvest", case, month, strength=self._percent(month))

    def _signing(self, harvest: int) -> CalendarFact:
        signed = self._latest((SIGNING,), harvest)
        return self._fact(
            "signing", "before" if signed < self.shock.start_month else "under", signed
        )

    def _insurance(self) -> list[CalendarFact]:
        """The first settlement that feels the shock, and the strike it is measured against."""
        settled = self._next(SETTLEMENT, self.shock.start_month, felt=True)
        if settled is None:
            return []
        struck = self._latest((STRIKE,), settled)
        last = self._latest((SETTLEMENT[-1],), settled + len(SETTLEMENT) - 1)
        window = range(last - len(SETTLEMENT) + 1, last + 1)
        felt = sum(self.shock.strength(month) != 0 for month in window)
        paid = last + PAYOUT
        insured = struck < self.shock.start_month
        return [
            self._fact("strike", "before" if insured else "under", struck),
            self._fact(
                "settlement",
                "felt",
                settled,
                first=self._name(window[0]),
                last=self._name(last),
                felt=felt,
                of=len(SETTLEMENT),
            ),
            self._fact(
                "payout", "in_run" if paid < self.scenario.run.months else "after_run", paid
            ),
        ]

    def _first_season(self) -> int | None:
        """The first month in which the chain harvests (animals: any month) under the shock."""
        return self._next(HARVEST.get(self.chain), self.shock.start_month, felt=True)

    def _next(
        self, calendar_months: tuple[int, ...] | None, first: int, felt: bool = False
    ) -> int | None:
        for month in range(first, self.scenario.run.months):
            in_season = calendar_months is None or self._month_of_year(month) in calendar_months
            if in_season and not (felt and self.shock.strength(month) == 0):
                return month
        return None

    def _latest(self, calendar_months: tuple[int, ...], until: int) -> int:
        """The last month up to `until`, before the run if need be, with that place in the year."""
        return next(
            month
            for month in range(until, until - MONTHS_A_YEAR, -1)
            if self._month_of_year(month) in calendar_months
        )

    def _end(self) -> int | None:
        """The last month in which the shock is felt; None when that is the end of the run."""
        felt = [m for m in range(self.scenario.run.months) if self.shock.strength(m) != 0]
        return felt[-1] if felt and felt[-1] < self.scenario.last_month else None

    def _month_of_year(self, month: int) -> int:
        return (self.scenario.run.start.month - 1 + month) % MONTHS_A_YEAR + 1

    def _name(self, month: int) -> str:
        return self.scenario.month_name(month)

    def _percent(self, month: int) -> str:
        return f"{self.shock.strength(month):.0%}"

    def _fact(self, event: str, case: str, month: int, **values: str | int) -> CalendarFact:
        named = {"month": self._name(month), **values}
        return CalendarFact(self.shock.name, self.chain, event, case, month, named)
