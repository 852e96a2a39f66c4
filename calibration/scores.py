"""Targets against the ensemble, and held-out figures against the model and a naive benchmark."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from calibration.targets import Target, targets
from sim.parameters.evidence import references
from sim.paths import calibration_folder

Floats = NDArray[np.float64]
KINDS = ("range", "least", "most")
# A single reported number is met by what comes this near to it.
NEAR = 0.05
QUANTILES = (0.05, 0.5, 0.95)


@dataclass(frozen=True)
class TargetScore:
    """A target beside its figure in the ensemble; `inside`: share of members within the band."""

    target: Target
    low: float
    median: float
    high: float
    inside: float

    @property
    def met(self) -> bool:
        """Whether the ensemble's median lies within the band."""
        return self.target.low <= self.median <= self.target.high


@dataclass(frozen=True)
class HeldOut:
    """A figure that the fit never saw; see validation.toml."""

    name: str
    figure: str
    evidence: tuple[str, ...]
    kind: str
    low: float
    high: float
    unit: str
    naive: float
    label_en: str
    label_zh: str
    naive_en: str
    naive_zh: str
    reading_en: str
    reading_zh: str

    def holds(self, low: float, high: float) -> bool:
        """Whether a predicted range has a point in common with what is reported."""
        if self.kind == "least":
            return high >= self.low
        if self.kind == "most":
            return low <= self.high
        near = NEAR * abs(self.low) if self.low == self.high else 0.0
        return low <= self.high + near and high >= self.low - near


@dataclass(frozen=True)
class HeldOutScore:
    """A held-out figure beside the model's 90% range and the naive figure."""

    held_out: HeldOut
    low: float
    median: float
    high: float

    @property
    def hit(self) -> bool:
        """Whether the model's range and the report agree."""
        return self.held_out.holds(self.low, self.high)

    @property
    def naive_hit(self) -> bool:
        """Whether the naive figure and the report agree."""
        return self.held_out.holds(self.held_out.naive, self.held_out.naive)


def target_scores(figures: Mapping[str, Floats]) -> list[TargetScore]:
    """Every target against the figures of the members."""
    found = []
    for target in targets():
        values = figures[target.figure]
        low, median, high = np.quantile(values, QUANTILES)
        inside = float(((target.low <= values) & (values <= target.high)).mean())
        found.append(TargetScore(target, float(low), float(median), float(high), inside))
    return found


@cache
def held_out() -> tuple[HeldOut, ...]:
    """The held-out figures. ValueError where one rests on evidence that is used otherwise."""
    file = calibration_folder() / "validation.toml"
    found = []
    for name, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
        item = HeldOut(name=name, **{**table, "evidence": tuple(table["evidence"])})
        if item.kind not in KINDS or item.low > item.high:
            raise ValueError(f"{file.name}: [{name}] kind is one of {KINDS}, low <= high")
        _check_evidence(item, file.name)
        found.append(item)
    return tuple(found)


def _check_evidence(item: HeldOut, file: str) -> None:
    for name in item.evidence:
        row = references()[name]
        if row.kind != "mechanism" and row.use != "validate":
            raise ValueError(f"{file}: [{item.name}] {name} is not held out")


def held_out_scores(figures: Mapping[str, Floats]) -> list[HeldOutScore]:
    """Every held-out figure against the model; village figures span villages, not members."""
    return [_score(item, figures) for item in held_out()]


def _score(item: HeldOut, figures: Mapping[str, Floats]) -> HeldOutScore:
    if item.figure in figures:
        low, median, high = np.quantile(figures[item.figure], QUANTILES)
        return HeldOutScore(item, float(low), float(median), float(high))
    ends = [float(np.median(figures[f"{item.figure}_{end}"])) for end in ("low", "high")]
    return HeldOutScore(item, ends[0], sum(ends) / 2.0, ends[1])


def hits(scores: Iterable[HeldOutScore]) -> tuple[int, int, int]:
    """How many figures the model hits, the naive benchmark hits, and there are."""
    known = list(scores)
    return sum(s.hit for s in known), sum(s.naive_hit for s in known), len(known)
