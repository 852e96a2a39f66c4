"""An analysis in words: sentences and rows of tables, from the catalogues."""

from typing import Any

import numpy as np
import pandas as pd

from sim.errors import InputError
from sim.messages import text
from sim.messages.numbers import is_share, percent, quantity, unit_label
from sim.parameters import load_parameters
from sim.results import describe_group
from sweeps.analysis import Analysis
from sweeps.analysis.frames import Measured
from sweeps.outcomes import LOSS, Outcome

MOST_BOXES = 3
PARTS = ("density", "base", "coverage")


class Words:
    """Names and sentences of one analysis in one language."""

    def __init__(self, analysis: Analysis, lang: str):
        self.analysis = analysis
        self.lang = lang
        self.outcomes = {outcome["name"]: outcome for outcome in analysis.results.outcomes}
        self.factors = {factor["name"]: factor for factor in analysis.results.factors}

    def outcome(self, name: str) -> str:
        """Return what an outcome is called."""
        told = Outcome(**self.outcomes[name])
        label = told.label(self.lang)
        if told.group == "all" or told.metric in ("", LOSS):
            return label
        group = describe_group(told.group, self.lang)
        return text("analysis.of_group", self.lang, label=label, group=group)

    def input(self, name: str) -> str:
        """Return what a factor or a drawn parameter is called: its own name."""
        return name

    def meaning(self, path: str) -> str:
        """Return what a path stands for: a parameter's meaning, else the path itself."""
        try:
            leaf = load_parameters().leaf(path)
        except InputError:
            return path
        return leaf.meaning_zh if self.lang == "zh" else leaf.meaning_en

    def amount(self, value: float, outcome: str) -> str:
        """Return a value of an outcome with its unit."""
        unit = self.outcomes[outcome]["unit"]
        return quantity(value, unit, self.lang) if unit else f"{value:.3g}"

    def factor_rows(self) -> list[dict[str, str]]:
        """Return one row a factor: name, what it is, from where to where."""
        return [
            {
                "name": name,
                "path": factor["path"],
                "meaning": self.meaning(factor["path"]),
                "extent": self._extent(factor),
            }
            for name, factor in self.factors.items()
        ]

    def _extent(self, factor: dict[str, Any]) -> str:
        if "values" in factor:
            return ", ".join(str(value) for value in factor["values"])
        low, high = factor["range"]
        if is_share(factor["unit"]):
            return f"{percent(low, self.lang)} – {percent(high, self.lang)}"
        return f"{low:g} – {high:g} {unit_label(factor['unit'], self.lang)}".strip()

    def headline(self, one: Measured) -> str:
        """Return what an outcome hangs on most, and how much of its spread is luck."""
        tables = self.analysis.tables
        scores, spread = of(tables["feature_scores"], one), of(tables["variance"], one)
        said = []
        if not scores.empty:
            first = scores.iloc[0]
            key = "analysis.most" if first["score"] < 1.0 else "analysis.only"
            names = {"outcome": self.outcome(one.outcome), "input": self.input(first["input"])}
            said.append(text(key, self.lang, **names, score=percent(first["score"], self.lang)))
        if not spread.empty:
            share = spread.set_index("source")["share"]
            luck = percent(float(share["draws"] + share["both"]), self.lang)
            said.append(text("analysis.luck", self.lang, share=luck))
        return text("analysis.join", self.lang).join(said)

    def boxes(self, one: Measured) -> list[str]:
        """Return under which conditions an outcome turns bad, a sentence a box."""
        table = of(self.analysis.tables["conditions"], one)
        found = []
        for _, rows in list(table.groupby("box"))[:MOST_BOXES]:
            first = rows.iloc[0]
            side = "above" if first["sign"] == ">" else "below"
            limits = [self._limit(row) for _, row in rows.iterrows()]
            told = {
                "outcome": self.outcome(one.outcome),
                "side": text(f"analysis.side.{side}", self.lang),
                "number": self.amount(float(first["number"]), one.outcome),
                "conditions": text("analysis.and", self.lang).join(limits),
            }
            parts = {key: percent(float(first[key]), self.lang) for key in PARTS}
            found.append(text("analysis.box", self.lang, **told, **parts))
        return found

    def _limit(self, row: "pd.Series[Any]") -> str:
        name = self.input(str(row["input"]))
        if row["value"]:
            key = "is" if row["low"] > 0.0 else "is_not"
            return text(f"analysis.limit.{key}", self.lang, name=name, value=row["value"])
        low, high = float(row["low"]), float(row["high"])
        if not np.isfinite(low):
            return text("analysis.limit.below", self.lang, name=name, high=f"{high:.3g}")
        if not np.isfinite(high):
            return text("analysis.limit.above", self.lang, name=name, low=f"{low:.3g}")
        ends = {"low": f"{low:.3g}", "high": f"{high:.3g}"}
        return text("analysis.limit.between", self.lang, name=name, **ends)


def of(table: pd.DataFrame, one: Measured) -> pd.DataFrame:
    """Return the rows of one outcome of one scenario."""
    if table.empty:
        return table
    return table[(table["scenario"] == one.scenario) & (table["outcome"] == one.outcome)]
