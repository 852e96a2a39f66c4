"""One unit of a chain, and capacity that is all of one age: what is asked of every chain alike."""

from typing import Any, NamedTuple

import numpy as np
from numba.extending import register_jitable
from numpy.typing import NDArray

from sim.chains.declaration import Chain

YOUNGEST, OLDEST = 0, -1


class Units(NamedTuple):
    """What units of a chain's capacity give and cost in a normal year, whatever their number.

    output, inputs: of a mu in full bearing, or of a breeding animal; by_stage_*: of a unit of each
    stage (stages,). Outputs in farm product units with a yield factor of 1, inputs in yuan.
    """

    output: float
    inputs: float
    by_stage_output: NDArray[np.float64]
    by_stage_inputs: NDArray[np.float64]


def units_of(chain: Chain, parameters: Any) -> Units:
    """Units of every stage by the chain's biology; ripe ones are what decisions are judged by."""
    each = np.eye(len(chain.stages))
    output = chain.yearly_output(each, np.ones(len(each)), parameters)
    inputs = chain.yearly_cost(each, parameters)
    ripe = YOUNGEST if chain.animals else OLDEST
    return Units(float(output[ripe]), float(inputs[ripe]), output, inputs)


@register_jitable
def standing(state, row):
    """Everything of a row's state, young and old: mu of trees, or animals."""
    total = 0.0
    for stage in range(state.shape[0]):
        total += state[stage, row]
    return total


@register_jitable
def weighed(state, row, weights):
    """Sum over the stages of a row's state, each times its weight."""
    total = 0.0
    for stage in range(state.shape[0]):
        total += weights[stage] * state[stage, row]
    return total


def age_classes(parameters: Any) -> int:
    """Number of age classes of a chain's capacity; animals have one."""
    return len(getattr(parameters, "class_years", (1.0,)))


def of_one_age(parameters: Any, rows: int, age: int) -> NDArray[np.float64]:
    """Shares by age class [rows, classes] of capacity that is all `YOUNGEST` or all `OLDEST`."""
    shares = np.zeros((rows, age_classes(parameters)))
    shares[:, age] = 1.0
    return shares
