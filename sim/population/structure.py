"""What a population is: columns of households and holdings, and lists of organisations."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.draws import agent_id
from sim.regions.schema import LINKAGES as LINKAGES

Columns = dict[str, NDArray[Any]]

STATUSES = ("ordinary", "lifted", "unstable", "marginal")
ORDINARY, LIFTED, UNSTABLE, MARGINAL = range(4)
NONE, SPOT, MEMBER, CONTRACT = range(4)
NOBODY = -1

# The columns of households and their types; nothing but economic traits [MODEL: privacy].
HOUSEHOLD_COLUMNS: dict[str, type] = {
    "agent_id": np.uint64,
    "county": np.int16,
    "township": np.int32,
    "village": np.int32,
    "status": np.int8,
    "persons": np.int16,
    "workers": np.float64,
    "arable_mu": np.float64,
    "orchard_mu": np.float64,
    "opening_income": np.float64,
    "outside_wage": np.float64,
    "enterprise_job": np.float64,
    "employer": np.int32,
    "cooperative_job": np.float64,
    "cooperative_employer": np.int32,
    "transfer": np.float64,
    "other_farm": np.float64,
    "picking_days": np.float64,
    "cash": np.float64,
    "loan": np.float64,
    "loan_months": np.int16,
}
HOLDING_COLUMNS: dict[str, type] = {
    "household": np.int32,
    "agent_id": np.uint64,
    "market": np.int16,
    "cooperative": np.int32,
    "linkage": np.int8,
    "capacity": np.float64,
    "age_group": np.int16,
    "yield_factor": np.float64,
    "tolerance": np.float64,
    "shares": np.float64,
    "insured_mu": np.float64,
}
COOPERATIVE_COLUMNS: dict[str, type] = {
    "agent_id": np.uint64,
    "chain": np.int8,
    "market": np.int16,
    "enterprise": np.int32,
    "base_capacity": np.float64,
    "jobs": np.float64,
}


class EnterpriseRow(NamedTuple):
    """A leading enterprise; `county` and `market` are indices, `purchase_share` is its own."""

    name: str
    chain: str
    county: int
    market: int
    jobs: float
    base_capacity: float
    floor: bool
    purchase_share: float


class BuyerRow(NamedTuple):
    """A buyer on one market; `quantity` in units of farm product a year."""

    name: str
    kind: str
    chain: str
    market: int
    quantity: float
    contract: bool


@dataclass(frozen=True)
class Population:
    """Everyone in a region at the opening of one draw.

    households: columns of N rows (HOUSEHOLD_COLUMNS), ordered by county, village, serial number;
    money in yuan: income a person a year, wages, transfers and other farm income a month.
    holdings: by chain, columns of H rows (HOLDING_COLUMNS), sorted by market, cooperative (none
    last) and household. markets: (county index, chain). age_tables: by chain, shares of capacity
    [age groups, classes]. contract_shares: by market, share of cooperatives' output under
    contract. drawn_income: total income drawn for each household before it was raised to
    contain its chain income, yuan a year; chain_income: net income from chains, yuan a year.
    """

    county_ids: tuple[str, ...]
    households: Columns
    holdings: dict[str, Columns]
    markets: list[tuple[int, str]]
    cooperatives: Columns
    enterprises: list[EnterpriseRow]
    buyers: list[BuyerRow]
    age_tables: dict[str, NDArray[np.float64]]
    contract_shares: NDArray[np.float64]
    drawn_income: NDArray[np.float64]
    chain_income: NDArray[np.float64]

    def __len__(self) -> int:
        """Number of households."""
        return int(self.households["agent_id"].size)

    def appended(self, household: Mapping[str, Any]) -> "Population":
        """The population with one more household at the end, without holdings.

        `household` gives columns by name; those left out are 0, nobody, or in the first county.
        """
        unknown = set(household) - set(HOUSEHOLD_COLUMNS)
        if unknown:
            raise KeyError(f"no household column {sorted(unknown)}")
        county = int(household.get("county", 0))
        row = {
            "agent_id": agent_id("added household", self.county_ids[county], len(self)),
            "persons": 1,
            "employer": NOBODY,
            "cooperative_employer": NOBODY,
            **household,
        }
        longer = {
            name: np.append(column, column.dtype.type(row.get(name, 0)))
            for name, column in self.households.items()
        }
        income = float(longer["opening_income"][-1]) * float(longer["persons"][-1])
        return replace(
            self,
            households=longer,
            drawn_income=np.append(self.drawn_income, income),
            chain_income=np.append(self.chain_income, 0.0),
        )

    def reordered(self, permutation: NDArray[np.integer]) -> "Population":
        """The same population with household `permutation[i]` in row i; holdings follow."""
        new_row = np.empty(len(self), dtype=np.int32)
        new_row[permutation] = np.arange(len(self), dtype=np.int32)
        holdings = {}
        for chain, table in self.holdings.items():
            moved = {**table, "household": new_row[table["household"]]}
            holdings[chain] = sorted_holdings(moved)
        return replace(
            self,
            households={name: column[permutation] for name, column in self.households.items()},
            holdings=holdings,
            drawn_income=self.drawn_income[permutation],
            chain_income=self.chain_income[permutation],
        )


def sorted_holdings(table: Columns) -> Columns:
    """Rows by market, cooperative (none last) and household."""
    cooperative = table["cooperative"]
    after_all = np.where(cooperative == NOBODY, np.iinfo(np.int32).max, cooperative)
    order = np.lexsort((table["household"], after_all, table["market"]))
    return {name: column[order] for name, column in table.items()}
