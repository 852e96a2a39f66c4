"""What is believed of the fitted parameters before the targets are looked at."""

from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from calibration.plan import fit_file
from sim.parameters import load_parameters
from sim.parameters.sampling import triangular

Floats = NDArray[np.float64]
SHAPES = ("uniform", "triangular")


@dataclass(frozen=True)
class Prior:
    """A parameter and its distribution between the bounds of its leaf; `mode` for a triangular."""

    path: str
    shape: str
    low: float
    mode: float
    high: float

    def quantile(self, u: Floats) -> Floats:
        """Values below which the distribution has the shares `u`."""
        if self.shape == "uniform":
            return np.asarray(self.low + u * (self.high - self.low))
        values = [triangular(float(share), self.low, self.mode, self.high) for share in u]
        return np.array(values)

    @property
    def width(self) -> float:
        """Width of the central 90% interval."""
        ends = self.quantile(np.array([0.05, 0.95]))
        return float(ends[1] - ends[0])


@cache
def priors() -> tuple[Prior, ...]:
    """The varied parameters in the order of fit.toml. ValueError for an unknown shape."""
    tree = load_parameters()
    found = []
    for path, shape in fit_file()["priors"].items():
        leaf = tree.leaf(path)
        if shape not in SHAPES or isinstance(leaf.value, tuple):
            raise ValueError(f"fit.toml: {path}: prior {shape} is none of {SHAPES}")
        found.append(Prior(path, shape, leaf.low, float(leaf.value), leaf.high))
    return tuple(found)


def points(u: Floats) -> Floats:
    """Values of all varied parameters [points, parameters] at shares `u` of their priors."""
    return np.column_stack([prior.quantile(u[:, i]) for i, prior in enumerate(priors())])


def sobol(number: int, seed: int) -> Floats:
    """Evenly spread shares [number, parameters]: a scrambled Sobol sequence."""
    sequence = qmc.Sobol(len(priors()), scramble=True, rng=np.random.default_rng(seed))
    return np.asarray(sequence.random(number))


def values_of(point: Floats) -> dict[str, float]:
    """One point as parameter values by path."""
    return {prior.path: float(value) for prior, value in zip(priors(), point, strict=True)}
