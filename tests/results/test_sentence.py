"""The sentence says what the scenario does, whatever it does, and agrees with the table."""

import pytest

from sim import Scenario
from sim.messages.numbers import quantity
from sim.results import assumptions as assumptions_module
from sim.results import cause_sentence
from sim.results.assumptions import PoorBaseline, assumptions, warnings
from sim.results.sensitivity import Effect
from sim.scenario.shocks import SHOCKS
from sim.scenario.models import Lever, Shock
from tests.results.conftest import build
from tests.results.toy import ToyParameters, price_shock, toy_draws, toy_scenario


def test_a_price_fall_in_words():
    scenario = toy_scenario(price_shock())
    assert cause_sentence(scenario, "en") == (
        "the farm-gate price of red dates falls 30% from 2021-08"
    )
    assert cause_sentence(scenario, "zh") == "红枣田头价自2021-08起下跌30%"


def test_the_sentence_follows_the_shock_and_not_the_title():
    said = cause_sentence(toy_scenario(price_shock(change=0.5)), "en")
    assert said == "the farm-gate price of red dates rises 50% from 2021-08"


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("change", [-0.3, 0.3])
@pytest.mark.parametrize("kind", SHOCKS)
def test_every_kind_of_shock_can_be_said(kind, change, lang):
    shock = Shock(kind=kind, name="x", chain="rabbit", county="all", start_month=2, change=change)
    everywhere = shock.model_copy(update={"chain": "all", "cause": "harvest"})
    assert "{" not in cause_sentence(toy_scenario(shock, everywhere), lang)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_levers_can_be_said(lang):
    place = {"county": "all", "start_month": 0}
    floor = {"price": 12.0, "backed_by": "government"}
    levers = (
        Lever(kind="price_insurance", name="a", chain="jujube", insured_share=0.5, **place),
        Lever(kind="floor_price", name="b", chain="rose", **floor, **place),
    )
    scenario = toy_scenario().model_copy(update={"levers": levers})
    assert "50%" in cause_sentence(scenario, lang)
    assert "12" in cause_sentence(scenario, lang)


def test_the_answer_names_amounts_of_the_table(outcome):
    table = outcome.answer.set_index(["metric", "group", "window"])
    loss = abs(table.loc[("region_loss", "all", "first_year"), "difference"])
    for lang, sentence in outcome.answer_object["sentence"].items():
        assert quantity(loss, "yuan", lang) in sentence
    assert "2021-10 to 2022-09" in outcome.answer_object["sentence"]["en"]
    assert "in 3 draws" in outcome.answer_object["sentence"]["en"]


def test_equal_sides_are_said_to_be_equal(same_outcome):
    assert same_outcome.answer_object["sentence"]["en"] == (
        "If the farm-gate price of red dates falls 30% from 2021-08, "
        "no figure differs from the baseline."
    )


@pytest.fixture
def no_study(monkeypatch):
    """No study of sensitivity says what moves an answer."""
    monkeypatch.setattr(assumptions_module, "most_moving", lambda chains, metric: [])


def test_assumptions_are_what_is_drawn_and_the_pass_through_of_the_struck_chain(no_study):
    found = assumptions(toy_scenario(price_shock()), ToyParameters(), ("jujube",))
    assert [row["path"] for row in found] == [
        "jujube.farm_gate_price",
        "jujube.pass_through",
        "household.income_log_sd",
        "shock.price.at",
    ]
    by_path = {row["path"]: row for row in found}
    # What was fitted is drawn from its members only.
    price, passing = by_path["jujube.farm_gate_price"], by_path["jujube.pass_through"]
    assert (price["low"], price["high"]) == (6.2, 7.1)
    assert (passing["low"], passing["high"]) == (0.0, 10.0)
    assert "cannot" in by_path["jujube.pass_through"]["note"]["en"]
    assert "cannot" not in by_path["jujube.farm_gate_price"]["note"]["en"]


def test_what_moves_the_answer_comes_first_and_is_named_even_when_held_fixed(monkeypatch):
    effects = [
        Effect("jujube", "x", "net_income_per_household", "morris", path, 1.0, 0.5, 1.5)
        for path in ("household.poverty_line", "household.income_log_sd")
    ]
    monkeypatch.setattr(assumptions_module, "most_moving", lambda chains, metric: effects)
    found = assumptions(toy_scenario(price_shock()), ToyParameters(), ("jujube",))
    assert [(row["path"], row["rank"]) for row in found[:3]] == [
        ("household.poverty_line", 1),
        ("household.income_log_sd", 2),
        ("jujube.farm_gate_price", None),
    ]
    assert "held fixed" in found[0]["note"]["en"]


def test_a_value_the_scenario_sets_is_pinned(no_study):
    parameters = ToyParameters()
    parameters.overrides = {"jujube.pass_through": 0.8}
    found = assumptions(toy_scenario(), parameters, ("jujube",))
    pinned = {row["path"] for row in found if row["pinned"]}
    assert pinned == {"jujube.pass_through"}


def test_warnings_speak_when_there_is_reason():
    few = {row["key"] for row in warnings(16, ["jujube"], {"cash": 1e-12}, 0.6)}
    assert few == {"few_draws", "growers_first"}
    many = {row["key"] for row in warnings(64, ["rose"], {"cash": 1e-12, "stock": 0.1}, 0.6)}
    assert many == {"audit", "chain.rose", "growers_first"}
    assert any(row["key"] == "audit" for row in warnings(64, [], {"cash": float("nan")}, 0.6))


def test_one_draw_has_no_range(scenario):
    sentence = build(scenario, toy_draws(scenario, 1)).answer_object["sentence"]["en"]
    assert "one draw, no range" in sentence


def test_a_poor_baseline_and_a_drawn_pass_through_are_pointed_out():
    price = assumptions(toy_scenario(price_shock()), ToyParameters(), ("jujube",))
    drawn = [{"path": "jujube.pass_through", "sampled": True, "low": 0.7, "high": 1.2}, price[-1]]
    poor = PoorBaseline(below=200.0, households=1000.0, official=80.0)
    found = {row["key"]: row["en"] for row in warnings(64, [], {}, 0.6, drawn, poor)}
    assert set(found) == {"poor_baseline", "pass_through", "growers_first"}
    assert "200 households (20%)" in found["poor_baseline"]
    assert "from 0.7 to 1.2" in found["pass_through"]
    assert found["growers_first"].startswith("60% of the households are in none of the chains")
    on_the_books = PoorBaseline(below=70.0, households=1000.0, official=80.0)
    assert {row["key"] for row in warnings(64, [], {}, 0.6, drawn[:1], on_the_books)} == {
        "growers_first"
    }


def test_what_both_sides_live_through_is_said_to_be_alike():
    scenario = Scenario.load("insurance-half")
    assert "falls 30% from 2021-08 (in baseline and scenario alike)" in cause_sentence(scenario, "en")
    assert cause_sentence(scenario, "en").count("alike") == 1
    assert "alike" not in cause_sentence(Scenario.load("jujube-price-30"), "en")
