"""Draws of what the evidence leaves open: one triangular draw for a leaf, keyed by its path."""

import math

from sim.engine.draws import Purpose, text_key, uniform

KEY_PREFIX = "parameter:"


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
