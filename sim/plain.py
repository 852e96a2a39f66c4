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
    return SimpleNamespace(
        **{branch: _plain_branch(parameters, branch) for branch in parameters.branches()}
    )


def _plain_branch(parameters: "Parameters", branch: str) -> SimpleNamespace:
    values: dict[str, Any] = {}
    for leaf in parameters.leaves():
        if leaf.branch == branch:
            value = parameters.value(leaf.path)
            values[leaf.name] = np.array(value) if isinstance(value, tuple) else float(value)
    return SimpleNamespace(**values)
