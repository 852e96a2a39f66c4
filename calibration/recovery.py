"""Proof of the method on synthetic truths: does it find parameters that are known?

Every simulation of the first wave is the truth once: its figures, with an error of the size of the
targets' own, are taken for the reports' and the point itself is left out of the emulator. The fit's
posterior then either holds the true value in its 90% interval or not. One bank serves all trials.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.emulator import Emulator, quadratic_terms
from calibration.fitting import Design, posterior_weights
from calibration.plan import Plan
from calibration.priors import Prior, points, priors, sobol
from calibration.targets import target_sds

Floats = NDArray[np.float64]

PROPOSED, ERRORS = 100, 101
LEAST, MOST = 0.05, 0.95


@dataclass(frozen=True)
class Recovery:
    """How well one parameter is found over all trials.

    coverage: share of trials whose 90% interval holds the truth; width: mean width of that interval
    over the prior's; bias: mean of (posterior mean - truth) over the prior's width.
    """

    path: str
    trials: int
    coverage: float
    width: float
    bias: float

    def covers(self, plan: Plan) -> bool:
        """Whether the intervals hold the truth close to nine times in ten."""
        return abs(self.coverage - (MOST - LEAST)) <= plan.coverage_tolerance

    def identifiable(self, plan: Plan) -> bool:
        """Whether the data narrow the prior enough, and the intervals say truly by how much."""
        return self.covers(plan) and self.width <= plan.identifiable_width


@dataclass(frozen=True)
class Trials:
    """Truths and intervals of all trials [trials, parameters], in the units of the parameters."""

    truth: Floats
    low: Floats
    high: Floats
    mean: Floats

    def recoveries(self) -> list[Recovery]:
        """One summary a parameter, in the order of the priors."""
        return [self._of(index, prior) for index, prior in enumerate(priors())]

    def _of(self, index: int, prior: Prior) -> Recovery:
        truth, low, high = self.truth[:, index], self.low[:, index], self.high[:, index]
        return Recovery(
            prior.path,
            len(truth),
            float(((low <= truth) & (truth <= high)).mean()),
            float((high - low).mean() / prior.width),
            float((self.mean[:, index] - truth).mean() / prior.width),
        )


def run_trials(plan: Plan, first: Design, wide: Emulator, luck: Floats) -> Trials:
    """Every point of the first wave in turn the truth, left out of the emulator."""
    shares = sobol(plan.proposals, plan.seed_of(PROPOSED))
    terms, values = quadratic_terms(shares), points(shares)
    order = np.argsort(values, axis=0)
    errors = np.random.default_rng(plan.seed_of(ERRORS)).standard_normal(first.figures.shape)
    sds = target_sds()
    found = []
    for index, figures in enumerate(first.figures):
        coefficients, variance = wide.without(index)
        observed = figures + sds * errors[index]
        z2 = (terms @ coefficients - observed) ** 2 / (sds**2 + variance + luck)
        weights = posterior_weights(-0.5 * z2.sum(axis=1))
        found.append(_interval(values, order, weights))
    low, high, mean = (np.array(part) for part in zip(*found, strict=True))
    return Trials(points(first.shares), low, high, mean)


def _interval(
    values: Floats, order: NDArray[np.intp], weights: Floats
) -> tuple[Floats, Floats, Floats]:
    """5th and 95th percentile and mean of every parameter [parameters] under the weights."""
    low, high = np.empty(values.shape[1]), np.empty(values.shape[1])
    for column in range(values.shape[1]):
        rows = order[:, column]
        # The middle of each step of the distribution: no end is counted in whole.
        below = np.cumsum(weights[rows]) - 0.5 * weights[rows]
        sorted_values = values[rows, column]
        low[column], high[column] = np.interp([LEAST, MOST], below, sorted_values)
    return low, high, weights @ values
