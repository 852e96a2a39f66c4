"""Which share of a range is luck and which the parameters': from runs with the same parameters."""

import numpy as np
import pytest

from sim.comparison import compare
from sim.parameters import load_parameters
from sim.results.certainty import _common, certainty
from sim.results.sensitivity import Effect
from sim.scenario import Scenario

RUN = ["run.region=sample", "run.months=24", "run.draws=6"]


def test_what_two_runs_have_in_common_is_the_parameters():
    generator = np.random.default_rng(5)
    parameters = generator.normal(0.0, 2.0, 4000)
    one, other = (parameters + generator.normal(0.0, 1.0, 4000) for _ in range(2))
    share, error = _common(one, other)
    # Variances 4 and 1: four fifths.
    assert share == pytest.approx(0.8, abs=0.02)
    assert error < 0.02
    assert _common(one, one)[0] == pytest.approx(1.0)
    assert _common(one, -one)[0] == 0.0


def test_the_draws_themselves_are_the_same_and_shares_come_beside_them():
    scenario = Scenario.load("jujube-price-30", RUN)
    plain, with_shares = compare(scenario), compare(scenario, shares=True)
    assert plain.answer.equals(with_shares.answer)
    assert "interval_shares" not in plain.answer_object
    shares = with_shares.answer_object["interval_shares"]
    assert [row["metric"] for row in shares] == [
        "net_income_per_household",
        "newly_below_monitoring",
        "region_loss",
    ]
    for row in shares:
        assert 0.0 <= row["parameters"] <= 1.0
        assert row["parameters"] + row["luck"] == pytest.approx(1.0)
        assert row["draws"] == 6
    said = with_shares.answer_object["certainty"]
    assert said["en"] != plain.answer_object["certainty"]["en"]
    assert "%" in said["zh"]


def test_with_every_parameter_given_the_spread_is_luck():
    pinned = [f"{leaf.path}={leaf.value}" for leaf in load_parameters().leaves() if leaf.sampled]
    outcome = compare(Scenario.load("jujube-price-30", [*RUN, *pinned]), shares=True)
    loss = outcome.answer_object["interval_shares"][0]
    # Six pairs of luck alone: whatever they have in common is chance.
    assert loss["parameters"] < 3.0 * loss["standard_error"]


def test_the_sentence_names_what_is_drawn_and_what_moves_the_answer(monkeypatch):
    from sim.results import certainty as module

    effects = [
        Effect("jujube", "jujube-price-30", "net_income_per_household", "morris", path, 1, 1, 1)
        for path in ("jujube.growers", "jujube.storage_loss")
    ]
    monkeypatch.setattr(module, "most_moving", lambda chains, metric: effects)
    scenario = Scenario.load("jujube-price-30")
    said = certainty(scenario, load_parameters(), ("jujube",))
    assert "Households that grow dates in Luopu" in said["en"]
    assert load_parameters().leaf("jujube.growers").meaning_zh.rstrip("。") in said["zh"]
    drawn = [
        leaf
        for leaf in load_parameters().leaves()
        if leaf.sampled and leaf.branch in ("jujube", "household")
    ]
    assert f"{len(drawn)} parameters" in said["en"]
