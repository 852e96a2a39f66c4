"""What can be moved: every kind has its control, in both languages, and moving it is legal."""

import pytest

from sim.messages import LANGUAGES
from sim.scenario import scenario_names
from sim.scenario.declarations import SECTIONS
from sim.scenario.keys import Key
from viz.viewer import controls
from viz.viewer.draft import Draft

KINDS = [(section, kind) for section, kinds in SECTIONS.items() for kind in kinds.values()]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_of_the_library_has_its_panel(name, lang):
    draft = Draft(name)
    scenario = draft.scenario()
    shocks = controls.shock_controls(draft, scenario, lang)
    levers = controls.lever_controls(draft, scenario, lang)
    assert len(shocks) == len(scenario.shocks)
    assert len([card for card in levers if not card["resting"]]) == len(scenario.levers)
    for card in (*shocks, *levers):
        for control in [card["main"], *card["rest"]]:
            if control and control["type"] == "range":
                assert control["low"] <= control["value"] <= control["high"]
                assert control["step"] > 0.0
            if control and control["type"] == "choice":
                values = [option["value"] for option in control["options"]]
                assert control["value"] in values or control["value"] is None


@pytest.mark.parametrize(
    ("section", "kind"), KINDS, ids=lambda value: getattr(value, "name", value)
)
def test_every_kind_can_be_added_and_moved_to_both_ends(section, kind):
    draft = Draft("baseline")
    added = draft.with_changes(controls.new_entry(section, kind.name, draft.scenario()))
    cards = {"shock": controls.shock_controls, "lever": controls.lever_controls}[section]
    card = next(c for c in cards(added, added.scenario(), "en") if not c["resting"])
    for control in [card["main"], *card["rest"]]:
        if control is None or control["type"] != "range":
            continue
        for end in (control["low"], control["high"]):
            value = round(end) if control["whole"] else end
            moved = added.with_changes({control["path"]: value})
            card_now = next(c for c in cards(moved, moved.scenario(), "en") if not c["resting"])
            shown = [c for c in [card_now["main"], *card_now["rest"]] if c]
            assert next(c for c in shown if c["path"] == control["path"])["value"] == value


def test_what_is_added_makes_things_worse():
    scenario = Draft("baseline").scenario()
    for kind in ("price", "harvest", "demand", "closure"):
        assert controls.new_entry("shock", kind, scenario)[f"shock.{kind}.change"] < 0.0
    for kind in ("input_cost", "freight"):
        assert controls.new_entry("shock", kind, scenario)[f"shock.{kind}.change"] > 0.0


def test_sliders_name_keys_that_exist_and_bands_in_order():
    for section, kind in KINDS:
        for key in kind.keys:
            known = controls.slider(section, kind.name, key.name)
            ends = list(known.get("bands", ()))
            assert ends == sorted(ends)
            assert len(ends) == len(known.get("names", ()))
            if "low" in known and key.low is not None:
                assert key.low <= known["low"]
            if "high" in known and key.high is not None:
                assert known["high"] <= key.high


def test_every_slider_of_the_file_is_of_a_declared_key():
    declared = {(s, kind.name, key.name) for s, kind in KINDS for key in kind.keys}
    found = controls.all_sliders()
    stated = {(s, k, n) for s, kinds in found.items() for k, keys in kinds.items() for n in keys}
    assert stated <= declared


def test_a_resting_lever_becomes_one_in_force():
    draft = Draft()
    (card,) = [
        card
        for card in controls.lever_controls(draft, draft.scenario(), "en")
        if card["kind"] == "price_insurance"
    ]
    assert card["resting"]
    _, kind, key = card["main"]["path"].split(".")
    moved = draft.with_changes(controls.new_entry("lever", kind, draft.scenario(), **{key: 1.0}))
    (lever,) = moved.scenario().levers
    assert (lever.kind, lever.chain, lever.insured_share) == ("price_insurance", "jujube", 1.0)


def test_presets_are_the_whole_library_by_chain():
    for lang in LANGUAGES:
        groups = controls.presets(lang)
        names = [option["value"] for group in groups for option in group["options"]]
        assert sorted(names) == sorted(scenario_names())


def test_keys_are_named_in_words():
    for _, kind in KINDS:
        for key in kind.keys:
            assert isinstance(key, Key)
            for choice in key.choices:
                assert controls.choice_name(key.name, choice, "zh") != choice
