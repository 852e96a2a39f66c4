"""What speed is promised on two cores, and whether a run of the benchmarks kept it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Rows = Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True)
class Target:
    """A row's promised range; `least` or `most` is None where one side is open."""

    key: str
    what: str
    unit: str
    least: float | None = None
    most: float | None = None

    def kept(self, value: float) -> bool:
        """Whether the value is within the range."""
        return (self.least is None or value >= self.least) and (
            self.most is None or value <= self.most
        )

    @property
    def promised(self) -> str:
        """The range in words."""
        if self.least is not None and self.most is not None:
            return f"{self.least:g} to {self.most:g} {self.unit}".strip()
        bound = f"at least {self.least:g}" if self.least is not None else f"at most {self.most:g}"
        return f"{bound} {self.unit}".strip()


TARGETS = (
    Target("reference.ratio", "times the plain-Mesa reference on one core at 70,000 households",
           "times", least=300.0),
    Target("engine.luopu-yutian.run", "`luopu-yutian`, 60 months, one run on one core", "s",
           most=0.15),
    Target("engine.hotan.run", "`hotan`, 60 months, one run on one core", "s", most=0.8),
    Target("engine.5000000.run", "5,000,000 households, 60 months", "s", most=10.0),
    Target("memory.5000000.peak", "5,000,000 households: memory", "GB", most=4.0),
    Target("engine.dearer", "cost of a household-month among 5,000,000 over among 70,000", "times",
           most=2.5),
    Target("session.shock.first", "changed shock: first paired answer", "s", most=0.4),
    Target("session.lever.first", "changed lever: first paired answer", "s", most=0.4),
    Target("session.parameter.first", "changed parameter: first paired answer", "s", most=0.8),
    Target("session.shock.all", "64 paired draws from prepared openings", "s", most=10.0),
    Target("session.nothing.all", "64 paired draws from nothing", "s", most=15.0),
    Target("growth.months.exponent", "exponent of time in months", "", 0.95, 1.05),
    Target("growth.draws.exponent", "exponent of time in draws", "", 0.95, 1.05),
    Target("cold.warm.answer", "start of the process to the printed answer of one paired draw, "
           "compiled before", "s", most=2.5),
    Target("cold.cold.answer", "the same, not compiled", "s", most=15.0),
)  # fmt: skip


def judged(rows: Rows) -> list[tuple[Target, float, bool]]:
    """Each target that was measured, with its value and whether it was kept."""
    return [
        (target, rows[target.key]["value"], target.kept(rows[target.key]["value"]))
        for target in TARGETS
        if target.key in rows
    ]
