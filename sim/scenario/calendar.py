"""Where a shock falls in the calendar of each chain it reaches: the answer can turn on it.

A fall before the June strike is not insured in that season; one after the October signing falls
on the dealers. `check` prints these facts; their sentences are `calendar.<event>.<case>`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from sim.chains import CHAINS
from sim.messages import text
from sim.parameters import Parameters, load_parameters
from sim.scenario.keys import EVERY
from sim.scenario.models import Scenario, Shock
from sim.scenario.months import MONTHS_A_YEAR

# The yearly decision on mu and herds is part of the schedule, not of the parameters.
DECISION_MONTH = 2


@dataclass(frozen=True)
class _Dates:
    """Calendar months (1 = January) of one chain; no `harvest` when it sells all year."""

    harvest: tuple[int, ...] | None
    signing: int
    strike: int
    settlement: tuple[int, ...]
    payout: int

    @classmethod
    def of(cls, chain: str, parameters: Parameters) -> "_Dates":
        branch, insurance = getattr(parameters, chain), parameters.insurance
        first, last = insurance.settlement_first_month, insurance.settlement_last_month
        return cls(
            harvest=_months_of(branch.harvest_calendar)
            if "harvest_calendar" in branch.dtype.names
            else None,
            signing=int(branch.contract_signing_month),
            strike=int(insurance.strike_month),
            settlement=tuple(range(int(first), int(last) + 1)),
            payout=int(insurance.payout_month),
        )


def _months_of(shares: Iterable[float]) -> tuple[int, ...]:
    return tuple(month for month, share in enumerate(shares, start=1) if share > 0)


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
    parameters = load_parameters().with_values(scenario.parameters)
    for shock in scenario.shocks:
        for chain in CHAINS:
            if shock.chain == chain or (shock.chain == EVERY and chain in _reached(shock)):
                facts.extend(_Reader(scenario, shock, chain, _Dates.of(chain, parameters)).facts())
    return facts


def _reached(shock: Shock) -> tuple[str, ...]:
    """Chains a shock may name; one that names none (credit, illness) has no calendar of its own."""
    return next((key.choices for key in shock.declaration.keys if key.name == "chain"), ())


@dataclass(frozen=True)
class _Reader:
    scenario: Scenario
    shock: Shock
    chain: str
    dates: _Dates

    def facts(self) -> list[CalendarFact]:
        found = [self._starts()]
        season = self._first_season()
        if season is None:
            return [*found, self._fact("harvest", "none", self.scenario.last_month)]
        found.append(self._harvest(season))
        if self.shock.declaration.moves_price and CHAINS[self.chain].signed_by_dealers:
            found.append(self._signing(season))
        if self.shock.declaration.moves_price and CHAINS[self.chain].insured:
            found.extend(self._insurance())
        decision = self._next((DECISION_MONTH,), self.shock.start_month)
        if decision is not None:
            found.append(self._fact("decision", "after", decision))
        return found

    def _starts(self) -> CalendarFact:
        start, end = self.shock.start_month, self._end()
        case = "to_the_end" if end is None else "until"
        case = "once" if end == start else case
        last = self.scenario.last_month if end is None else end
        return self._fact("start", case, start, number=start, last=self._name(last))

    def _harvest(self, month: int) -> CalendarFact:
        case = "season" if self.dates.harvest else "all_year"
        return self._fact("harvest", case, month, strength=self._percent(month))

    def _signing(self, harvest: int) -> CalendarFact:
        signed = self._latest((self.dates.signing,), harvest)
        return self._fact(
            "signing", "before" if signed < self.shock.start_month else "under", signed
        )

    def _insurance(self) -> list[CalendarFact]:
        """The first settlement that feels the shock, and the strike it is measured against."""
        settlement = self.dates.settlement
        settled = self._next(settlement, self.shock.start_month, felt=True)
        if settled is None:
            return []
        struck = self._latest((self.dates.strike,), settled)
        last = self._latest((settlement[-1],), settled + len(settlement) - 1)
        window = range(last - len(settlement) + 1, last + 1)
        felt = sum(self.shock.strength(month) != 0 for month in window)
        paid = self._latest((self.dates.payout,), last + MONTHS_A_YEAR)
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
                of=len(settlement),
            ),
            self._fact(
                "payout", "in_run" if paid < self.scenario.run.months else "after_run", paid
            ),
        ]

    def _first_season(self) -> int | None:
        """The first month in which the chain harvests (animals: any month) under the shock."""
        return self._next(self.dates.harvest, self.shock.start_month, felt=True)

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
