"""What a sweep varies: each factor with its range or list, and points of their space."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from sweeps.schema import Setting

Unit = NDArray[np.float64]


@dataclass(frozen=True)
class Factor:
    """One thing that is varied: from `low` to `high`, or over `values`.

    name: its column in the results; path: what it sets (`shock.<name>.<key>`, `lever.<name>.<key>`
    or a parameter); whole: numbers are rounded; side: whether a shock or lever is set in the
    scenario alone or in its baseline too; unit: of measure, for headings; leave_out: at this value
    and below the whole shock or lever is left out.
    """

    name: str
    path: str
    low: float = math.nan
    high: float = math.nan
    values: tuple[Setting, ...] = ()
    levels: int = 5
    scale: Literal["linear", "log"] = "linear"
    whole: bool = False
    side: Literal["scenario", "both"] = "scenario"
    unit: str = ""
    leave_out: float | None = None

    @property
    def is_numeric(self) -> bool:
        """Whether its values are numbers, so that effects along it can be drawn."""
        return all(isinstance(v, int | float) and not isinstance(v, bool) for v in self.values)

    def at(self, unit: Unit) -> list[Setting]:
        """Return the values at positions in [0, 1): of a list, each takes an equal part."""
        if self.values:
            places = np.minimum((unit * len(self.values)).astype(int), len(self.values) - 1)
            return [self.values[place] for place in places]
        if self.scale == "log":
            found = self.low * (self.high / self.low) ** unit
        else:
            # So written, both ends are met exactly.
            found = self.low * (1.0 - unit) + self.high * unit
        return [float(value) for value in (np.round(found) if self.whole else found)]

    def steps(self) -> list[Setting]:
        """Return the values of a grid: the list, or `levels` numbers from end to end."""
        if self.values:
            return list(self.values)
        found = [_short(value) for value in self.at(np.linspace(0.0, 1.0, self.levels))]
        return list(dict.fromkeys(found))

    def ends(self) -> list[Setting]:
        """Return the values by which legality is checked: all of a list, both ends of a range."""
        return list(self.values) or self.at(np.array([0.0, 1.0]))

    def plain(self) -> dict[str, Any]:
        """Return the factor as JSON can hold it."""
        shown: dict[str, Any] = {"name": self.name, "path": self.path, "unit": self.unit}
        if self.values:
            shown["values"] = list(self.values)
        else:
            shown |= {"range": [self.low, self.high], "scale": self.scale}
        shown |= {"whole": self.whole, "side": self.side}
        return shown if self.leave_out is None else shown | {"leave_out": self.leave_out}

    def leaves_out(self, value: Setting) -> bool:
        """Whether a value means that the shock or lever is not there at all."""
        return self.leave_out is not None and float(value) <= self.leave_out


def _short(value: Setting) -> Setting:
    """Return 0.3 for 0.30000000000000004, which nobody could look up in the results."""
    return float(f"{value:.12g}") if isinstance(value, float) else value


def column_name(path: str) -> str:
    """Return a path as the name of a column that needs no quotes: shock_dates_change."""
    return "".join(c if c.isalnum() else "_" for c in path)


def is_parameter(path: str) -> bool:
    """Whether a path names a parameter rather than a key of a shock or lever."""
    return path.partition(".")[0] not in ("shock", "lever", "run")


def shared(factors: Sequence[Factor]) -> list[int]:
    """Return the places of factors that also change what a scenario is compared with."""
    return [
        place
        for place, factor in enumerate(factors)
        if is_parameter(factor.path) or factor.side == "both"
    ]
