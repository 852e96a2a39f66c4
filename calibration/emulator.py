"""A quadratic response surface for each target: what the model would say at points not run.

With common random numbers a simulated figure is a smooth function of the parameters, so a
polynomial of second degree in the shares of their priors, fitted by least squares, stands in for
it; its error is what it misses at points left out, one at a time.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Emulator:
    """Coefficients [terms, targets], and the variance of what points left out miss [targets].

    `inverse` is that of the terms' cross products, `leverage` of each point its weight in its own
    prediction, `residual` [points, targets] what the fit misses with the point left in.
    """

    coefficients: Floats
    variance: Floats
    inverse: Floats
    terms: Floats
    leverage: Floats
    residual: Floats

    def at(self, u: Floats) -> Floats:
        """Emulated figures [points, targets] at shares `u` of the priors [points, parameters]."""
        return np.asarray(quadratic_terms(u) @ self.coefficients)

    def without(self, index: int) -> tuple[Floats, Floats]:
        """Coefficients and variance had one point been left out (the rank-one update)."""
        missed = self.residual[index] / (1.0 - self.leverage[index])
        coefficients = self.coefficients - np.outer(self.inverse @ self.terms[index], missed)
        others = len(self.residual) - 1
        left_out = self.variance * len(self.residual) - missed**2
        return coefficients, left_out / others


def fit_emulator(u: Floats, figures: Floats) -> Emulator:
    """The surface through figures [points, targets] at shares `u` [points, parameters].

    Raises ValueError with fewer points than half again the terms.
    """
    terms = quadratic_terms(u)
    if len(terms) < 1.5 * terms.shape[1]:
        raise ValueError(f"{len(terms)} points for {terms.shape[1]} terms of the emulator")
    inverse: Floats = np.asarray(np.linalg.inv(terms.T @ terms), dtype=np.float64)
    coefficients = inverse @ (terms.T @ figures)
    residual = figures - terms @ coefficients
    leverage = np.einsum("ij,jk,ik->i", terms, inverse, terms)
    missed = residual / (1.0 - leverage)[:, None]
    variance: Floats = np.mean(missed**2, axis=0, dtype=np.float64)
    return Emulator(coefficients, variance, inverse, terms, leverage, residual)


def quadratic_terms(u: Floats) -> Floats:
    """1, each parameter, squares and products [points, terms], of shares centred on the median."""
    x = 2.0 * np.asarray(u) - 1.0
    first, second = np.triu_indices(x.shape[1])
    return np.column_stack([np.ones(len(x)), x, x[:, first] * x[:, second]])
