"""Names, merging, overrides, baselines and the round trip through plain values."""

import json
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import InputError
from sim.messages import keys
from sim.scenario import Scenario, scenario_names
from sim.scenario.declarations import RUN
from sim.scenario.keys import CHAINS, Key, Kind
from sim.scenario.levers import LEVERS
from sim.scenario.shocks import SHOCKS

SHOCK = '[[shock]]\nkind = "price"\nname = "dates"\nchain = "jujube"\nchange = -0.3\n'


@pytest.mark.parametrize("name", scenario_names())
def test_every_library_scenario_loads_and_says_what_it_asks(name):
    scenario = Scenario.load(name)
    assert scenario.name == name
    assert all((scenario.title, scenario.title_zh, scenario.question, scenario.question_zh))
    assert scenario.title != scenario.title_zh
    assert Scenario.from_dict(json.loads(json.dumps(scenario.resolved()))) == scenario
    assert bool(scenario.diff()) == (name != "baseline")


def test_library_has_the_promised_scenarios():
    assert {
        "baseline",
        "jujube-price-30",
        "jujube-price-30-after-signing",
        "jujube-bumper-crop",
        "pigeon-enterprise-exits",
        "aid-purchases-end",
        "rabbit-disease",
        "rose-price-70",
    } <= set(scenario_names())


def test_the_main_scenario_word_for_word():
    scenario = Scenario.load("jujube-price-30")
    resolved = scenario.resolved()
    assert resolved["run"] == {
        "region": "luopu-yutian",
        "start": "2021-01-01",
        "months": 60,
        "seed": 1,
        "draws": 16,
    }
    assert resolved["shock"] == [
        {
            "kind": "price",
            "name": "dates",
            "chain": "jujube",
            "county": "all",
            "start_month": 7,
            "change": -0.3,
            "at": "farm_gate",
            "cause": "demand",
            "shape": "step",
            "duration_months": 24,
            "recovery_months": 12,
            "from": "2021-08",
        }
    ]
    harvest = Scenario.load("jujube-bumper-crop").diff(scenario)
    assert [(d.path, d.baseline, d.scenario) for d in harvest] == [
        ("shock.dates.cause", "demand", "harvest")
    ]
    later = Scenario.load("jujube-price-30-after-signing").diff(scenario)
    assert {d.path: d.scenario for d in later} == {
        "shock.dates.start_month": 10,
        "shock.dates.from": "2021-11",
    }


def test_chinese_works_in_every_text(write):
    text = (
        'title = "红枣跌价"\ntitle_zh = "红枣"\nquestion = "谁承担？"\nquestion_zh = "多少户？"\n'
        + SHOCK.replace("dates", "红枣")
    )
    scenario = Scenario.load(write(text, "红枣.toml"), ["shock.红枣.change=-0.5"])
    assert (scenario.name, scenario.shocks[0].name, scenario.shocks[0].change) == (
        "红枣",
        "红枣",
        -0.5,
    )
    assert Scenario.from_dict(scenario.resolved(), scenario.folders) == scenario


def test_one_title_serves_both_languages(load):
    assert load('title_zh = "红枣"').title == "红枣"
    assert load("[run]").title_zh == "mine"


def test_months_are_read_and_printed_both_ways(load):
    by_date = load(SHOCK + 'from = "2021-08"')
    by_number = load(SHOCK + "start_month = 7")
    assert by_date == by_number
    assert by_date.resolved()["shock"][0]["from"] == "2021-08"
    shifted = load(SHOCK + 'from = "2021-08"', "run.start=2020-11-01").shocks[0]
    assert shifted.start_month == 9


def test_extends_merges_by_name_and_appends(write):
    write(SHOCK + 'from = "2021-08"\nrecovery_months = 3\n', "base.toml")
    text = (
        'extends = "base"\n[run]\nmonths = 24\n[[shock]]\nname = "dates"\nstart_month = 2\n'
        '[[shock]]\nkind = "freight"\nchange = 0.5\n'
    )
    scenario = Scenario.load(write(text))
    assert scenario.run.months == 24
    assert [shock.name for shock in scenario.shocks] == ["dates", "freight"]
    assert (scenario.shocks[0].start_month, scenario.shocks[0].recovery_months) == (2, 3)


def test_enabled_false_removes(write):
    write(SHOCK, "base.toml")
    text = 'extends = "base"\n[[shock]]\nname = "dates"\nenabled = false\n'
    assert Scenario.load(write(text)).shocks == ()
    assert Scenario.load("./base.toml", ["shock.dates.enabled=false"]).shocks == ()


def test_a_name_is_looked_up_beside_the_file_first(write):
    write('title = "own"\n', "baseline.toml")
    assert Scenario.load(write('extends = "baseline"')).title == "own"
    assert Scenario.load("baseline").title != "own"


def test_without_a_baseline_the_parameters_stay(load):
    scenario = load(SHOCK + '[parameters]\n"jujube.storage_loss" = 0.01')
    below = scenario.baseline()
    assert (below.shocks, below.levers) == ((), ())
    assert below.parameters == {"jujube.storage_loss": 0.01}
    assert below.run == scenario.run
    assert below.baseline().resolved() == below.resolved()


def test_a_named_baseline_gives_shocks_and_parameters_but_not_the_run(write):
    write(SHOCK + "[run]\nmonths = 12\nseed = 7\n", "low.toml")
    text = 'baseline = "low"\n[run]\nmonths = 36\n' + SHOCK.replace("-0.3", "-0.5")
    scenario = Scenario.load(
        write(text), ["jujube.storage_loss=0.01", "shock.dates.change=-0.6", "run.draws=3"]
    )
    below = scenario.baseline()
    assert (below.name, below.run) == ("low", scenario.run)
    assert (scenario.run.months, scenario.run.seed, scenario.run.draws) == (36, 1, 3)
    assert (below.shocks[0].change, scenario.shocks[0].change) == (-0.3, -0.6)
    assert below.parameters == scenario.parameters == {"jujube.storage_loss": 0.01}
    assert Scenario.from_dict(scenario.resolved(), scenario.folders) == scenario
    assert [d.path for d in scenario.diff()] == ["shock.dates.change"]


def test_a_scenario_can_be_its_own_baseline(load):
    scenario = load('baseline = "mine"\n' + SHOCK)
    assert scenario.baseline().shocks == scenario.shocks
    assert scenario.diff() == []
    changed = load('baseline = "mine"\n' + SHOCK, "shock.dates.change=-0.6")
    assert [(d.path, d.baseline, d.scenario) for d in changed.diff()] == [
        ("shock.dates.change", -0.3, -0.6)
    ]


def test_parameters_may_be_written_as_tables(load):
    assert load("[parameters.jujube]\nstorage_loss = 0.01").parameters == {
        "jujube.storage_loss": 0.01
    }


@pytest.mark.parametrize(
    ("override", "where", "nearest"),
    [
        ("shock.datez.change=1", "--set shock.datez.change", ("dates",)),
        ("run.month=1", "--set run.month", ("months",)),
        ("shock.dates.chnge=1", "--set shock.dates.chnge", ("change", "chain")),
        ("shock.dates.change=-4", "--set shock.dates.change", -1.0),
        ("nonsense", "--set", None),
        ("jujube.storage_loss=7", "--set: jujube.storage_loss", "0.02"),
        ("run.months=0", "--set run.months", 1),
    ],
)
def test_overrides_that_lead_nowhere(refusal, override, where, nearest):
    error = refusal(SHOCK, override)
    assert (error.where, error.nearest) == (where, nearest)


def test_override_values_are_written_as_in_a_file(load):
    scenario = load(
        SHOCK,
        "shock.dates.from=2021-03",
        "shock.dates.chain=rose",
        'run.region="yutian"',
        "run.start=2021-02-01",
    )
    assert (scenario.shocks[0].start_month, scenario.shocks[0].chain) == (1, "rose")
    assert (scenario.run.region, scenario.run.start) == ("yutian", date(2021, 2, 1))


def test_an_override_of_several_lines_sets_nothing_else(refusal):
    assert refusal(SHOCK, "shock.dates.change=-0.2\nat='reference'").key == "wrong_type"


def _values(key: Key) -> st.SearchStrategy:
    names = st.text("红枣abc -_", min_size=1, max_size=8).map(str.strip).filter(bool)
    counts = st.integers(int(key.low or 0), int(min(key.high or 0, 50)))
    strategies = {
        "number": st.floats(key.low, key.high) if key.high is not None else st.none(),
        "count": counts,
        "choice": st.sampled_from(key.choices) if key.choices else st.none(),
        "text": names,
    }
    return strategies[key.type]


def _entry(kind: Kind) -> st.SearchStrategy[dict]:
    left_out = ("kind", "name", "county", "from", "enabled", "path", "shape", "ramp_months")
    keys_used = [key for key in kind.keys if key.name not in left_out]
    required = {key.name: _values(key) for key in keys_used if key.required}
    optional = {key.name: _values(key) for key in keys_used if not key.required}
    plain = st.fixed_dictionaries(required, optional=optional)
    return plain.map(lambda values: {"kind": kind.name, **values})


@st.composite
def dictionaries(draw: st.DrawFn) -> dict:
    shocks = draw(st.lists(st.sampled_from(list(SHOCKS)).flatmap(lambda k: _entry(SHOCKS[k]))))
    levers = draw(st.lists(st.sampled_from(list(LEVERS)).flatmap(lambda k: _entry(LEVERS[k]))))
    for number, entry in enumerate([*shocks, *levers]):
        entry["name"] = f"项{number}"
    run = {"months": draw(st.integers(51, 600)), "seed": draw(st.integers(0, 2**53 - 1))}
    title = draw(st.text(st.characters(exclude_categories=["C"]), max_size=30))
    return {"name": "任意", "title": title, "run": run, "shock": shocks, "lever": levers}


@settings(deadline=None)
@given(dictionaries())
def test_whatever_is_resolved_loads_again_to_the_same(data):
    scenario = Scenario.from_dict(data)
    resolved = scenario.resolved()
    again = Scenario.from_dict(json.loads(json.dumps(resolved)))
    assert again == scenario
    assert again.resolved() == resolved
    assert scenario.diff(again) == []
    assert len(scenario.shocks) == len(data["shock"])


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.dates(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)
TOP_KEYS = ("name", "title", "run", "shock", "lever", "parameters", "baseline", "extends")


@settings(deadline=None)
@given(
    st.dictionaries(st.sampled_from(TOP_KEYS), JUNK, max_size=3),
    st.dictionaries(st.sampled_from([key.name for key in SHOCKS["price"].keys]), JUNK, max_size=3),
    st.dictionaries(st.sampled_from([key.name for key in RUN]), JUNK, max_size=2),
)
def test_whatever_comes_is_read_or_refused_with_a_message(top, shock, run):
    price = {"kind": "price", "change": -0.3, **shock}
    try:
        scenario = Scenario.from_dict({"shock": [price], "run": run, **top})
    except InputError as error:
        told = [error.message("en"), error.message("zh")]
    else:
        told = [scenario.title, scenario.title_zh]
    assert len(told) == 2


def test_every_kind_and_key_has_its_sentence_in_both_languages():
    for lang in ("en", "zh"):
        known = set(keys(lang))
        for kind in (*SHOCKS.values(), *LEVERS.values()):
            assert kind.sentence in known
            assert {f"scenario.key.{key.name}" for key in kind.keys} <= known
            assert {f"scenario.unit.{key.unit}" for key in kind.keys if key.unit} <= known
        assert {f"scenario.key.{key.name}" for key in RUN} <= known


def test_every_lever_names_who_finances_it():
    for lever in LEVERS.values():
        assert lever.financed_by in {key.name for key in lever.keys}


def test_a_shock_reaches_its_chain_and_county(load):
    shock = load(SHOCK + 'county = "luopu"').shocks[0]
    assert shock.covers("jujube", "luopu")
    assert not shock.covers("jujube", "yutian")
    assert not shock.covers("rose", "luopu")
    everywhere = load('[[shock]]\nkind = "freight"\nchange = 1').shocks[0]
    assert all(everywhere.covers(chain, "yutian") for chain in CHAINS)
