"""What households sold, by group, market and route: the quantities behind the source `sales`.

Groups are the growers of each chain at the opening, and all households. A household sells on the
market of its own county, so its cell tells the market.
"""

from typing import TYPE_CHECKING

import numpy as np

from sim.chains import CHAINS
from sim.results.frames import Columns, SideKeys, categorical
from sim.results.groups import chain_masks
from sim.results.statistics import matrix_product
from sim.state.income import ROUTES, UNITS, YUAN

if TYPE_CHECKING:
    from sim.record import RunRecord

EVERYBODY = "all"
# Groups for which sales and channels are told, growers first; a group without cells is left out.
GROUPS = (*(f"chain={chain}" for chain in CHAINS), EVERYBODY)


def sales_table(side: SideKeys, record: "RunRecord") -> Columns:
    """One row a month, group, county, chain and route by which anything was sold."""
    counties, county = np.unique(record.cell_keys["county"].tolist(), return_inverse=True)
    places = np.zeros((len(GROUPS), len(counties), len(record.cell_keys)))
    # Cells of each of `GROUPS`, the last of which is everybody.
    holds = chain_masks(record.cell_keys)
    belonging = [*(holds[chain] for chain in CHAINS), np.ones(len(county), dtype=bool)]
    for number, belongs in enumerate(belonging):
        places[number, county[belongs], np.flatnonzero(belongs)] = 1.0
    # (month, group, county, chain, route, units or yuan)
    flat = places.reshape(-1, places.shape[-1])
    sums = np.array([matrix_product(flat, sold.reshape(len(sold), -1)) for sold in record.sold_by_month])
    sums = sums.reshape(-1, *places.shape[:2], *record.sold_by_month[0].shape[1:])
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
