"""Packages of levers in words of one language: what a lever does, not how its column is called."""

from collections.abc import Mapping
from typing import Any

from sim.messages import text
from sim.messages.numbers import number
from sim.results import lever_clause
from sim.scenario import Lever
from sweeps.results import SweepResults

# Said of a lever beside when it begins, which a package does not change.
_OTHER_WAY = "from"


class PackageWords:
    """Names the levers of a search, and what they do at some amount."""

    def __init__(self, results: SweepResults, lang: str):
        self.lang = lang
        self.factors = {factor["name"]: factor for factor in results.factors}
        bases = results.manifest["sweep"]["scenarios"]
        self._levers = {lever["name"]: lever for lever in bases[0]["lever"]} if bases else {}

    def package(self, row: Any) -> str:
        """Return the levers of a package (amounts by factor) and how far each goes."""
        said = [
            self._clause(name, float(row[name]))
            for name in self.factors
            if float(row[name]) > self._lowest(name)
        ]
        return text("choice.join", self.lang).join(said) or text("choice.no_lever", self.lang)

    def name(self, factor: str) -> str:
        """Return what the lever of a factor is called, with its chain where it has one."""
        lever = self._lever(factor)
        if lever is None:
            return factor
        name = text(f"group.lever.{lever['kind']}", self.lang)
        if "chain" not in lever:
            return name
        chain = text(f"chain.{lever['chain']}.name", self.lang)
        return text("choice.lever_of_chain", self.lang, lever=name, chain=chain)

    def _clause(self, factor: str, amount: float) -> str:
        lever = self._lever(factor)
        if lever is None:
            return text("choice.lever", self.lang, name=factor, amount=number(amount, self.lang))
        key = self.factors[factor]["path"].rpartition(".")[2]
        stated = {name: value for name, value in lever.items() if name != _OTHER_WAY}
        return lever_clause(Lever(**{**stated, key: amount}), self.lang)

    def _lever(self, factor: str) -> Mapping[str, Any] | None:
        """Return the lever as its scenario states it; None in a sweep of a function."""
        name: str = self.factors[factor]["path"].removeprefix("lever.").rpartition(".")[0]
        return self._levers.get(name)

    def _lowest(self, name: str) -> float:
        factor = self.factors[name]
        return float(factor.get("leave_out", factor["range"][0]))
