"""One unit of a chain, and capacity that is all of one age: what is asked of every chain alike."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.chains.declaration import Chain

YOUNGEST, OLDEST = 0, -1


class RipeUnit(NamedTuple):
    """What a mu in full bearing, or a breeding animal, gives and costs in a normal year.

    output: farm product units with a yield factor of 1; inputs: yuan. Both grow in proportion to
    capacity in every chain.
    """

    output: float
    inputs: float


def ripe_unit(chain: Chain, parameters: Any) -> RipeUnit:
    """A unit of a chain without anything young beside it: what decisions are judged by."""
    state = np.zeros((len(chain.stages), 1))
    state[YOUNGEST if chain.animals else OLDEST] = 1.0
    output = chain.yearly_output(state, np.ones(1), parameters)
    return RipeUnit(float(output[0]), float(chain.yearly_cost(state, parameters)[0]))


def age_classes(parameters: Any) -> int:
    """Number of age classes of a chain's capacity; animals have one."""
    return len(getattr(parameters, "class_years", (1.0,)))


def of_one_age(parameters: Any, rows: int, age: int) -> NDArray[np.float64]:
    """Shares by age class [rows, classes] of capacity that is all `YOUNGEST` or all `OLDEST`."""
    shares = np.zeros((rows, age_classes(parameters)))
    shares[:, age] = 1.0
    return shares
