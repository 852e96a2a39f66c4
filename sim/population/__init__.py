"""The people and organisations of a region, one draw at a time; only economic traits."""

from sim.population.structure import (
    LINKAGES,
    STATUSES,
    BuyerRow,
    EnterpriseRow,
    Population,
)
from sim.population.synthesis import synthesise

__all__ = [
    "LINKAGES",
    "STATUSES",
    "BuyerRow",
    "EnterpriseRow",
    "Population",
    "synthesise",
]
