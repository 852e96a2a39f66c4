"""What households sold, by group, market and route: the quantities behind the source `sales`.

Groups are the growers of each chain at the opening, and all households. A household sells on the
market of its own county, so its cell tells the market.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.chains import CHAINS
from sim.results.frames import Columns, SideKeys, categorical
from sim.results.groups import in_chain
from sim.state.income import ROUTES, UNITS, YUAN

if TYPE_CHECKING:
    from sim.record import RunRecord

EVERYBODY = "all"
# Groups for which sales and channels are told, growers first; a group without cells is left out.
GROUPS = (*(f"chain={chain}" for chain in CHAINS), EVERYBODY)


def group_cells(group: str, cell_keys: pd.DataFrame) -> NDArray[np.bool_]:
    """Say which cells belong to one of `GROUPS`."""
    if group == EVERYBODY:
        return np.ones(len(cell_keys), dtype=bool)
    return in_chain(cell_keys, group.removeprefix("chain="))


def sales_table(side: SideKeys, record: "RunRecord") -> Columns:
    """One row a month, group, county, chain and route by which anything was sold."""
    counties, county = np.unique(record.cell_keys["county"].astype(str), return_inverse=True)
    places = np.zeros((len(GROUPS), len(counties), len(record.cell_keys)))
    for number, group in enumerate(GROUPS):
        belongs = group_cells(group, record.cell_keys)
        places[number, county[belongs], np.flatnonzero(belongs)] = 1.0
    # (month, group, county, chain, route, units or yuan)
    sums = np.einsum("gkc,mcxrz->mgkxrz", places, record.sold, optimize=True)
    month, group_number, place, chain, route = np.nonzero(sums.any(axis=-1))
    amounts = sums[month, group_number, place, chain, route]
    return side.monthly(month) | {
        "group": categorical(group_number, GROUPS),
        "county": categorical(place, counties.tolist()),
        "chain": categorical(chain, tuple(CHAINS)),
        "route": categorical(route, ROUTES),
        "unit": categorical(chain, [chain.unit for chain in CHAINS.values()]),
        "quantity": amounts[:, UNITS],
        "yuan": amounts[:, YUAN],
    }
