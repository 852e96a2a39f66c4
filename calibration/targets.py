"""The targets of the fit: value, band, evidence, and how far a simulated figure misses one."""

import tomllib
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from sim.parameters.evidence import references
from sim.paths import calibration_folder

Floats = NDArray[np.float64]

# Half width of a 90% interval of a normal distribution, in standard deviations.
NINETY = 1.6448536269514722


@dataclass(frozen=True)
class Target:
    """One figure of the reports and the simulated figure it is compared with.

    [low, high] is the band within which the sources contradict each other, read as a 90% interval.
    """

    name: str
    figure: str
    value: float
    low: float
    high: float
    unit: str
    evidence: tuple[str, ...]
    label_en: str
    label_zh: str
    why_en: str
    why_zh: str

    @property
    def sd(self) -> float:
        """Standard deviation of the target's error: half the band over 1.645."""
        return (self.high - self.low) / 2.0 / NINETY

    def misses(self, simulated: Floats, variance: Floats | float = 0.0) -> Floats:
        """Distance from the value in standard deviations; `variance` of an emulator is added."""
        return (simulated - self.value) / np.sqrt(self.sd**2 + variance)


@cache
def targets() -> tuple[Target, ...]:
    """The targets in the order of their file. ValueError where one is not as it must be."""
    file = calibration_folder() / "targets.toml"
    tables = tomllib.loads(file.read_text(encoding="utf-8"))
    found = tuple(
        Target(name=name, **{**table, "evidence": tuple(table["evidence"])})
        for name, table in tables.items()
    )
    for target in found:
        if not target.low < target.value < target.high:
            raise ValueError(f"{file.name}: [{target.name}] value is not inside its band")
        for name in target.evidence:
            if references()[name].use != "calibrate":
                raise ValueError(f"{file.name}: [{target.name}] {name} is no target's evidence")
    return found


def target_values() -> Floats:
    """Values of all targets [targets]."""
    return np.array([target.value for target in targets()])


def target_sds() -> Floats:
    """Standard deviations of all targets' errors [targets]."""
    return np.array([target.sd for target in targets()])


def implausibility(simulated: Floats, variance: Floats) -> Floats:
    """Largest miss over the targets, in standard deviations [points].

    simulated [points, targets]; variance of the emulator and of the populations' luck [targets].
    """
    z = np.abs(simulated - target_values()) / np.sqrt(target_sds() ** 2 + variance)
    return np.asarray(z.max(axis=1))


def log_likelihood(simulated: Floats, variance: Floats, observed: Floats | None = None) -> Floats:
    """Log likelihood of each point [points], up to a constant: independent normal errors.

    observed [targets]: other values than the reports' (synthetic truths).
    """
    values = target_values() if observed is None else observed
    z2 = (simulated - values) ** 2 / (target_sds() ** 2 + variance)
    return np.asarray(-0.5 * z2.sum(axis=1))
