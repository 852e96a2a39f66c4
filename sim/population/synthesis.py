"""From a region's totals to its households, holdings and organisations: one draw."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.population.checks import population_findings, require_possible
from sim.population.groups import age_rows
from sim.population.holdings import county_holdings
from sim.population.households import county_households
from sim.population.incomes import (
    divide_income,
    give_jobs,
    net_income,
    offer_picking,
    open_accounts,
)
from sim.population.land import add_orchards
from sim.population.luck import Floats, Luck
from sim.population.organisations import (
    assign_cooperatives,
    buyer_rows,
    county_cooperatives,
    enterprise_rows,
    joined_cooperatives,
    region_markets,
)
from sim.population.structure import (
    HOLDING_COLUMNS,
    HOUSEHOLD_COLUMNS,
    MEMBER,
    Columns,
    Population,
    sorted_holdings,
)
from sim.regions.schema import County, Region
from sim.regions.values import number

if TYPE_CHECKING:
    from sim.parameters import Parameters


def synthesise(region: Region, parameters: "Parameters", seed: int, draw: int) -> Population:
    """Everyone in the region, for one draw.

    The same (region, parameters, seed, draw) gives the same population; every agent's luck hangs
    on its own key. Raises InputError when the result cannot be true (`sim.population.checks`).
    """
    from sim.chains import CHAINS

    population = _Synthesis(region, parameters, Luck(seed, draw), tuple(CHAINS)).population()
    require_possible(population_findings(population, parameters))
    return population


class _Synthesis:
    """The tables under construction; counties one after another, chains within a county."""

    def __init__(
        self, region: Region, parameters: "Parameters", luck: Luck, chains: tuple[str, ...]
    ) -> None:
        self.region, self.parameters, self.luck = region, parameters, luck
        self.chains = chains
        self.markets = region_markets(region, chains)
        self.enterprises = enterprise_rows(region, self.markets)
        self.buyers = buyer_rows(region, self.markets, parameters)
        self.age_tables, self.age_offsets = _age_tables(region, self.markets)
        # Filled county by county, so that a region is never held twice.
        size = sum(county.households for county in region.counties)
        self.households: Columns = {
            name: np.empty(size, kind) for name, kind in HOUSEHOLD_COLUMNS.items()
        }
        self.drawn_income, self.chain_income = np.empty(size), np.empty(size)
        # Households, villages and townships of the counties done.
        self.done = {"household": 0, "village": 0, "township": 0}
        self.holdings: dict[str, list[Columns]] = {name: [] for _, name in self.markets}
        self.cooperatives: list[Columns] = []
        self.contract_shares = np.zeros(len(self.markets))

    def population(self) -> Population:
        for index, county in enumerate(self.region.counties):
            self._county(index, county)
        chain_codes = [self.chains.index(name) for _, name in self.markets]
        return Population(
            county_ids=tuple(county.id for county in self.region.counties),
            households=self.households,
            holdings={name: _joined_holdings(parts) for name, parts in self.holdings.items()},
            markets=self.markets,
            cooperatives=joined_cooperatives(self.cooperatives, chain_codes),
            enterprises=self.enterprises,
            buyers=self.buyers,
            age_tables=self.age_tables,
            contract_shares=self.contract_shares,
            drawn_income=self.drawn_income,
            chain_income=self.chain_income,
        )

    def _county(self, index: int, county: County) -> None:
        households = county_households(county, self.parameters, self.luck)
        first_cooperative = sum(part["agent_id"].size for part in self.cooperatives)
        income = np.zeros(county.households)
        tables: dict[str, Columns] = {}
        for market, (place, name) in enumerate(self.markets):
            if place == index:
                tables[name] = table = self._chain(market, county, name, households)
                net = net_income(name, table, self.age_tables[name], self.parameters)
                income += np.bincount(table["household"], net, county.households)
        divide_income(county, households, income, self.parameters)
        offers = self._cooperative_jobs(first_cooperative)
        employers = [
            (row, enterprise.jobs)
            for row, enterprise in enumerate(self.enterprises)
            if enterprise.county == index
        ]
        give_jobs(households, employers, offers, self.parameters, self.luck)
        add_orchards(county, households, tables, self.parameters, self.luck)
        offer_picking(households, self._pickers(county, tables), self.parameters, self.luck)
        open_accounts(county, households, self.parameters, self.luck)
        households["county"] = np.full(county.households, index, dtype=np.int16)
        for name, table in tables.items():
            self.holdings[name].append(_numbered(table, self.done["household"]))
        self._add(county, households, income)

    def _add(self, county: County, households: Columns, chain_income: Floats) -> None:
        """Take over a county's households; villages and townships count through the region."""
        first = self.done["household"]
        part = slice(first, first + county.households)
        for name, column in self.households.items():
            column[part] = households[name]
        for place in ("village", "township"):
            self.households[place][part] += self.done[place]
        self.drawn_income[part] = households["total"]
        self.chain_income[part] = chain_income
        self.done["household"] += county.households
        self.done["village"] += county.villages
        self.done["township"] += county.townships

    def _chain(self, market: int, county: County, name: str, households: Columns) -> Columns:
        """Holdings and cooperatives of one market; cooperatives and age groups are the region's."""
        table = county_holdings(county, name, households, self.parameters, self.luck)
        first = sum(part["agent_id"].size for part in self.cooperatives)
        cooperatives, weight = county_cooperatives(county, name, market, self.luck, self.parameters)
        local = assign_cooperatives(table, weight)
        table["cooperative"] = np.where(local < 0, local, local + first)
        table["market"] = np.full(local.size, market)
        table["age_group"] = table["age_group"] + self.age_offsets[market]
        first_enterprise = next(
            (row for row, firm in enumerate(self.enterprises) if firm.market == market), 0
        )
        partner = cooperatives["enterprise"]
        cooperatives["enterprise"] = np.where(partner < 0, partner, partner + first_enterprise)
        self.cooperatives.append(cooperatives)
        self.contract_shares[market] = self._contract_share(market, county, name, table)
        return table

    def _contract_share(self, market: int, county: County, name: str, table: Columns) -> float:
        """Share of cooperatives' expected output under contract, at most 1.

        Where buyers hold contracts it is their quantity over that output, else the file's.
        """
        from sim.chains import CHAINS

        chain = county.chains[name]
        contracts = sum(
            buyer.quantity for buyer in self.buyers if buyer.market == market and buyer.contract
        )
        inside = table["linkage"] >= MEMBER
        if not contracts or not inside.any():
            return chain.contract_share
        branch = getattr(self.parameters, name)
        ages = self.age_tables[name][table["age_group"][inside]]
        state = CHAINS[name].opening_state(table["capacity"][inside], ages, branch)
        output = CHAINS[name].yearly_output(state, table["yield_factor"][inside], branch).sum()
        return float(min(1.0, contracts / output))

    def _cooperative_jobs(self, first: int) -> list[tuple[int, float]]:
        """(index, jobs) of the cooperatives from index `first` on, those without jobs left out."""
        jobs = [job for part in self.cooperatives for job in part["jobs"]]
        return [(row, float(job)) for row, job in enumerate(jobs) if row >= first and job > 0.0]

    def _pickers(self, county: County, tables: dict[str, Columns]) -> NDArray[np.bool_]:
        """Households of the county that hold a chain with a harvest to pick."""
        busy = np.zeros(county.households, dtype=bool)
        for name, table in tables.items():
            if number(self.parameters, f"{name}.harvest_per_day") > 0.0:
                busy[table["household"]] = True
        return busy


def _age_tables(
    region: Region, markets: list[tuple[int, str]]
) -> tuple[dict[str, NDArray[np.float64]], list[int]]:
    """Shares by age class of every group, by chain, and the first row of each market's groups."""
    rows: dict[str, list[tuple[float, ...]]] = {}
    offsets = []
    for county, name in markets:
        known = rows.setdefault(name, [])
        offsets.append(len(known))
        known.extend(age_rows(region.counties[county].chains[name]))
    return {name: np.array(table) for name, table in rows.items()}, offsets


def _numbered(table: Columns, first_household: int) -> Columns:
    """The columns a population keeps, in their types, with households numbered by the region."""
    kept: Columns = {
        name: table[name].astype(kind, copy=False) for name, kind in HOLDING_COLUMNS.items()
    }
    return {**kept, "household": kept["household"] + np.int32(first_household)}


def _joined_holdings(parts: list[Columns]) -> Columns:
    joined: Columns = {
        name: np.concatenate([part[name] for part in parts]) for name in HOLDING_COLUMNS
    }
    return sorted_holdings(joined)
