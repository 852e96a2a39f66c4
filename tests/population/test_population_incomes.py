"""Income is drawn as a total; its parts fill it and nothing is added twice."""

import numpy as np
import pytest

from sim.errors import InputError
from sim.parameters import Parameters
from sim.population import Population, synthesise
from sim.population.checks import Finding, population_findings, require_possible, wage_share
from sim.regions import Region, load_region


def test_the_parts_add_up_to_the_total(population: Population, parameters: Parameters) -> None:
    columns = population.households
    wages = (
        columns["outside_wage"]
        + columns["enterprise_job"] * parameters.value("labour.enterprise_wage")
        + columns["cooperative_job"] * parameters.value("labour.cooperative_wage")
    )
    monthly = wages + columns["transfer"] + columns["other_farm"]
    total = columns["opening_income"] * columns["persons"]
    assert 12.0 * monthly + population.chain_income == pytest.approx(total)
    assert columns["outside_wage"].min() >= 0.0
    assert (total >= population.drawn_income - 1e-6).all()


def test_chain_income_fits_and_wages_are_believable(
    population: Population, parameters: Parameters
) -> None:
    contained, wages = population_findings(population, parameters)
    assert contained.value >= 0.98
    assert 0.40 <= wages.value <= 0.60


@pytest.mark.parametrize("growers", [10_000, 29_000])
@pytest.mark.parametrize(("price", "cost"), [(5.9, 1_000), (8.0, 500)])
@pytest.mark.parametrize("spread", [0.25, 0.60])
def test_the_corners_of_what_is_sampled_are_possible(
    parameters: Parameters, growers: float, price: float, cost: float, spread: float
) -> None:
    corner = parameters.with_values(
        {
            "jujube.growers": growers,
            "jujube.farm_gate_price": price,
            "jujube.cash_cost": cost,
            "household.income_log_sd": spread,
        }
    )
    made = synthesise(load_region("luopu", corner), corner, seed=3, draw=0)
    assert len(np.unique(made.holdings["jujube"]["household"])) == growers


def test_net_incomes_are_near_the_reported_ones(
    population: Population, parameters: Parameters
) -> None:
    from sim.population.incomes import net_income

    def mean_net(chain: str, linkage: int, county: int) -> float:
        table = population.holdings[chain]
        net = net_income(chain, table, population.age_tables[chain], parameters)
        market = population.markets.index((county, chain))
        return float(net[(table["linkage"] == linkage) & (table["market"] == market)].mean())

    assert mean_net("jujube", 2, 0) == pytest.approx(11_800, rel=0.06)
    assert mean_net("jujube", 1, 0) == pytest.approx(7_600, rel=0.06)
    assert mean_net("pigeon", 2, 0) == pytest.approx(650, rel=0.03)
    assert mean_net("pigeon", 3, 1) == pytest.approx(2_850, rel=0.10)
    assert mean_net("rabbit", 3, 1) == pytest.approx(4_030, rel=0.02)


def test_jobs_are_all_given_to_households_that_earn_at_least_that_wage(
    population: Population,
) -> None:
    columns = population.households
    for row, firm in enumerate(population.enterprises):
        here = columns["employer"] == row
        assert columns["enterprise_job"][here].sum() == pytest.approx(firm.jobs)
        assert (columns["county"][here] == firm.county).all()
    assert (columns["enterprise_job"][columns["employer"] < 0] == 0).all()
    assert columns["cooperative_job"].sum() == pytest.approx(population.cooperatives["jobs"].sum())
    both = (columns["enterprise_job"] > 0) & (columns["cooperative_job"] > 0)
    assert not both.any()


def test_loans_and_cash(population: Population, parameters: Parameters) -> None:
    columns = population.households
    borrows = columns["loan"] > 0
    luopu = columns["county"] == 0
    assert (borrows & luopu).sum() == 12_000
    assert columns["loan"][borrows].mean() == pytest.approx(29_167)
    assert columns["loan"].max() <= 50_000
    assert np.isin(columns["status"][borrows], [1, 2]).all()
    months = columns["loan_months"]
    assert (months[borrows].min(), months[borrows].max()) == (1, 36)
    assert (months[~borrows] == 0).all()
    spending = columns["opening_income"] * columns["persons"] / 12
    target = parameters.value("household.cash_target_months") * spending.sum()
    assert columns["cash"].sum() == pytest.approx(target, rel=0.02)


def test_pickers_have_no_harvest_of_their_own(population: Population) -> None:
    picks = population.households["picking_days"] > 0
    assert picks.sum() > 0
    for chain in ("jujube", "rose"):
        assert not picks[population.holdings[chain]["household"]].any()


def test_an_impossible_population_is_refused(sample: Region, parameters: Parameters) -> None:
    generous = parameters.with_values({"household.transfer_share": 0.30})
    assert wage_share(synthesise(sample, generous, 1, 0), generous) < 0.55
    poor = parameters.with_values({"population.wage_share_high": 0.5})
    with pytest.raises(InputError) as caught:
        synthesise(sample, poor, 1, 0)
    assert caught.value.key == "region.population"
    assert "%" in caught.value.message("zh")


def test_chain_income_beyond_the_total_is_refused() -> None:
    with pytest.raises(InputError):
        require_possible([Finding("contained", 0.97, 0.98, 1.0)])
    require_possible([Finding("contained", 0.985, 0.98, 1.0)])
