"""The people of the default region add up to the region's figures."""

import numpy as np
import pytest

from sim.parameters import Parameters
from sim.population import LINKAGES, STATUSES, Population
from sim.regions import Region

LUOPU, YUTIAN = 0, 1


def holdings(population: Population, county: int, chain: str) -> dict[str, np.ndarray]:
    market = population.markets.index((county, chain))
    table = population.holdings[chain]
    rows = table["market"] == market
    return {name: column[rows] for name, column in table.items()}


def of(table: dict[str, np.ndarray], linkage: str) -> np.ndarray:
    return table["linkage"] == LINKAGES.index(linkage)  # type: ignore[arg-type]


def test_households_persons_and_statuses_are_exact(population: Population) -> None:
    columns = population.households
    assert len(population) == 64_031 + 62_651
    expected = {
        LUOPU: (251_811, {"ordinary": 28_474, "unstable": 2_284, "marginal": 3_970}, 31_587),
        YUTIAN: (241_022, {"ordinary": 26_693, "unstable": 2_309, "marginal": 4_015}, 31_943),
    }
    for county, (persons, statuses, registered) in expected.items():
        here = columns["county"] == county
        count = {
            name: int((here & (columns["status"] == code)).sum())
            for code, name in enumerate(STATUSES)
        }
        assert columns["persons"][here].sum() == persons
        assert {name: count[name] for name in statuses} == statuses
        assert count["lifted"] + count["unstable"] == registered


def test_registered_persons_are_exact_and_nobody_lives_in_an_empty_household(
    population: Population,
) -> None:
    columns = population.households
    registered = np.isin(columns["status"], [1, 2])
    for county, persons in ((LUOPU, 127_876), (YUTIAN, 123_717)):
        assert columns["persons"][registered & (columns["county"] == county)].sum() == persons
    assert columns["persons"].min() == 1
    assert columns["persons"].max() <= 12


def test_means_of_income_workers_and_land(population: Population) -> None:
    columns = population.households
    registered = np.isin(columns["status"], [1, 2])
    assert columns["opening_income"][registered].mean() == pytest.approx(8_800, rel=0.01)
    assert columns["opening_income"][~registered].mean() == pytest.approx(9_600, rel=0.01)
    for county, workers, arable in ((LUOPU, 1.42, 6.6), (YUTIAN, 1.47, 5.0)):
        here = columns["county"] == county
        assert columns["workers"][here].mean() == pytest.approx(workers)
        assert columns["arable_mu"][here].mean() == pytest.approx(arable)
    assert (columns["workers"] <= columns["persons"]).all()


def test_places_are_numbered_through_the_region(population: Population) -> None:
    columns = population.households
    for county, villages, townships in ((LUOPU, (0, 237), (0, 8)), (YUTIAN, (238, 437), (9, 24))):
        here = columns["county"] == county
        assert (columns["village"][here].min(), columns["village"][here].max()) == villages
        assert (columns["township"][here].min(), columns["township"][here].max()) == townships
    sizes = np.bincount(columns["village"])
    assert sizes.min() > 0
    assert sizes.max() > 3 * sizes.min()
    blocks = {
        (village, township)
        for village, township in zip(columns["village"], columns["township"], strict=True)
    }
    assert len(blocks) == 438, "a village lies in one township"


def test_jujube_growers_and_mu(population: Population, parameters: Parameters) -> None:
    table = holdings(population, LUOPU, "jujube")
    member, spot = of(table, "member"), of(table, "spot")
    assert (member.sum(), spot.sum()) == (10_000, 11_000)
    assert table["capacity"].sum() == pytest.approx(173_300)
    assert table["capacity"][member].mean() == pytest.approx(10.1)
    assert table["capacity"][spot].mean() == pytest.approx(6.55, rel=0.005)
    assert ((table["insured_mu"] > 0).sum(), table["insured_mu"].sum()) == (
        723,
        pytest.approx(8_571),
    )
    assert (table["insured_mu"] <= table["capacity"] * (1 + 1e-9)).all()
    assert (table["insured_mu"][~member] == 0).all()
    assert np.unique(table["cooperative"][member]).size == 20
    assert (table["cooperative"][spot] == -1).all()
    status = population.households["status"][table["household"]]
    registered = np.isin(status, [1, 2])
    assert registered.sum() == 10_500
    yields = [
        np.average(table["yield_factor"][rows], weights=table["capacity"][rows]) * 274
        for rows in (registered, ~registered)
    ]
    assert yields[0] == pytest.approx(226, rel=0.03)
    assert yields[1] == pytest.approx(322, rel=0.03)


def test_contract_tonnage_covers_what_members_deliver(population: Population) -> None:
    share = population.contract_shares[population.markets.index((LUOPU, "jujube"))]
    table = holdings(population, LUOPU, "jujube")
    member = of(table, "member")
    kilograms = (table["capacity"] * table["yield_factor"])[member].sum() * 274
    assert share == pytest.approx(min(1.0, 27_750_000 / kilograms), rel=0.002)


def test_pigeon(population: Population) -> None:
    table = holdings(population, LUOPU, "pigeon")
    assert table["household"].size == 1_900
    assert table["capacity"].sum() == 0
    assert table["shares"].sum() == pytest.approx(7_700, rel=0.03)
    inside = population.cooperatives["market"] == population.markets.index((LUOPU, "pigeon"))
    assert inside.sum() == 21
    assert population.cooperatives["base_capacity"][inside].sum() == pytest.approx(21_000)
    yutian = holdings(population, YUTIAN, "pigeon")
    assert yutian["household"].size == 2_400
    assert yutian["capacity"].sum() == pytest.approx(72_000)
    bases = {firm.name: firm.base_capacity for firm in population.enterprises}
    assert (bases["luopu-pigeon"], bases["yutian-pigeon"]) == (26_000, 108_000)


def test_rabbit(population: Population) -> None:
    table = holdings(population, YUTIAN, "rabbit")
    assert of(table, "contract").all()
    assert table["household"].size == 8_534
    assert table["capacity"].mean() == pytest.approx(16)
    firms = [firm for firm in population.enterprises if firm.chain == "rabbit"]
    assert [firm.jobs for firm in firms] == [150, 150, 150]
    assert sum(firm.base_capacity for firm in firms) == pytest.approx(250_000 - 8_534 * 16)
    cooperative = np.unique(table["cooperative"])
    assert cooperative.size == 40
    assert np.unique(population.cooperatives["enterprise"][cooperative]).size == 3


def test_rose(population: Population) -> None:
    table = holdings(population, YUTIAN, "rose")
    ages = population.age_tables["rose"][table["age_group"]]
    mature = ages[:, -1] == 1.0
    assert mature.sum() == 3_454
    assert table["capacity"][mature].mean() == pytest.approx(4.9, rel=1e-4)
    assert (of(table, "contract").sum(), of(table, "spot").sum()) == (3_454 + 2_048, 1_152)
    assert table["capacity"].sum() + 9_875 == pytest.approx(46_000)
    status = population.households["status"][table["household"]]
    assert np.isin(status[mature], [1, 2]).all()
    assert not np.isin(status[~mature], [1, 2]).any()


def test_yield_factors_leave_every_chain_its_output(population: Population) -> None:
    for table in population.holdings.values():
        for market in np.unique(table["market"]):
            rows = (table["market"] == market) & (table["capacity"] > 0)
            if rows.any():
                mean = np.average(table["yield_factor"][rows], weights=table["capacity"][rows])
                assert mean == pytest.approx(1.0)


def test_orchards_carry_the_chains_that_stand_on_land(population: Population) -> None:
    held = np.zeros(len(population))
    for chain in ("jujube", "rose"):
        table = population.holdings[chain]
        np.add.at(held, table["household"], table["capacity"])
    assert (population.households["orchard_mu"] >= held - 1e-9).all()
    assert (population.households["orchard_mu"] > held).mean() > 0.9


def test_nobody_holds_a_chain_twice_and_some_hold_two(population: Population) -> None:
    count = np.zeros(len(population), dtype=int)
    for table in population.holdings.values():
        assert np.unique(table["household"]).size == table["household"].size
        count[table["household"]] += 1
    assert (count >= 2).sum() > 1_000
    assert (count == 0).mean() == pytest.approx(2 / 3, abs=0.05)


def test_buyers_of_the_population_are_the_regions(population: Population, region: Region) -> None:
    for market, (county, chain) in enumerate(population.markets):
        specs = region.counties[county].chains[chain].buyers
        rows = [buyer for buyer in population.buyers if buyer.market == market]
        assert len(rows) == sum(spec.number for spec in specs)
        assert sum(buyer.quantity for buyer in rows) == pytest.approx(
            sum(spec.quantity for spec in specs)
        )
    names = [buyer.name for buyer in population.buyers]
    assert len(set(names)) == len(names)
