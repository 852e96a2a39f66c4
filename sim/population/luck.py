"""Keyed luck of one draw, and the ways in which a population uses it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.draws import Purpose, standard_normals, uniforms

Floats = NDArray[np.float64]
Ids = NDArray[np.uint64]


@dataclass(frozen=True)
class Luck:
    """The draws of one (seed, draw): the same agent and purpose always get the same number."""

    seed: int
    draw: int

    def uniforms(self, ids: Ids, purpose: Purpose) -> Floats:
        """Uniform in (0, 1), one an agent."""
        return uniforms(self.seed, self.draw, ids, purpose)

    def normals(self, ids: Ids, purpose: Purpose) -> Floats:
        """Standard normal, one an agent."""
        return standard_normals(self.seed, self.draw, ids, purpose)

    def log_normals(self, ids: Ids, purpose: Purpose, log_sd: float) -> Floats:
        """Log-normal with mean (not median) 1, one an agent."""
        values = self.normals(ids, purpose)
        values *= log_sd
        values -= log_sd**2 / 2.0
        return np.exp(values, out=values)


def with_sum(values: Floats, total: float) -> Floats:
    """The values in proportion, adding up to `total`; none stay none."""
    return values * (total / values.sum()) if values.size else values


def capped_with_sum(values: Floats, total: float, caps: Floats) -> Floats:
    """The values in proportion under their caps, adding up to `total` if the caps allow it."""
    result = np.minimum(values, caps)
    for _ in range(CAPPING_ROUNDS):
        free = np.flatnonzero(result < caps)
        missing = total - result.sum()
        if not free.size or abs(missing) <= CAPPING_PRECISION * total:
            break
        part = result[free]
        part *= 1.0 + missing / part.sum()
        result[free] = np.minimum(part, caps[free], out=part)
    return result


# Enough rounds for any set of caps met here; the loop ends when the sum is met.
CAPPING_ROUNDS = 50
CAPPING_PRECISION = 1e-12


def lowest(score: Floats, count: int, among: NDArray[np.bool_]) -> NDArray[np.intp]:
    """Row numbers of the `count` lowest scores among the marked rows, in ascending row order."""
    rows = np.flatnonzero(among)
    count = min(count, rows.size)
    if count == 0:
        return rows[:0]
    chosen = np.argpartition(score[rows], count - 1)[:count]
    return np.sort(rows[chosen])


def weighted_order(uniform: Floats, log_weight: Floats) -> Floats:
    """Scores whose lowest k are a draw of k without replacement by weight (Gumbel's trick)."""
    score = np.log(uniform)
    np.negative(score, out=score)
    np.log(score, out=score)
    score -= log_weight
    return score
