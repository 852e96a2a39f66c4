"""The shipped regions say what the reports say, and name a source for every figure."""

import csv
import math

import pytest

from sim.chains import CHAINS
from sim.parameters import Parameters
from sim.paths import calibration_folder
from sim.regions import County, Region, list_regions, load_region

REPORTED = {
    "luopu": {
        "rural_persons": 251_811,  # E325
        "households": 64_031,
        "registered_households": 31_587,  # E341
        "registered_persons": 127_876,  # E342
        "unstable_households": 2_284,
        "marginal_households": 3_970,
        "townships": 9,
        "villages": 238,
        "microcredit_households": 12_000,
        "primary_gdp": 645_490_000,  # E330
    },
    "yutian": {
        "rural_persons": 241_022,
        "households": 62_651,
        "registered_households": 31_943,  # E076
        "registered_persons": 123_717,  # E077
        "unstable_households": 2_309,
        "marginal_households": 4_015,
        "townships": 16,
        "villages": 200,
    },
}
CAPACITY = {
    ("luopu", "jujube"): 173_300,
    ("luopu", "pigeon"): 47_000,
    ("yutian", "pigeon"): 180_000,
    ("yutian", "rabbit"): 250_000,
    ("yutian", "rose"): 46_000,
}
OUTPUT = {
    ("luopu", "jujube"): 47.5e6,
    ("luopu", "pigeon"): 658_000,
    ("yutian", "pigeon"): 2.52e6,
    ("yutian", "rabbit"): 7.5e6 * 2.3,
    ("yutian", "rose"): 8.395e6,
}


@pytest.fixture(scope="module")
def region(parameters: Parameters) -> Region:
    return load_region("luopu-yutian", parameters)


def county(region: Region, name: str) -> County:
    return next(county for county in region.counties if county.id == name)


@pytest.mark.parametrize("name", list(REPORTED))
def test_household_figures_are_the_reported_ones(region: Region, name: str) -> None:
    for figure, value in REPORTED[name].items():
        assert getattr(county(region, name), figure) == value, figure


@pytest.mark.parametrize(("place", "chain"), list(CAPACITY))
def test_capacity_and_output_are_the_reported_ones(region: Region, place: str, chain: str) -> None:
    entry = county(region, place).chains[chain]
    assert entry.capacity == CAPACITY[place, chain]
    assert entry.output == OUTPUT[place, chain]


@pytest.mark.parametrize(("place", "chain"), list(OUTPUT))
def test_output_is_what_the_biology_gives_on_that_capacity(
    region: Region, parameters: Parameters, place: str, chain: str
) -> None:
    import numpy as np

    entry, branch = county(region, place).chains[chain], getattr(parameters, chain)
    state = CHAINS[chain].opening_state(
        np.array([entry.capacity]), np.array([entry.age_shares]), branch
    )
    output = CHAINS[chain].yearly_output(state, np.ones(1), branch)[0]
    if chain == "rose":  # registered growers hold mature plants: 16,924.6 mu at 220 kg
        mature = 3_454 * 4.9
        output = output * (1.0 - mature / entry.capacity) + mature * 220.0
    assert output == pytest.approx(entry.output, rel=0.005)


def test_jujube_buyers_take_what_the_festival_and_the_rest_of_the_crop_say(region: Region) -> None:
    tonnes = {
        (buyer.kind, buyer.contract): (buyer.number, buyer.quantity / 1000)
        for buyer in county(region, "luopu").chains["jujube"].buyers
    }
    assert tonnes == {
        ("dealer", True): (10, 27_750),
        ("dealer", False): (6, 13_450),
        ("processor", False): (2, 2_500),
        ("aid", False): (1, 2_400),
        ("bazaar", False): (1, 1_000),
        ("ecommerce", False): (1, 400),
    }
    assert sum(quantity for _, quantity in tonnes.values()) == 47_500


def test_the_file_holds_as_many_date_growers_as_the_parameter(
    region: Region, parameters: Parameters
) -> None:
    growers = county(region, "luopu").chains["jujube"].growers
    assert sum(group.households for group in growers) == parameters.leaf("jujube.growers").value


def test_pigeon_contract_share_is_what_the_firm_buys_beyond_its_base(region: Region) -> None:
    # Luopu: (0.75 x 658,000 - 26,000 x 14) / (21,000 x 14) = 0.44
    assert county(region, "luopu").chains["pigeon"].contract_share == pytest.approx(
        (0.75 * 658_000 - 26_000 * 14) / (21_000 * 14), abs=0.001
    )
    assert county(region, "yutian").chains["pigeon"].contract_share == pytest.approx(
        (0.75 * 2_520_000 - 108_000 * 14) / (72_000 * 14)
    )


def test_rose_age_shares_put_every_young_class_at_a_yearly_planting(region: Region) -> None:
    rose = county(region, "yutian").chains["rose"]
    mu = [0.0] * 5
    for group in rose.growers:
        for age, share in enumerate(group.age_shares or rose.age_shares):
            mu[age] += share * group.households * group.mean_capacity
    for age, share in enumerate(rose.age_shares):
        mu[age] += share * rose.enterprise_base
    assert mu == pytest.approx([5_750, 5_750, 5_750, 5_750, 23_000], rel=0.001)


def test_floors_exist_only_for_pigeon_and_rabbit(region: Region) -> None:
    floors = {
        (place.id, name): any(firm.floor for firm in chain.enterprises)
        for place in region.counties
        for name, chain in place.chains.items()
    }
    assert {chain for (_, chain), floor in floors.items() if floor} == {"pigeon", "rabbit"}


@pytest.mark.parametrize("name", ["hotan", "luopu", "luopu-yutian", "sample", "yutian"])
def test_every_shipped_region_loads(parameters: Parameters, name: str) -> None:
    assert name in list_regions()
    load_region(name, parameters)


def test_every_source_is_known(parameters: Parameters) -> None:
    known = {"assumed"}
    for file in ("evidence", "outside_priors"):
        path = calibration_folder() / "evidence" / f"{file}.csv"
        with path.open(encoding="utf-8", newline="") as rows:
            known |= {row["id"] for row in csv.DictReader(rows)}
    for place in load_region("hotan", parameters).counties:
        for path, figure in place.figures.items():
            assert set(figure.source) <= known, f"{place.id}: {path}"


def test_prefecture_holds_its_reported_totals(parameters: Parameters) -> None:
    counties = load_region("hotan", parameters).counties
    assert len(counties) == 8
    assert sum(place.rural_persons for place in counties) == 1_880_000  # E018
    assert sum(place.registered_households for place in counties) == 237_900  # E028
    assert sum(place.registered_persons for place in counties) == 984_100  # E011
    assert sum(place.villages for place in counties) == 1_576  # E004
    assert sum(place.townships for place in counties) == 91  # E003
    assert sum(place.households for place in counties) == pytest.approx(450_000, rel=0.02)


def test_unreported_counties_say_that_they_are_assumed(parameters: Parameters) -> None:
    for place in load_region("hotan", parameters).counties:
        if place.id not in REPORTED:
            named = [figure for path, figure in place.figures.items() if "chains" in path]
            assert all("assumed" in figure.source for figure in named), place.id


def test_the_sample_keeps_the_sums_at_its_scale(parameters: Parameters, region: Region) -> None:
    sample = load_region("sample", parameters)
    assert sample.scale == 0.03
    for small, whole in zip(sample.counties, region.counties, strict=True):
        assert small.households == round(whole.households * 0.03)
        for name, chain in small.chains.items():
            held = sum(group.households * group.mean_capacity for group in chain.growers)
            bases = chain.cooperative_base + chain.enterprise_base
            assert held + bases == pytest.approx(chain.capacity, rel=1e-4)
            assert math.isclose(chain.output, whole.chains[name].output * 0.03)
