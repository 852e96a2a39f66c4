"""Draws of what the evidence leaves open: a member of the fitted ensemble, and for every other leaf
a triangular draw keyed by its path.
"""

import csv
import hashlib
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from sim.engine.draws import Purpose, text_key, uniform

KEY_PREFIX = "parameter:"
ENSEMBLE_KEY = "ensemble of parameters"


@dataclass(frozen=True)
class Ensemble:
    """Sets of parameter values that the calibration leaves plausible, equally likely.

    paths: the leaves that were fitted together; members: one row of values a set.
    """

    paths: tuple[str, ...] = ()
    members: tuple[tuple[float, ...], ...] = ()

    def member(self, seed: int, draw: int) -> Mapping[str, float]:
        """This draw's set by path: the same for every scenario, order and process."""
        if not self.members:
            return {}
        u = uniform(seed, draw, text_key(ENSEMBLE_KEY), Purpose.PARAMETER, 0)
        return dict(zip(self.paths, self.members[int(u * len(self.members))], strict=True))

    def values(self, path: str) -> tuple[float, ...]:
        """The values of one leaf over all members; none where it was not fitted."""
        if path not in self.paths:
            return ()
        column = self.paths.index(path)
        return tuple(member[column] for member in self.members)

    @cached_property
    def hash(self) -> str:
        """A fingerprint of all members."""
        return hashlib.sha256(repr((self.paths, self.members)).encode()).hexdigest()


def read_ensemble(path: Path) -> Ensemble:
    """The ensemble of a file; one without members where there is no file.

    Raises ValueError naming the line where a value is missing or no number.
    """
    if not path.is_file():
        return Ensemble()
    with path.open(encoding="utf-8", newline="") as file:
        header, *rows = list(csv.reader(file))
    members = []
    for line, row in enumerate(rows, start=2):
        try:
            values = tuple(float(entry) for entry in row)
        except ValueError:
            raise ValueError(f"{path.name} line {line}: not a number in {row}") from None
        if len(values) != len(header) or not all(math.isfinite(value) for value in values):
            raise ValueError(f"{path.name} line {line}: {len(header)} finite numbers expected")
        members.append(values)
    return Ensemble(tuple(header), tuple(members))


def triangular(u: float, low: float, mode: float, high: float) -> float:
    """The value below which a triangular distribution has the share `u`.

    Inverse of F(x) = (x - low)^2 / ((high - low)(mode - low)) up to the mode, and of
    1 - (high - x)^2 / ((high - low)(high - mode)) beyond it. `u` in [0, 1]; the unit of the
    result is that of the bounds, which must satisfy low <= mode <= high and low < high.
    """
    width = high - low
    if u * width <= mode - low:
        value = low + math.sqrt(u * width * (mode - low))
    else:
        value = high - math.sqrt((1.0 - u) * width * (high - mode))
    return min(max(value, low), high)


def draw_of(path: str, low: float, mode: float, high: float, seed: int, draw: int) -> float:
    """This draw's value of the leaf at `path`: the same for every scenario, order and process."""
    u = uniform(seed, draw, text_key(KEY_PREFIX + path), Purpose.PARAMETER, 0)
    return triangular(u, low, mode, high)
