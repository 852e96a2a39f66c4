"""The checked scenario: what the model reads. Everything is resolved, immutable and typed."""

from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from sim.messages import text
from sim.scenario.declarations import SECTIONS
from sim.scenario.keys import EVERY, Kind
from sim.scenario.months import month_name
from sim.scenario.shapes import strength

ParameterValue = float | tuple[float, ...]


class _Frozen(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Run(_Frozen):
    """Where, from when, how long and with which luck a scenario runs."""

    region: str
    start: date
    months: int
    seed: int
    draws: int


class _Entry(_Frozen):
    kind: str
    name: str
    chain: str = EVERY
    county: str
    start_month: int

    def covers(self, chain: str, county: str) -> bool:
        """Whether this chain in this county is reached."""
        return self.chain in (EVERY, chain) and self.county in (EVERY, county)


class Shock(_Entry):
    """One shock. Keys that its kind does not have are at rest (0, "all", None)."""

    change: float = 0.0
    at: str = "farm_gate"
    cause: str = "demand"
    buyer: str = EVERY
    support: str = EVERY
    shape: str = "step"
    duration_months: int | None = None
    recovery_months: int = 0
    ramp_months: int = 1
    path: tuple[float, ...] = ()

    @property
    def declaration(self) -> Kind:
        """The declared kind: its keys, units, ranges and course."""
        return SECTIONS["shock"][self.kind]

    def strength(self, month: int) -> float:
        """Share of `change` felt in `month` of the run; see `sim.scenario.shapes`."""
        return strength(
            month,
            start_month=self.start_month,
            shape=self.shape,
            duration_months=self.duration_months,
            recovery_months=self.recovery_months,
            ramp_months=self.ramp_months,
            path=self.path,
        )


class Lever(_Entry):
    """One lever. Keys that its kind does not have are None."""

    insured_share: float | None = None
    target_ratio: float | None = None
    subsidy_share: float | None = None
    price: float | None = None
    backed_by: str | None = None
    share: float | None = None
    added: float | None = None
    line_added: float | None = None
    guaranteed_share: float | None = None
    households_share: float | None = None
    shares: int | None = None
    volume: float | None = None
    extension_months: int = 0
    premium: float | None = None
    years: float | None = None
    budget: float | None = None
    delay_months: int = 0
    spread: str | None = None
    reach: str | None = None
    financed_by: str | None = None
    duration_months: int | None = None

    @property
    def declaration(self) -> Kind:
        """The declared kind: its keys, units, ranges and who finances it."""
        return SECTIONS["lever"][self.kind]

    def active(self, month: int) -> bool:
        """Whether the lever is in force in `month` of the run."""
        elapsed = month - self.start_month
        return elapsed >= 0 and (self.duration_months is None or elapsed < self.duration_months)


class Difference(_Frozen):
    """One key in which a scenario departs from its baseline; None where a side has nothing."""

    path: str
    baseline: Any
    scenario: Any


class Scenario(_Frozen):
    """What is asked: a region and time, shocks, levers and parameter values.

    `Scenario.load` reads one from a file or the library, `Scenario.from_dict` from `resolved()`.
    `compared_with` is the baseline named in the file; None means no shocks and no levers.
    """

    name: str
    title: str
    title_zh: str
    question: str = ""
    question_zh: str = ""
    run: Run
    shocks: tuple[Shock, ...] = ()
    levers: tuple[Lever, ...] = ()
    parameters: dict[str, ParameterValue] = Field(default_factory=dict)
    compared_with: "Scenario | None" = None
    folders: tuple[Path, ...] = Field(default=(), exclude=True, repr=False)

    @staticmethod
    def load(name_or_path: str | Path, overrides: Any = ()) -> "Scenario":
        """Read a scenario: a path (ends in .toml or has a folder) or a name of the library.

        `overrides` are "PATH=VALUE" texts as for `--set`. InputError for anything unusable.
        """
        from sim.scenario.loading import load_scenario

        return load_scenario(name_or_path, overrides)

    @staticmethod
    def from_dict(data: dict[str, Any], folders: tuple[Path, ...] = ()) -> "Scenario":
        """The scenario of a dictionary as `resolved()` gives it."""
        from sim.scenario.loading import scenario_from_dict

        return scenario_from_dict(data, folders)

    def baseline(self) -> "Scenario":
        """What this scenario is compared with; it shares region, time, seed and draws."""
        if self.compared_with is not None:
            return self.compared_with
        return self.model_copy(
            update={
                "name": "baseline",
                "title": text("scenario.no_shocks", "en"),
                "title_zh": text("scenario.no_shocks", "zh"),
                "question": "",
                "question_zh": "",
                "shocks": (),
                "levers": (),
            }
        )

    def resolved(self) -> dict[str, Any]:
        """Everything said, nothing implied: plain values that load again to the same scenario."""
        from sim.scenario.plain import resolved

        return resolved(self)

    def diff(self, baseline: "Scenario | None" = None) -> list[Difference]:
        """Every shock, lever and parameter key that differs from the baseline."""
        from sim.scenario.plain import differences

        return differences(self, self.baseline() if baseline is None else baseline)

    def month_name(self, month: int) -> str:
        """Month `month` of the run as "2021-08"."""
        return month_name(month, self.run.start)

    @cached_property
    def last_month(self) -> int:
        """The number of the run's last month."""
        return self.run.months - 1
