"""Ranges over draws: what is low, high and how sure the mean is."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Amounts = NDArray[np.float64]
# From this many draws on a range is the 5th to 95th percentile, under it the least and greatest.
DRAWS_FOR_PERCENTILES = 60
PERCENTILES = (5.0, 95.0)
RANGE_KINDS = ("least_greatest", "p5_p95")
# Kinds of values that JSON holds as they are.
_PLAIN = frozenset((str, int, bool, type(None)))
# Products of matrices by the axes of the right one.
_PRODUCTS = {1: "...k,k->...", 2: "...k,kn->...n", 3: "gk,mkn->mgn"}


def range_kind(draws: int) -> str:
    """Return how the range of so many draws is made: one of `RANGE_KINDS`."""
    return RANGE_KINDS[int(draws >= DRAWS_FOR_PERCENTILES)]


def low_high(amounts: Amounts) -> tuple[Amounts, Amounts]:
    """Return the low and the high end over the last axis, which are the draws."""
    if range_kind(amounts.shape[-1]) == "p5_p95":
        low, high = np.percentile(amounts, PERCENTILES, axis=-1)
        return low, high
    return amounts.min(axis=-1), amounts.max(axis=-1)


def standard_error(amounts: Amounts) -> Amounts:
    """Return the standard error of the mean over the last axis; NaN for one draw."""
    draws = amounts.shape[-1]
    if draws < 2:
        return np.full(amounts.shape[:-1], np.nan)
    error: Amounts = amounts.std(axis=-1, ddof=1) / np.sqrt(draws)
    return error


def matrix_product(left: Amounts, right: Amounts) -> Amounts:
    """Return left @ right (..., k) by (k,) or (..., k, n), to the same bit wherever it is computed.

    Libraries of linear algebra share larger products out among threads, as many as there are cores
    or as somebody allows, and what they return depends on that in its last digits.
    """
    found: Amounts = np.einsum(_PRODUCTS[min(right.ndim, 3)], left, right)
    return found


def spread(amounts: Amounts) -> dict[str, float]:
    """Return mean, low and high of one number a draw (draws,)."""
    low, high = low_high(amounts)
    return {"mean": float(amounts.mean()), "low": float(low), "high": float(high)}


def plain(value: Any) -> Any:
    """Return `value` as JSON can hold it: no NaN, no NumPy number, containers walked through."""
    kind = type(value)
    if kind in _PLAIN:
        return value
    if kind is float:
        return value if math.isfinite(value) else None
    # Most of an answer is rows of what is plain already: each is asked for here, not one by one.
    if isinstance(value, dict):
        return {
            str(key): item if type(item) in _PLAIN else plain(item) for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [item if type(item) in _PLAIN else plain(item) for item in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
