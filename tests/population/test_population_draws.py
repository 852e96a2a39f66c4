"""Luck hangs on keys: order, neighbours and additions change nothing."""

import dataclasses

import numpy as np
import pytest

from sim.parameters import Parameters
from sim.population import Population, synthesise
from sim.population.groups import drawn_groups
from sim.population.organisations import buyer_rows, region_markets
from sim.regions import Region, load_region

ECONOMIC = {
    "agent_id", "county", "township", "village", "status", "persons", "workers", "arable_mu",
    "orchard_mu", "opening_income", "outside_wage", "enterprise_job", "employer",
    "cooperative_job", "cooperative_employer", "transfer", "other_farm", "picking_days", "cash",
    "loan", "loan_months",
}  # fmt: skip


def same(one: dict[str, np.ndarray], other: dict[str, np.ndarray]) -> bool:
    return all(np.array_equal(column, other[name]) for name, column in one.items())


def test_the_same_key_gives_the_same_population(sample: Region, parameters: Parameters) -> None:
    one, other = (synthesise(sample, parameters, 5, 2) for _ in range(2))
    assert same(one.households, other.households)
    assert all(same(table, other.holdings[chain]) for chain, table in one.holdings.items())
    another = synthesise(sample, parameters, 5, 3)
    assert not np.array_equal(one.households["cash"], another.households["cash"])


def test_only_economic_traits_are_drawn(population: Population) -> None:
    assert set(population.households) == ECONOMIC


def test_a_county_is_the_same_alone_and_with_its_neighbour(
    sample: Region, parameters: Parameters
) -> None:
    together = synthesise(sample, parameters, 1, 0)
    alone = synthesise(dataclasses.replace(sample, counties=sample.counties[1:]), parameters, 1, 0)
    inside = together.households["county"] == 1
    for name in ("agent_id", "persons", "opening_income", "outside_wage", "cash", "loan"):
        assert np.array_equal(together.households[name][inside], alone.households[name]), name


def test_the_order_of_counties_changes_no_household(sample: Region, parameters: Parameters) -> None:
    ahead = synthesise(sample, parameters, 1, 0).households
    turned = dataclasses.replace(sample, counties=sample.counties[::-1])
    behind = synthesise(turned, parameters, 1, 0).households
    for name in ("persons", "opening_income", "outside_wage", "orchard_mu", "cash"):
        first = dict(zip(ahead["agent_id"], ahead[name], strict=True))
        second = dict(zip(behind["agent_id"], behind[name], strict=True))
        assert first == second, name


def test_agent_ids_are_unique(population: Population) -> None:
    ids = population.households["agent_id"]
    assert np.unique(ids).size == ids.size
    for table in population.holdings.values():
        assert np.array_equal(table["agent_id"], ids[table["household"]])


def test_rows_are_ordered_by_county_and_village(population: Population) -> None:
    assert (np.diff(population.households["village"]) >= 0).all()
    for table in population.holdings.values():
        last = np.where(table["cooperative"] < 0, 10**6, table["cooperative"])
        order = np.lexsort((table["household"], last, table["market"]))
        assert np.array_equal(order, np.arange(order.size))


def test_adding_a_household_changes_no_other_column(population: Population) -> None:
    longer = population.appended({"county": 1, "persons": 4, "opening_income": 9_000.0})
    assert len(longer) == len(population) + 1
    for name, column in population.households.items():
        assert np.array_equal(longer.households[name][:-1], column)
        assert longer.households[name].dtype == column.dtype
    assert longer.holdings is population.holdings
    assert longer.households["agent_id"][-1] not in population.households["agent_id"]
    with pytest.raises(KeyError):
        population.appended({"religion": 1})


def test_reordering_moves_rows_and_holdings_together(
    sample: Region, parameters: Parameters
) -> None:
    population = synthesise(sample, parameters, 1, 0)
    turned = np.arange(len(population))[::-1]
    moved = population.reordered(turned)
    assert np.array_equal(moved.households["cash"], population.households["cash"][::-1])
    for chain, table in moved.holdings.items():
        ids = moved.households["agent_id"][table["household"]]
        assert np.array_equal(ids, table["agent_id"])
        assert table["capacity"].sum() == pytest.approx(
            population.holdings[chain]["capacity"].sum()
        )
    back = moved.reordered(turned)
    assert same(back.households, population.households)
    assert all(same(table, population.holdings[name]) for name, table in back.holdings.items())


@pytest.mark.parametrize(
    ("growers", "members", "others", "others_mu"),
    [
        (21_000, 10_000, 11_000, 72_300),
        (10_000, 10_000, 0, 0),
        (15_000, 10_000, 5_000, 5_000 / 15_000 * 173_300),
        (29_000, 10_000, 19_000, 72_300),
    ],
)
def test_the_number_of_growers_moves_those_outside_cooperatives(
    region: Region,
    parameters: Parameters,
    growers: float,
    members: int,
    others: int,
    others_mu: float,
) -> None:
    drawn = parameters.with_values({"jujube.growers": growers})
    inside, outside = drawn_groups("jujube", region.counties[0].chains["jujube"], drawn)
    assert (inside.households, outside.households) == (members, others)
    assert outside.capacity == pytest.approx(others_mu)
    assert inside.capacity + outside.capacity == pytest.approx(173_300)


@pytest.mark.parametrize("share", [0.01, 0.05, 0.15])
def test_open_dealers_take_what_aid_does_not(
    region: Region, parameters: Parameters, share: float
) -> None:
    drawn = parameters.with_values({"jujube.aid_share": share})
    markets = region_markets(region, ("jujube",))
    buyers = buyer_rows(region, markets, drawn)
    aid = sum(buyer.quantity for buyer in buyers if buyer.kind == "aid")
    assert aid == pytest.approx(2_400_000 * share / 0.05)
    assert sum(buyer.quantity for buyer in buyers) == pytest.approx(47_500_000)
    contracts = sum(buyer.quantity for buyer in buyers if buyer.contract)
    assert contracts == pytest.approx(27_750_000)


def test_the_sample_is_a_small_region_of_the_same_means(
    parameters: Parameters, population: Population
) -> None:
    small = synthesise(load_region("sample", parameters), parameters, 1, 0)
    assert len(small) == pytest.approx(0.03 * len(population), abs=1)
    for name in ("workers", "arable_mu", "persons"):
        whole = population.households[name].mean()
        assert small.households[name].mean() == pytest.approx(whole, rel=0.01)
