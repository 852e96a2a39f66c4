"""A dictionary laid over a scenario of the library: what links and the viewer's sliders give."""

import pytest

from sim.errors import InputError
from sim.scenario import Scenario, scenario_names, scenario_over


def test_without_changes_it_is_the_scenario_itself():
    for name in scenario_names():
        assert scenario_over(name, {}).resolved() == Scenario.load(name).resolved()


def test_shocks_and_levers_are_changed_added_and_removed_by_name():
    layer = {
        "run": {"region": "sample"},
        "shock": [{"name": "dates", "change": -0.5}],
        "lever": [{"kind": "price_insurance", "insured_share": 1.0}],
    }
    found = scenario_over("jujube-price-30", layer, name="mine")
    assert (found.name, found.run.region, found.shocks[0].change) == ("mine", "sample", -0.5)
    assert found.levers[0].insured_share == 1.0
    gone = scenario_over("jujube-price-30", {"shock": [{"name": "dates", "enabled": False}]})
    assert gone.shocks == ()


def test_parameters_hold_on_both_sides_as_with_set():
    path = "jujube.pass_through"
    found = scenario_over("insurance-half", {}, {path: 1.0})
    assert found.resolved() == Scenario.load("insurance-half", [f"{path}=1.0"]).resolved()
    assert found.baseline().parameters == {path: 1.0}


@pytest.mark.parametrize("base", ["../secret", "jujube-price-30.toml", "/etc/passwd", ""])
def test_only_scenarios_of_the_library_are_looked_up(base):
    with pytest.raises(InputError, match="scenario"):
        scenario_over(base, {})


def test_a_mistake_is_told_with_where_the_layer_came_from():
    with pytest.raises(InputError) as caught:
        scenario_over("jujube-price-30", {"shock": [{"name": "dates", "change": 9}]}, label="link")
    assert caught.value.where == "link: shock.dates.change"
