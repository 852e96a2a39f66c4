"""The smallest simulation that yields the targets: the opening and one typical year, no luck.

A typical year of 2019-20 is what the model calls its baseline, so levels reported for those years
are levels of its typical year by definition; whether they were ordinary years no report says.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError
from sim.model import ValueChainModel
from sim.parameters import Parameters, load_parameters
from sim.population import Population, synthesise
from sim.population.incomes import net_income
from sim.population.structure import CONTRACT, LIFTED, UNSTABLE
from sim.record import RunRecord
from sim.regions import load_region

Floats = NDArray[np.float64]

START_MONTH = 2021 * 12
MONTHS = 12
DATES = ("luopu", "jujube")


def typical_year(
    values: Mapping[str, float], region: str, seed: int, draw: int
) -> dict[str, float] | None:
    """Figures of a typical year with these parameters; None where no such population can be.

    The same (seed, draw) meets all parameters with the same luck: common random numbers.
    """
    declared = load_parameters()
    parameters = declared.with_values(dict(values), where="fit.toml")
    place = load_region(region, declared)
    try:
        population = synthesise(place, parameters, seed, draw)
    except InputError:
        return None
    figures = of_population(population, parameters)
    model = ValueChainModel(
        place, parameters, seed, draw, START_MONTH, population=population, luck=False
    ).open()
    record = model.run(MONTHS, "typical year")
    model.close()
    return {**of_year(record, parameters), **figures}


def of_year(record: RunRecord, parameters: Parameters) -> dict[str, float]:
    """Prices and output of dates in Luopu, and incomes, over the twelve months of a record."""
    market = _Market(record, record.markets.index(DATES))
    output, capacity = float(market.of("produced").sum()), float(market.of("capacity")[0])
    farm_gate, inland = market.mean_price("farm_gate"), market.mean_price("reference")
    strike = round(float(parameters.insurance.strike_month)) - 1
    return {
        "date_output_t": output / 1000.0,
        "date_yield": output / capacity,
        "date_price_farm_gate": farm_gate,
        "date_price_inland": inland,
        "date_value_half_way": output * (farm_gate + inland) / 2.0,
        "date_index_strike": float(market.of("index")[strike]),
        **_incomes(record),
    }


def of_population(population: Population, parameters: Parameters) -> dict[str, float]:
    """What the opening population says by itself: net returns, shares of income, land, wages."""
    households = population.households
    persons = households["persons"].astype(np.float64)
    total = households["opening_income"] * persons
    luopu = households["county"] == population.county_ids.index("luopu")
    dates = _chain_net(population, "jujube", parameters)
    growers = np.bincount(population.holdings["jujube"]["household"], minlength=len(total)) > 0
    registered = np.isin(households["status"], (LIFTED, UNSTABLE))
    roses, pairs = population.holdings["rose"], population.holdings["pigeon"]
    poor = registered[roses["household"]]
    keepers = pairs["linkage"] == CONTRACT
    wages = 12.0 * (
        households["outside_wage"]
        + households["enterprise_job"] * float(parameters.labour.enterprise_wage)
        + households["cooperative_job"] * float(parameters.labour.cooperative_wage)
    )
    village = households["village"][luopu]
    land = np.bincount(village, households["arable_mu"][luopu]) / np.bincount(
        village, persons[luopu]
    )
    rose_net = net_income("rose", roses, population.age_tables["rose"], parameters)
    pair_net = net_income("pigeon", pairs, population.age_tables["pigeon"], parameters)
    return {
        "rose_return_registered": float(rose_net[poor].sum() / roses["capacity"][poor].sum()),
        "pigeon_net_per_pair": float(pair_net[keepers].sum() / pairs["capacity"][keepers].sum()),
        "date_share_growers": float(dates[growers].sum() / total[growers].sum()),
        "date_share_luopu": float(dates[luopu].sum() / total[luopu].sum()),
        "wage_per_worker": float(wages.sum() / households["workers"].sum()),
        "village_land_low": float(np.quantile(land, 0.05)),
        "village_land_high": float(np.quantile(land, 0.95)),
        "other_farm_luopu": float(12.0 * households["other_farm"][luopu].mean()),
    }


def _chain_net(population: Population, chain: str, parameters: Parameters) -> Floats:
    """Net income from a chain by household, yuan a year."""
    table = population.holdings[chain]
    net = net_income(chain, table, population.age_tables[chain], parameters)
    return np.bincount(table["household"], net, minlength=len(population)).astype(np.float64)


def _incomes(record: RunRecord) -> dict[str, float]:
    """Net income a person over the year: registered households, and all."""
    from sim.record import CELL_COLUMNS

    columns = record.cells[1:]
    income = columns[:, :, CELL_COLUMNS.index("net_income")].sum(axis=0)
    persons = columns[0, :, CELL_COLUMNS.index("persons")]
    registered = np.isin(record.cell_keys["status"], ["lifted", "unstable"])
    return {
        "income_registered": float(income[registered].sum() / persons[registered].sum()),
        "income_rural": float(income.sum() / persons.sum()),
    }


class _Market:
    """One market's months."""

    def __init__(self, record: RunRecord, index: int) -> None:
        self._record, self._index = record, index

    def of(self, column: str) -> Any:
        """A column of the monthly table over the year [months]."""
        return self._record.market[column][1:, self._index]

    def mean_price(self, rung: str) -> float:
        """Mean price of a rung, weighted by what was sold."""
        sold = self.of("sold_spot") + self.of("sold_contract")
        price = np.nan_to_num(self.of(rung), nan=0.0)
        sold = np.where(price > 0.0, sold, 0.0)
        return float((price * sold).sum() / sold.sum())
