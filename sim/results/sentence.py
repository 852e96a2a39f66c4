"""The answer in one or a few plain sentences, in every language of the catalogues.

The shocks are said from their own numbers, not from the scenario's title, so that a changed
`--set` never leaves a false sentence.
"""

from collections.abc import Mapping, Sequence
from types import SimpleNamespace
from typing import Any

from sim.chains import CHAINS
from sim.messages import has, languages, text
from sim.messages.numbers import percent, quantity, span
from sim.results.windows import Window, own_entries, struck_chains

# Sectors that bear or gain less than this share of the loss are not named in the sentence.
NAMED_SHARE = 0.01
HEADLINE = "first_year"


def sentences(
    scenario: Any,
    answer: Sequence[Mapping[str, Any]],
    incidence: Sequence[dict[str, Any]],
    window: Window,
) -> dict[str, str]:
    """Return the sentence by language.

    `answer` and `incidence` are those of `sim.results.answer`; `window` is the first year.
    """
    rows = _Rows(answer)
    same = not any(row[name] for row in answer for name in ("difference", "low", "high"))
    return {
        lang: _Sentence(scenario, rows, same, incidence, window, lang).write()
        for lang in languages()
    }


class _Rows:
    """Rows of the answer's headline window by metric and group, of which few are asked for."""

    def __init__(self, answer: Sequence[Mapping[str, Any]]) -> None:
        self._rows = {
            (row["metric"], row["group"]): row for row in answer if row["window"] == HEADLINE
        }

    def get(self, key: tuple[str, str]) -> Any:
        """A row with its columns as attributes; None where there is none."""
        row = self._rows.get(key)
        return None if row is None else SimpleNamespace(**row)

    def __getitem__(self, key: tuple[str, str]) -> Any:
        row = self.get(key)
        if row is None:
            raise KeyError(key)
        return row


def cause_sentence(scenario: Any, lang: str) -> str:
    """Return what the scenario changes, in words: "the farm-gate price of ... falls 30% ..."."""
    other = scenario.baseline()
    shared = [e for e in scenario.shocks if e in other.shocks]
    shared_levers = [e for e in scenario.levers if e in other.levers]
    if len(shared) + len(shared_levers) == len(scenario.shocks) + len(scenario.levers):
        # A scenario that is its own baseline says what both sides live through.
        shared, shared_levers = [], []
    said = []
    for shock in scenario.shocks:
        said.append(_alike(_shock_clause(shock, scenario, lang), shock in shared, lang))
    for lever in scenario.levers:
        said.append(_alike(lever_clause(lever, lang), lever in shared_levers, lang))
    return text("answer.and", lang).join(said) or text("answer.no_change", lang)


def _alike(clause: str, shared: bool, lang: str) -> str:
    """The clause, marked where the baseline lives through the same."""
    return clause + text("answer.alike", lang) if shared else clause


def _shock_clause(shock: Any, scenario: Any, lang: str) -> str:
    direction = "falls" if shock.change < 0 else "rises"
    key = f"answer.shock.{shock.kind}"
    names = (f"{key}.{shock.at}.{direction}", f"{key}.{direction}", key)
    known = next(name for name in names if has(name, lang))
    clause = text(
        known,
        lang,
        chain=text(f"chain.{shock.chain}.name", lang),
        change=percent(abs(shock.change), lang),
        buyer=text(f"answer.buyer.{shock.buyer}", lang),
        support=text(f"answer.support.{shock.support}", lang),
        month=scenario.month_name(shock.start_month),
    )
    if shock.kind == "price" and shock.cause == "harvest":
        small = "_small" if direction == "rises" else ""
        clause += text(f"answer.shock.through_harvest{small}", lang)
    return clause


# Keys of which a lever has one: how far it reaches, in words "share".
REACH = (
    "volume", "insured_share", "share", "added", "line_added", "households_share", "subsidy_share",
)  # fmt: skip


def lever_clause(lever: Any, lang: str) -> str:
    """Return what a lever does, in words: "50% of the growers of ... are insured ..."."""
    declared = {key.name for key in lever.declaration.keys}
    reach = next((getattr(lever, name) for name in REACH if name in declared), None)
    unit = f"yuan/{CHAINS[lever.chain].unit}" if lever.chain in CHAINS else "yuan"
    return text(
        f"answer.lever.{lever.kind}",
        lang,
        chain=text(f"chain.{lever.chain}.name", lang),
        share=percent(reach or 0.0, lang),
        price=quantity(lever.price or 0.0, unit, lang),
        budget=quantity(lever.budget or 0.0, "yuan", lang),
        months=lever.extension_months,
        payer=text(f"answer.payer.{lever.financed_by or lever.backed_by or 'enterprise'}", lang),
    )


class _Sentence:
    """One language's sentence; each part returns "" where there is nothing to say."""

    def __init__(
        self,
        scenario: Any,
        rows: _Rows,
        nothing_differs: bool,
        incidence: Sequence[dict[str, Any]],
        window: Window,
        lang: str,
    ) -> None:
        self.scenario, self.window, self.lang = scenario, window, lang
        self.rows, self.nothing_differs = rows, nothing_differs
        self.incidence = [row for row in incidence if row["window"] == HEADLINE]

    def write(self) -> str:
        causes = cause_sentence(self.scenario, self.lang)
        if self.nothing_differs:
            return text("answer.same", self.lang, causes=causes)
        parts = (self.growers(), self.crossing(), self.region() + self.bearers())
        return text(
            "answer.whole",
            self.lang,
            causes=causes,
            first=self.scenario.month_name(self.window.first),
            last=self.scenario.month_name(self.window.last),
            parts=text("answer.separator", self.lang).join(part for part in parts if part),
        )

    def region(self) -> str:
        row = self.rows[("region_loss", "all")]
        return self._amount("region", row, falls=1.0)

    def growers(self) -> str:
        """Say what an average household loses or gains: of the growers of the one struck chain."""
        other = self.scenario.baseline()
        own = own_entries(self.scenario.shocks, other.shocks)
        chains = struck_chains(own or own_entries(self.scenario.levers, other.levers))
        group = f"chain={chains[0]}" if len(chains) == 1 else "all"
        row = self.rows.get(("net_income_per_household", group))
        if row is None:
            return ""
        return self._amount(
            "growers",
            row,
            falls=-1.0,
            grower=text(f"chain.{chains[0] if len(chains) == 1 else 'all'}.grower", self.lang),
            share=percent(abs(row.difference / row.baseline), self.lang),
        )

    def crossing(self) -> str:
        """Say how many households cross the line, in the direction in which more of them do."""
        below = self.rows.get(("newly_below_monitoring", "all"))
        above = self.rows.get(("newly_above_monitoring", "all"))
        if below is None:
            return ""
        if above is not None and above.difference > abs(below.difference):
            return self._amount("crossing", above, falls=-1.0)
        return self._amount("crossing", below, falls=1.0)

    def bearers(self) -> str:
        """Name the sectors that bear the region's loss, the largest share first."""
        total = self.rows[("region_loss", "all")].difference
        sectors = [row for row in self.incidence if row["sector"] != "region"]
        if total <= 0.0 or any(row["share"] is None for row in sectors):
            return ""
        sectors.sort(key=lambda row: -abs(row["mean"]))
        bear = self._shares([row for row in sectors if row["mean"] > NAMED_SHARE * total])
        gain = self._shares([row for row in sectors if row["mean"] < -NAMED_SHARE * total])
        if gain:
            return text("answer.bearers_and_gainers", self.lang, bearers=bear, gainers=gain)
        return text("answer.bearers", self.lang, bearers=bear)

    def _shares(self, rows: Sequence[dict[str, Any]]) -> str:
        said = [
            text(
                "answer.sector_share",
                self.lang,
                sector=text(f"answer.sector.{row['sector']}", self.lang),
                share=percent(abs(row["share"]), self.lang),
            )
            for row in rows
        ]
        return text("answer.comma", self.lang).join(said)

    def _amount(self, key: str, row: Any, falls: float, **values: str) -> str:
        """Fill `answer.<key>.loses` or `.gains` with the size and range of a row; "" for nothing.

        `falls` is 1 where a positive difference is a loss, -1 where it is a gain.
        """
        if row.difference == 0.0:
            return ""
        loses = falls * row.difference > 0.0
        sign = 1.0 if row.difference > 0.0 else -1.0
        ends = sorted((sign * row.low, sign * row.high))
        shown = [self._rounded(value, row.unit) for value in (abs(row.difference), *ends)]
        # "A household loses 300 yuan", not 300 yuan/household.
        unit = row.unit.split("/")[0]
        return text(
            f"answer.{key}.{'loses' if loses else 'gains'}",
            self.lang,
            amount=quantity(shown[0], unit, self.lang),
            range=self._range(row, span(shown[1], shown[2], unit, self.lang)),
            **values,
        )

    def _range(self, row: Any, shown: str) -> str:
        if row.draws == 1:
            return text("answer.one_draw", self.lang)
        return text(f"answer.range.{row.range}", self.lang, range=shown, draws=row.draws)

    def _rounded(self, value: float, unit: str) -> float:
        """Return whole households, and other figures as they are."""
        return float(round(value)) if unit == "households" else value
