"""Parameters as plain Python objects, for the code that asks for them many times a month."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from sim.parameters import Parameters


def plain_parameters(parameters: "Parameters") -> SimpleNamespace:
    """Branches and leaves as attributes: floats, and read-only arrays for vectors.

    Reading a field of a structured record costs ten times as much.
    """
    branches: dict[str, dict[str, Any]] = {}
    for leaf in parameters.leaves():
        branch, _, name = leaf.path.partition(".")
        value = parameters.value(leaf.path)
        plain = np.array(value) if isinstance(value, tuple) else float(value)
        branches.setdefault(branch, {})[name] = plain
    return SimpleNamespace(
        **{branch: SimpleNamespace(**values) for branch, values in branches.items()}
    )
