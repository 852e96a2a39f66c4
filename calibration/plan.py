"""How a fit is run: where, how many points, and by which rules; read from fit.toml."""

import tomllib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any

from sim.paths import calibration_folder


@dataclass(frozen=True)
class Plan:
    """Sizes and rules of a fit, as fit.toml explains them."""

    region: str
    seed: int
    first_wave: int
    second_wave: int
    members: int
    candidates: int
    proposals: int
    populations: int
    implausibility: float
    identifiable_width: float
    coverage_tolerance: float

    @staticmethod
    def shipped() -> "Plan":
        """The plan of fit.toml."""
        return Plan(**fit_file()["run"], **fit_file()["rules"])

    def seed_of(self, design: int) -> int:
        """The seed of a design: each has luck of its own."""
        return self.seed * 1000 + design

    def as_dict(self) -> dict[str, Any]:
        """The plan as plain values."""
        return asdict(self)


@cache
def fit_file() -> Mapping[str, Any]:
    """The tables of fit.toml."""
    file = calibration_folder() / "fit.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))
