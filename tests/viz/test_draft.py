"""Drafts: what links, saved files and commands carry is the same question."""

import pytest

from sim.errors import InputError
from sim.scenario import Scenario
from viz.viewer.controls import new_entry, removal
from viz.viewer.draft import DEFAULT_PRESET, LONGEST_QUERY, Draft, draft_from_query

FIRST = Draft()
MOVED = Draft().with_changes(
    {
        "run.region": "sample",
        "run.months": 24,
        "shock.dates.change": -0.4,
        "lever.price_insurance.kind": "price_insurance",
        "lever.price_insurance.chain": "jujube",
        "lever.price_insurance.insured_share": 1.0,
        "jujube.pass_through": 0.9,
        "title": 'Dates & "risk"',
    }
)


def test_a_link_carries_the_whole_question():
    again = draft_from_query(f"?{MOVED.query()}&page=compare&lang=zh", FIRST)
    assert again == MOVED
    assert again.scenario() == MOVED.scenario()


def test_a_link_without_a_question_is_the_first_question():
    assert draft_from_query("", FIRST) is FIRST
    assert draft_from_query("lang=zh&page=open", FIRST) is FIRST


@pytest.mark.parametrize(
    "query",
    [
        "scenario=../../etc/passwd",
        "scenario=nothing-of-this-name",
        "shock.dates.change=much",
        "shock.dates.change=-7",
        "shock.dates.path=/etc/passwd",
        "run.region=../../etc",
        "run.months=1000000",
        "lever.x.kind=<script>alert(1)</script>",
        "no.such.parameter=1",
        "=",
        "a=b&&&;=%zz",
        "scenario=jujube-price-30&run=1",
        "shock=1",
        "title=%00%1b[31m",
        "x" * (LONGEST_QUERY + 1),
    ],
)
def test_a_broken_link_is_refused_with_a_message(query):
    with pytest.raises(InputError) as caught:
        draft_from_query(query, FIRST)
    assert all(caught.value.message(lang) for lang in ("en", "zh"))


def test_a_saved_file_asks_the_same(tmp_path):
    path = tmp_path / "saved.toml"
    path.write_text(MOVED.toml(), encoding="utf-8")
    loaded, meant = Scenario.load(path).resolved(), MOVED.scenario().resolved()
    del loaded["name"], meant["name"]
    assert loaded == meant


def test_what_was_typed_stays_text_in_a_saved_file(tmp_path):
    nasty = 'x"\n[parameters]\n"jujube.pass_through" = 0.1 <script>'
    path = tmp_path / "saved.toml"
    path.write_text(Draft().toml(title=nasty), encoding="utf-8")
    loaded = Scenario.load(path)
    assert loaded.title == nasty
    assert loaded.parameters == {}


def test_the_command_sets_what_was_changed_or_needs_the_file():
    moved = Draft().with_changes({"shock.dates.change": -0.4, "jujube.pass_through": 1})
    assert moved.command() == (
        "python run.py jujube-price-30 --set shock.dates.change=-0.4 --set jujube.pass_through=1"
    )
    assert not moved.needs_file
    assert MOVED.needs_file
    assert MOVED.command() == "python run.py my-scenario.toml --set jujube.pass_through=0.9"
    spaced = Draft().with_changes({"shock.dates.county": "a; rm -rf ~"})
    assert "'shock.dates.county=a; rm -rf ~'" in spaced.command()


def test_untouched_it_is_the_scenario_of_the_library():
    assert Draft().scenario() == Scenario.load(DEFAULT_PRESET)


def test_a_shock_or_lever_comes_and_goes():
    draft = Draft()
    for section, kind in (("shock", "mortality"), ("lever", "floor_price"), ("lever", "shares")):
        draft = draft.with_changes(new_entry(section, kind, draft.scenario()))
    assert [shock.kind for shock in draft.scenario().shocks] == ["price", "mortality"]
    assert [lever.kind for lever in draft.scenario().levers] == ["floor_price", "shares"]
    assert removal(draft, "lever", "shares").scenario().levers == draft.scenario().levers[:1]
    assert removal(draft, "shock", "dates").scenario().shocks == draft.scenario().shocks[1:]


def test_two_of_a_kind_have_names_of_their_own():
    draft = Draft("insurance-half")
    assert "lever.price_insurance-2.kind" in new_entry("lever", "price_insurance", draft.scenario())


def test_back_to_what_the_preset_says():
    assert MOVED.without("shock.dates.change").scenario().shocks[0].change == -0.3
    assert MOVED.without("lever.price_insurance").scenario().levers == ()
