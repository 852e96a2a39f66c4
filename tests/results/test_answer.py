"""The answer table: ranges, zeros, units, and every metric declared with its words."""

import numpy as np
import pytest

from sim.accounts.kinds import FLOWS
from sim.messages import catalogue
from sim.results import METRIC, METRICS, Figures, describe_group, join_draws, statistics
from sim.results.answer import answer_rows, answer_table
from sim.scenario.levers import LEVERS
from tests.results.conftest import build
from tests.results.test_incidence import figures_of, quiet_record
from tests.results.toy import toy_draws


def rows(outcome):
    return outcome.answer.set_index(["metric", "group", "window"])


def test_low_and_high_are_the_least_and_greatest_of_few_draws():
    low, high = statistics.low_high(np.arange(59.0))
    assert (low, high) == (0.0, 58.0)
    assert statistics.range_kind(59) == "least_greatest"


def test_low_and_high_are_percentiles_of_many_draws():
    low, high = statistics.low_high(np.arange(101.0))
    assert (low, high) == (5.0, 95.0)
    assert statistics.range_kind(60) == "p5_p95"


def test_the_error_of_the_mean_by_hand():
    # Standard deviation of 1, 2, 3 is 1; over three draws 1 / sqrt(3).
    assert statistics.standard_error(np.array([1.0, 2.0, 3.0])) == pytest.approx(3.0**-0.5)
    assert np.isnan(statistics.standard_error(np.array([1.0])))


def test_a_household_figure_is_the_mean_over_draws_of_sum_by_households(outcome):
    groups = outcome.groups.query("window == 'first_year' and group == 'chain=jujube'")
    ratio = groups["net_income"] / groups["households"]
    by_side = ratio.groupby(groups["scenario"].astype(str)).mean()
    row = rows(outcome).loc[("net_income_per_household", "chain=jujube", "first_year")]
    assert row["baseline"] == pytest.approx(by_side["baseline"])
    assert row["scenario"] == pytest.approx(by_side["dates"])
    assert row["difference"] == pytest.approx(by_side["dates"] - by_side["baseline"])
    assert row["low"] <= row["difference"] <= row["high"]


def test_equal_sides_differ_by_exactly_nothing(same_outcome):
    assert len(same_outcome.answer) > 500
    assert (same_outcome.answer[["difference", "low", "high", "mc_error"]] == 0.0).all(axis=None)
    for row in same_outcome.answer_object["incidence"] + same_outcome.answer_object["bridge"]:
        if row.get("item") != "residual":
            assert (row["mean"], row["low"], row["high"]) == (0.0, 0.0, 0.0)


def test_growers_of_the_struck_chain_come_first(outcome):
    assert outcome.answer.iloc[0]["metric"] == "net_income_per_household"
    assert outcome.answer.iloc[0]["group"] == "chain=jujube"
    assert outcome.answer.iloc[0]["window"] == "first_year"


def test_units_name_the_chains_product(outcome):
    units = rows(outcome)["unit"]
    assert units[("price_farm_gate", "chain=pigeon", "run")] == "yuan/bird"
    assert units[("volume_sold", "chain=jujube", "run")] == "kg"
    assert not outcome.answer["unit"].str.contains("product").any()


def test_every_figure_is_known_once(outcome):
    assert not outcome.answer[["metric", "group", "window"]].duplicated().any()
    assert set(outcome.answer["metric"]) == set(METRIC)
    numbers = outcome.answer[["baseline", "scenario", "difference", "low", "high", "mc_error"]]
    assert np.isfinite(numbers).all(axis=None)


@pytest.mark.parametrize("metric", METRICS, ids=lambda metric: metric.name)
def test_every_metric_has_words_in_both_languages(metric):
    for lang in ("en", "zh"):
        assert f"metrics.{metric.name}" in catalogue(lang)
        assert metric.describe(lang)
        assert metric.label(lang)


def test_a_price_is_weighted_by_what_the_baseline_sold():
    # 6.8 on 100 kg and 9 on 300 kg: 8.45; the scenario sold other quantities at 5 and 7: 6.5.
    before, after = quiet_record("baseline"), quiet_record("dates")
    for record, prices, sold in ((before, (6.8, 9.0), (100, 300)), (after, (5.0, 7.0), (900, 1))):
        record.market["farm_gate"][3:5, 1] = prices
        record.market["sold_spot"][3:5, 1] = sold
    answer = answer_table(answer_rows(figures_of(before, after), ("jujube",)))
    row = answer.set_index(["metric", "group", "window"]).loc[
        ("price_farm_gate", "chain=jujube", "first_year")
    ]
    assert row["baseline"] == pytest.approx((6.8 * 100 + 9.0 * 300) / 400)
    assert row["scenario"] == pytest.approx((5.0 * 100 + 7.0 * 300) / 400)


def test_sixty_draws_are_labelled_as_percentiles(scenario):
    two = toy_draws(scenario, 2)
    many = [
        {name: table.assign(draw=draw) for name, table in two[draw % 2].items()}
        for draw in range(60)
    ]
    answer = answer_table(answer_rows(Figures(join_draws(many)), ("jujube",)))
    assert set(answer["range"]) == {"p5_p95"}
    assert set(answer["draws"]) == {60}


def test_the_public_cost_is_one_number_and_nothing_in_the_baseline(outcome):
    rows = outcome.answer[outcome.answer["metric"] == "public_cost"]
    assert len(rows)
    assert (rows["baseline"] == 0.0).all()
    assert (rows["scenario"] == rows["difference"]).all()


def test_the_outlay_of_levers_is_the_sum_of_the_flows_tagged_with_them(outcome):
    rows = outcome.answer.query("metric == 'lever_outlay' and window == 'run'").set_index("group")
    levers = {f"lever={flow.lever}" for flow in FLOWS if flow.lever}
    assert set(rows.index) == levers | {"all"}
    flows = outcome.flows.astype({"kind": str})
    tagged = flows[flows["kind"].isin([flow.name for flow in FLOWS if flow.lever])]
    by_side = tagged.groupby("scenario", observed=True)["yuan"].sum() / 3
    assert rows.loc["all", "baseline"] == pytest.approx(by_side["baseline"])
    assert rows.loc["all", "difference"] == pytest.approx(by_side["dates"] - by_side["baseline"])
    for column in ("baseline", "scenario", "difference"):
        assert rows[column].drop("all").sum() == pytest.approx(rows.loc["all", column])
    relief = flows[flows["kind"] == "relief_payments"].groupby("scenario", observed=True)["yuan"]
    assert rows.loc["lever=relief_fund", "scenario"] == pytest.approx(relief.sum()["dates"] / 3)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_lever_has_a_name_as_a_group(lang):
    names = [describe_group(f"lever={lever}", lang) for lever in LEVERS]
    assert len(set(names)) == len(LEVERS)


def test_a_lever_nobody_pays_for_has_no_row(scenario):
    tables = toy_draws(scenario, 2)
    for draw in tables:
        draw["flows"] = draw["flows"][draw["flows"]["kind"] != "relief_payments"]
    answer = build(scenario, tables).answer
    groups = set(answer.loc[answer["metric"] == "lever_outlay", "group"])
    assert "lever=relief_fund" not in groups
    assert "lever=floor_price" in groups
