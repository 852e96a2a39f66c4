"""Orchard land: what a household's dates and roses stand on, and other orchards beside."""

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.draws import Purpose, agent_ids
from sim.population.luck import Luck, with_sum
from sim.population.structure import Columns
from sim.regions.schema import County
from sim.regions.values import number

if TYPE_CHECKING:
    from sim.parameters import Parameters


def add_orchards(
    county: County,
    households: Columns,
    tables: dict[str, Columns],
    parameters: "Parameters",
    luck: Luck,
) -> None:
    """Add orchard_mu: mu held in the chains that stand on land, plus other orchards.

    Orchard land is garden, forest land and rows between crops, so it is no part of arable_mu.
    """
    ids = agent_ids("orchard", county.id, households["serial"])
    log_sd = number(parameters, "population.orchard_log_sd")
    other = luck.log_normals(ids, Purpose.LAND, log_sd)
    orchard = with_sum(other, county.other_orchard_mu_per_household * ids.size)
    for name, table in tables.items():
        if county.chains[name].capacity_unit == "mu":
            orchard = orchard + np.bincount(table["household"], table["capacity"], ids.size)
    households["orchard_mu"] = orchard
