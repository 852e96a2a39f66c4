"""What households sold, by group, market and route: the quantities behind the source `sales`.

Groups are the growers of each chain at the opening, and all households. A household sells on the
market of its own county, so its cell tells the market.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.chains import CHAINS
from sim.results.cell_sums import Slices, numbered, slices_of
from sim.results.columns import Columns, SideKeys, named
from sim.results.statistics import matrix_product
from sim.state.cell_keys import CellKeys
from sim.state.income import ROUTES, UNITS, YUAN

if TYPE_CHECKING:
    from sim.record import RunRecord

EVERYBODY = "all"
# Groups for which sales and channels are told, growers first; a group without cells is left out.
GROUPS = (*(f"chain={chain}" for chain in CHAINS), EVERYBODY)


def sales_table(side: SideKeys, record: "RunRecord") -> Columns:
    """One row a month, group, county, chain and route by which anything was sold."""
    slices, counties, membership = record.cell_keys.once("sellers", _sellers)
    shape = record.sold_by_month[0].shape[1:]
    cells = [sold.reshape(len(sold), -1) for sold in record.sold_by_month]
    # (month, group, county, chain, route, units or yuan)
    sums = matrix_product(membership, slices.sums(cells))
    sums = sums.reshape(-1, len(GROUPS), len(counties), *shape)
    month, group_number, place, chain, route = np.nonzero(sums.any(axis=-1))
    amounts = sums[month, group_number, place, chain, route]
    return side.monthly(month) | {
        "group": named(group_number, GROUPS),
        "county": named(place, counties),
        "chain": named(chain, tuple(CHAINS)),
        "route": named(route, ROUTES),
        "unit": named(chain, [chain.unit for chain in CHAINS.values()]),
        "quantity": np.ascontiguousarray(amounts[:, UNITS]),
        "yuan": np.ascontiguousarray(amounts[:, YUAN]),
    }


def _sellers(cell_keys: CellKeys) -> tuple[Slices, tuple[str, ...], NDArray[np.float64]]:
    """Return the cells by county and chains held, the counties, and whose sums make each group.

    The last is (groups times counties, slices): 1 where a slice belongs to a group and county.
    """
    labels = zip(cell_keys["county"].tolist(), cell_keys["chains"].tolist(), strict=True)
    number, sellers = numbered(list(labels))
    counties = tuple(sorted({county for county, _ in sellers}))
    membership = np.zeros((len(GROUPS), len(counties), len(sellers)))
    for slice_number, (county, chains) in enumerate(sellers):
        held = chains.split("+")
        belongs = [*(chain in held for chain in CHAINS), True]
        membership[belongs, counties.index(county), slice_number] = 1.0
    return slices_of(number), counties, membership.reshape(-1, len(sellers))
