"""Which of an answer's hundreds of rows a person is shown first: terminal and report alike.

Growers of the struck chains come first, the region second; all else is in answer.json.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import compress
from typing import Any

import numpy as np

from sim.accounts.kinds import CHAIN_COLUMNS, FLOW_INDEX, REGIONAL_SECTORS
from sim.errors import InputError
from sim.messages import LANGUAGES, has, text
from sim.messages.numbers import (
    counted_label,
    figure,
    is_share,
    magnitude,
    number,
    percent,
    quantity,
    span,
)
from sim.parameters import load_parameters
from sim.regions import load_region
from sim.results import METRIC, describe_group
from sim.results.figures import Figures
from sim.results.incidence import incidence
from sim.results.statistics import spread
from sim.results.windows import own_entries, struck_chains

HEADLINE = "first_year"
RUNGS = ("price_reference", "price_farm_gate", "price_contract_paid", "price_index")
# Told of the growers of each struck chain.
OF_GROWERS = (
    "net_income_per_household",
    "sales_per_household",
    "payouts_per_household",
    "newly_below_monitoring",
)
LINKAGES = ("contract", "member", "spot")
OF_CHAIN = ("volume_sold", "volume_unsold", "insurance_payouts", "enterprises_gone")
OF_REGION = (
    "net_income_per_household",
    "wages_per_household",
    "below_monitoring",
    "newly_below_monitoring",
    "newly_below_poverty",
    "public_cost",
    "lever_outlay",
)
# Worth a row only when the scenario moves them.
ONLY_WHEN_MOVED = frozenset(
    {
        "payouts_per_household",
        "volume_unsold",
        "insurance_payouts",
        "enterprises_gone",
        "lever_outlay",
    }
)
PREMIUMS = ("premium_households", "premium_government", "premium_world")
# How a change too small to print reads, and one of nothing.
NO_CHANGE = frozenset({"0%", ""})
COUNTED = frozenset({"households", "persons"})
# From here on a row of figures is counted in millions or in ten-thousands (万).
LARGE = 1e6
# Under this share of the baseline a difference is printed as nearly nothing.
NEGLIGIBLE = 1e-5
SUBSTANTIAL_SHARE = 0.0005


@dataclass(frozen=True)
class Row:
    """One row of the answer, ready to be formatted in a language."""

    metric: str
    group: str
    baseline: float
    scenario: float
    difference: float
    low: float
    high: float
    unit: str
    better: str

    @property
    def relative(self) -> float | None:
        """The difference as a share of the baseline; None where the baseline is nothing."""
        return self.difference / abs(self.baseline) if self.baseline else None

    @property
    def worse(self) -> bool | None:
        """Whether the change is for the worse; None when it is neither or no better is declared."""
        if not self.better or self._shows_nothing:
            return None
        return (self.difference < 0.0) == (self.better == "up")

    def label(self, lang: str) -> str:
        """Return the metric's short name."""
        return METRIC[self.metric].label(lang) if self.metric in METRIC else self.metric

    def amount(self, name: str, lang: str) -> str:
        """Return one of the row's figures in the row's unit; differences carry their sign.

        All figures of a row are counted in one unit, so that they can be compared at a glance.
        """
        value: float = getattr(self, name)
        if 0.0 < abs(value) < NEGLIGIBLE * self._size:
            return "≈0"
        if self.unit in COUNTED and abs(value) >= 1.0:
            value = float(round(value))  # the mean of draws may be half a household; nobody is
        signed = name in {"difference", "low", "high"}
        if is_share(self.unit):
            return percent(value, lang, signed=signed)
        return figure(value / self._counted_in(lang)[0], signed=signed)

    def unit_beside(self, lang: str) -> str:
        """Return the unit for a column of its own, with the word for large numbers in it.

        "Per household" is in the metric's name already.
        """
        plain = self.unit.removesuffix("/household").removesuffix("/person")
        label = counted_label(plain, lang)
        word = self._counted_in(lang)[1].strip()
        return f"{word}{label}" if lang == "zh" else f"{word} {label}".strip()

    def _counted_in(self, lang: str) -> tuple[float, str]:
        return magnitude(self._size, lang) if self._size >= LARGE else (1.0, "")

    @property
    def _shows_nothing(self) -> bool:
        """Whether the difference is printed as 0 or nearly 0, and so deserves no colour."""
        shown = (self.amount("difference", lang) for lang in LANGUAGES)
        return all(not any(digit in "123456789" for digit in words) for words in shown)

    @property
    def _size(self) -> float:
        return max(abs(self.baseline), abs(self.scenario), abs(self.difference))


@dataclass(frozen=True)
class Section:
    """Rows that belong together, under a heading in words."""

    group: str
    rows: tuple[Row, ...]

    def heading(self, lang: str) -> str:
        """Return the group in words."""
        return capitalised(describe_group(self.group, lang))

    def label(self, row: Row, lang: str) -> str:
        """Return what a row is called here: its metric, or the part of the group it tells of."""
        if row.group == self.group:
            return row.label(lang)
        part = row.group.removeprefix(f"{self.group},")
        return text("shown.part", lang, part=describe_group(part, lang))


class Selection:
    """The rows of one answer that are shown, for one window."""

    def __init__(self, outcome: Any, window: str = HEADLINE) -> None:
        self.answer = outcome.answer_object
        self.window = window
        self.chains = chains_of(outcome.scenario)
        self._outcome = outcome
        self._insured = _insured_chains(outcome.figures)
        self._rows = {
            (row["metric"], row["group"]): _row(row)
            for row in self.answer["metrics"]
            if row["window"] == window
        }

    def get(self, metric: str, group: str) -> Row | None:
        """Return one row of the window, None when the answer has none."""
        return self._rows.get((metric, group))

    def ladder(self) -> list[Section]:
        """Return the prices of each struck chain that has any, from the reference down."""
        sections = [
            section
            for group in (f"chain={chain}" for chain in self.chains)
            for section in self._section(group, [(rung, group) for rung in self._rungs(group)])
        ]
        # Of several chains only those whose prices move: the rest would say nothing four times.
        moved = [
            s
            for s in sections
            if any(percent_of_baseline(row, "en") not in NO_CHANGE for row in s.rows)
        ]
        return moved if len(sections) > 1 else sections

    def _rungs(self, group: str) -> tuple[str, ...]:
        """Return the prices of a chain; the index only where somebody is insured on it."""
        insured = group.removeprefix("chain=") in self._insured
        return RUNGS if insured else RUNGS[:-1]

    def growers(self) -> list[Section]:
        """Return growers of each struck chain, by linkage, and what became of their crop."""
        sections = []
        for chain in self.chains:
            group = f"chain={chain}"
            wanted = [(metric, group) for metric in OF_GROWERS + OF_CHAIN]
            if len(self.chains) == 1:
                # Under the mean of all growers, those of each linkage.
                wanted[1:1] = [(OF_GROWERS[0], f"{group},linkage={name}") for name in LINKAGES]
            sections += self._section(group, wanted)
        return sections

    def region(self) -> list[Section]:
        """Return what the whole region feels."""
        crossing = self.get("newly_below_monitoring", "all") is not None
        wanted = [name for name in OF_REGION if not (crossing and name == "below_monitoring")]
        levers = [group for metric, group in self._rows if metric == "lever_outlay"]
        moved = [group for group in levers if group != "all" and self._moves("lever_outlay", group)]
        # One lever's outlay is the whole; of several each is told.
        parts = [("lever_outlay", group) for group in moved] if len(moved) > 1 else []
        return self._section("all", [*((metric, "all") for metric in wanted), *parts])

    def _moves(self, metric: str, group: str) -> bool:
        row = self.get(metric, group)
        return row is not None and _is_moved(row)

    def _section(self, group: str, wanted: Iterable[tuple[str, str]]) -> list[Section]:
        """Return the section of those (metric, group) the answer has; none without any."""
        rows = [self.get(metric, of) for metric, of in wanted]
        shown = tuple(row for row in rows if row is not None and _is_worth_a_row(row))
        return [Section(group, shown)] if shown else []

    def bearers(self) -> list[dict[str, Any]]:
        """Return the sectors' losses, the largest first; small ones together as "others"."""
        return self._bearers

    @cached_property
    def _bearers(self) -> list[dict[str, Any]]:
        rows = [row for row in self._in_window("incidence") if row["sector"] != "region"]
        total = max((abs(row["mean"]) for row in rows), default=0.0)
        felt = [row for row in rows if abs(row["mean"]) > SUBSTANTIAL_SHARE * total]
        rest = [row for row in rows if row not in felt]
        return sorted(felt, key=lambda row: -row["mean"]) + self._others(rest)

    def somebody_gains(self) -> bool:
        """Say whether a negative loss is shown."""
        return any(row["mean"] < 0.0 for row in self.bearers())

    def _others(self, left_out: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        """Return one row for the losses too small for rows of their own, none for less than a yuan.

        Its range is that of their sum, which the ranges of its parts do not tell.
        """
        if all(row["mean"] == row["low"] == row["high"] == 0.0 for row in left_out):
            return []
        names = [REGIONAL_SECTORS.index(row["sector"]) for row in left_out]
        loss = incidence(self._outcome.figures, self.window).sectors[:, names].sum(axis=1)
        shares = [row["share"] for row in left_out]
        share = None if None in shares else sum(shares)
        sums = spread(loss)
        if all(abs(yuan) < 1.0 for yuan in sums.values()):
            return []
        return [{"sector": "others", **sums, "share": share}]

    def region_loss(self) -> dict[str, Any] | None:
        """Return the region's loss: mean, low, high in yuan."""
        rows = self._in_window("incidence")
        return next((row for row in rows if row["sector"] == "region"), None)

    def bridge(self) -> list[dict[str, Any]]:
        """Return the steps from the loss at the farm gate to the region's, without empty ones.

        The first is the loss at the farm gate, the last the region's; what lies between adds up
        to their difference.
        """
        parts = {"farm_gate_price", "farm_gate_quantity", "residual"}
        rows = [row for row in self._in_window("bridge") if row["item"] not in parts]
        largest = max((abs(row["mean"]) for row in rows), default=0.0)
        ends = {"farm_gate_loss", "region_loss"}
        return [
            row
            for row in rows
            if row["item"] in ends or abs(row["mean"]) > SUBSTANTIAL_SHARE * largest
        ]

    def months(self) -> tuple[int, int] | None:
        """Return the first and last month of the window; None where draws differ."""
        found = [row for row in self.answer["windows"] if row["window"] == self.window]
        if len(found) != 1:
            return None
        return found[0]["first_month"], found[0]["last_month"]

    def _in_window(self, name: str) -> list[dict[str, Any]]:
        return [row for row in self.answer[name] if row["window"] == self.window]


def chains_of(scenario: Any) -> tuple[str, ...]:
    """Return the chains a scenario strikes; all of them where it strikes none."""
    other = scenario.baseline()
    shocks = own_entries(scenario.shocks, other.shocks)
    levers = own_entries(scenario.levers, other.levers)
    return struck_chains(shocks or levers)


def window_in_words(selection: Selection, scenario: Any, lang: str) -> str:
    """Return the window with its months: "first year under the shock, 2021-10 to 2022-09"."""
    name = text(f"window.{selection.window}", lang)
    months = selection.months()
    if months is None:
        return name
    first, last = (scenario.month_name(month) for month in months)
    return text("shown.window_months", lang, name=name, first=first, last=last)


def percent_of_baseline(row: Row, lang: str) -> str:
    """Return the change as a percentage with its sign, "" where the baseline is nothing."""
    return "" if row.relative is None else percent(row.relative, lang, signed=True)


def yuan_with_range(row: dict[str, Any], lang: str) -> tuple[str, str]:
    """Return a loss and its range over draws."""
    return quantity(row["mean"], "yuan", lang), span(row["low"], row["high"], "", lang)


def bearer_name(row: dict[str, Any], lang: str) -> str:
    """Return the name of a row of `Selection.bearers`."""
    if row["sector"] == "others":
        return text("shown.others", lang)
    return capitalised(text(f"answer.sector.{row['sector']}", lang))


def capitalised(words: str) -> str:
    """Return words with a capital first letter, where the script has any."""
    return words[:1].upper() + words[1:]


def in_language(texts: Any, lang: str) -> str:
    """Return the text of a language from `{en, zh}`."""
    return str(texts[lang]) if isinstance(texts, dict) else str(texts)


def region_title(outcome: Any, lang: str) -> str:
    """Return the region in words, its name where its file is not at hand."""
    scenario = outcome.scenario
    try:
        region = load_region(scenario.run.region, load_parameters(), search=list(scenario.folders))
    except InputError:
        return str(scenario.run.region)
    return region.title_zh if lang == "zh" else region.title_en


def assumption_in_words(assumption: dict[str, Any], lang: str) -> str:
    """Return an assumption with its value and range, and its path for `explain`."""
    meaning = in_language(assumption["meaning"], lang).rstrip(".。")
    value = assumption["value"]
    path = assumption["path"]
    if isinstance(value, str):
        key = f"shown.choice.{value}"
        shown = text(key, lang) if has(key, lang) else value
        return text("shown.assumed_choice", lang, meaning=meaning, value=shown, path=path)
    unit = assumption.get("unit", "")
    return text(
        f"shown.assumed_{_standing(assumption)}",
        lang,
        meaning=meaning,
        value=_value(value, unit, lang),
        range=span(assumption["low"], assumption["high"], unit, lang),
        path=path,
    )


def _standing(assumption: dict[str, Any]) -> str:
    if assumption["pinned"]:
        return "pinned"
    return "range" if assumption["sampled"] else "fixed"


def _value(value: Any, unit: str, lang: str) -> str:
    if isinstance(value, list | tuple):
        return ", ".join(number(float(item), lang) for item in value)
    return quantity(float(value), unit, lang)


def _row(row: dict[str, Any]) -> Row:
    return Row(**{name: row[name] for name in Row.__dataclass_fields__})


def _is_worth_a_row(row: Row) -> bool:
    if row.metric not in ONLY_WHEN_MOVED:
        return True
    return _is_moved(row)


def _is_moved(row: Row) -> bool:
    return any(value != 0.0 for value in (row.difference, row.low, row.high))


def _insured_chains(figures: Figures) -> frozenset[str]:
    """Return the chains on which a premium was paid, on either side."""
    premiums = figures.flows[..., [FLOW_INDEX[kind] for kind in PREMIUMS], :]
    paid = np.asarray((premiums > 0.0).any(axis=(0, 1, 2, 3)))
    return frozenset(compress(CHAIN_COLUMNS, paid.tolist()))
