"""Common luck: nothing changed gives exactly no difference; one more household changes nobody."""

import numpy as np
import pytest

from sim import Scenario, ValueChainModel
from sim.comparison import compare
from sim.effects import Effects
from sim.paired_draw import run_draw
from sim.parameters import load_parameters
from sim.population import synthesise
from sim.regions import load_region

MONTHS = 30


@pytest.fixture(scope="module")
def parameters():
    return load_parameters().drawn(3, 1)


@pytest.fixture(scope="module")
def region():
    return load_region("sample", load_parameters())


def shocked(name: str = "jujube-price-30", *settings: str) -> Scenario:
    return Scenario.load(name, ["run.region=sample", f"run.months={MONTHS}", *settings])


def test_without_shock_every_difference_is_exactly_zero():
    outcome = compare(shocked("baseline"), draws=2)
    assert (outcome.answer["difference"] == 0.0).all()
    flows = outcome.flows.pivot_table(
        index=["draw", "month", "chain", "kind"], columns="scenario", values="yuan", observed=True
    )
    assert len(flows) > 1000
    assert (flows.iloc[:, 0] == flows.iloc[:, 1]).all()


def test_a_shock_after_the_end_of_time_felt_changes_nothing_before_it():
    (result,) = run_draw([shocked("jujube-price-30", "shock.dates.start_month=20")], 0)
    monthly = result.tables["monthly"]
    wide = monthly.pivot_table(
        index=["month", "county", "chain"], columns="scenario", values="farm_gate", observed=True
    )
    before = wide[wide.index.get_level_values("month") < 20]
    after = wide[wide.index.get_level_values("month") >= 20]
    assert (before["baseline"] == before["jujube-price-30"]).all()
    assert (after["baseline"] != after["jujube-price-30"]).any()


def test_results_do_not_depend_on_the_number_of_workers():
    alone = compare(shocked(), draws=3, workers=1)
    side_by_side = compare(shocked(), draws=3, workers=2)
    for name, table in alone.tables.items():
        other = side_by_side.tables[name]
        assert table.equals(other), name


def test_draws_do_not_depend_on_the_other_draws():
    few, many = compare(shocked(), draws=1), compare(shocked(), draws=2)
    first = many.monthly[many.monthly["draw"] == 0].reset_index(drop=True)
    assert np.array_equal(few.monthly["farm_gate"], first["farm_gate"])


@pytest.mark.parametrize("name", ["e-commerce-for-dealers", "jujube-support-buying"])
def test_the_last_scenario_lives_like_any_other(name):
    # The last one runs on the opening itself, the others on copies of it.
    scenario = shocked(name)
    first, last = run_draw([scenario, scenario], 0)
    for table in ("monthly", "flows"):
        assert first.tables[table].equals(last.tables[table]), table
    paid = last.tables["flows"].groupby("kind", observed=True)["yuan"].sum()
    lever = "e_commerce_support" if name.startswith("e-com") else "support_buying_losses"
    assert paid[lever] > 0.0


def run_with(people, region, parameters, scenario: Scenario):
    model = ValueChainModel(region, parameters, 3, 1, population=people).open()
    twin = model.branch(Effects(scenario.shocks, scenario.levers))
    record = twin.run(MONTHS, "x")
    return twin, record


def test_one_more_household_without_anything_changes_nobody(region, parameters):
    people = synthesise(region, parameters, 3, 1)
    larger = people.appended({"persons": 1})
    before, record = run_with(people, region, parameters, shocked())
    after, more = run_with(larger, region, parameters, shocked())
    assert len(after.households) == len(before.households) + 1
    # Rows are sorted by groups, and one household more moves the bounds of the income groups.
    with_one_more = {key: row for row, key in enumerate(after.households.get("agent_id"))}
    same = np.array([with_one_more[key] for key in before.households.get("agent_id")])
    for name in ("cash", "income_12", "loan"):
        np.testing.assert_allclose(
            before.households.get(name), after.households.get(name)[same], rtol=1e-11, atol=1e-7
        )
    assert np.array_equal(before.households.get("colour"), after.households.get("colour")[same])
    for name, values in record.market.items():
        np.testing.assert_allclose(values, more.market[name], rtol=1e-11, err_msg=name)


def test_the_order_of_households_changes_no_draw_and_no_price_beyond_rounding(region, parameters):
    people = synthesise(region, parameters, 3, 1)
    order = np.argsort(people.households["agent_id"])
    straight, record = run_with(people, region, parameters, shocked())
    mixed, other = run_with(people.reordered(order), region, parameters, shocked())
    assert set(straight.households.get("agent_id")) == set(mixed.households.get("agent_id"))
    assert np.array_equal(record.market["reference"], other.market["reference"])
    np.testing.assert_allclose(
        record.market["farm_gate"], other.market["farm_gate"], rtol=1e-9, atol=1e-9
    )


def test_yutians_rose_growers_feel_a_date_shock_only_through_labour_and_budgets():
    outcome = compare(shocked(), draws=2)
    rows = outcome.answer[
        (outcome.answer["group"] == "chain=rose") & (outcome.answer["window"] == "first_year")
    ]
    income = rows[rows["metric"] == "net_income_per_household"].iloc[0]
    assert abs(income["difference"]) < 0.001 * income["baseline"]
    prices = outcome.monthly[outcome.monthly["chain"] == "rose"].pivot_table(
        index=["draw", "month"], columns="scenario", values="farm_gate", observed=True
    )
    assert (prices.iloc[:, 0] == prices.iloc[:, 1]).all()
