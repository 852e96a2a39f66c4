"""Every mistake gives one message: where, what, expected, got, nearest, in both languages."""

import pickle
from pathlib import Path

import pytest

from sim.chains import CHAINS
from sim.errors import InputError, nearest_names, nearest_number
from sim.messages import keys, languages
from sim.scenario import Scenario

SHOCK = '[[shock]]\nkind = "price"\nname = "dates"\nchain = "jujube"\n'
FALL = SHOCK + "change = -0.3\n"
SHARE = "expected a number from -1 to 2 (share)"

MISTAKES = {
    "not TOML": (
        "[run\n",
        "mine.toml: not a TOML file: Expected ']' at the end of a table declaration"
        " (line 1, column 5).",
    ),
    "misspelt top key": (
        'titel = "x"',
        'mine.toml: unknown key "titel"; nearest: title, title_zh.',
    ),
    "misspelt section": (
        SHOCK.replace("shock", "shocks"),
        'mine.toml: unknown key "shocks"; nearest: shock.',
    ),
    "misspelt key of [run]": (
        "[run]\nmonhts = 3",
        'mine.toml: run.monhts: unknown key "monhts"; nearest: months.',
    ),
    "misspelt key of a shock": (
        SHOCK + "chnge = -0.3",
        'mine.toml: shock.dates.chnge: unknown key "chnge"; nearest: change, chain.',
    ),
    "key of another kind": (
        FALL + 'buyer = "aid"',
        'mine.toml: shock.dates.buyer: unknown key "buyer"; nearest: ',
    ),
    "unknown chain": (
        FALL.replace("jujube", "jujbe"),
        'mine.toml: shock.dates.chain: unknown chain "jujbe";'
        f" expected all, {', '.join(CHAINS)}; nearest: jujube.",
    ),
    "unknown region": (
        '[run]\nregion = "luopo"',
        'mine.toml: run.region: unknown region "luopo"; expected hotan, luopu,',
    ),
    "unknown county": (
        FALL + 'county = "loupu"',
        'mine.toml: shock.dates.county: unknown county "loupu"; expected all, luopu, yutian;'
        " nearest: luopu.",
    ),
    "unknown kind": (
        '[[shock]]\nkind = "prices"',
        'mine.toml: shock.prices.kind: unknown kind of shock "prices"; expected price, demand,',
    ),
    "unknown buyer": (
        '[[shock]]\nkind = "demand"\nbuyer = "dealers"\nchange = -1',
        'mine.toml: shock.demand.buyer: unknown kind of buyer "dealers"; expected all, dealer,',
    ),
    "unknown base": (
        'extends = "jujube-prise-30"',
        'mine.toml: extends: unknown scenario "jujube-prise-30"; nearest: jujube-price-30,',
    ),
    "fall of more than everything": (
        SHOCK + "change = -1.3",
        f"mine.toml: shock.dates.change: value outside its range; {SHARE}; got -1.3; nearest: -1.",
    ),
    "infinite change": (
        SHOCK + "change = inf",
        f"mine.toml: shock.dates.change: value outside its range; {SHARE}; got inf; nearest: 2.",
    ),
    "change that is no number": (
        SHOCK + "change = nan",
        f"mine.toml: shock.dates.change: value outside its range; {SHARE}; got nan.",
    ),
    "negative months": (
        "[run]\nmonths = -3",
        "mine.toml: run.months: value outside its range;"
        " expected a whole number from 1 to 600; got -3; nearest: 1.",
    ),
    "negative length": (
        FALL + "duration_months = -2",
        "mine.toml: shock.dates.duration_months: value outside its range;"
        " expected a whole number from 1 to 600; got -2; nearest: 1.",
    ),
    "start after the end": (
        FALL + 'from = "2031-01"',
        "mine.toml: shock.dates.from: starts after the end of the run;"
        " expected a month from 2021-01 (0) to 2025-12 (59); got 2031-01 (120);"
        " nearest: 2025-12 (59).",
    ),
    "start at the end": (
        FALL + "start_month = 60",
        "mine.toml: shock.dates.start_month: starts after the end of the run;"
        " expected a month from 2021-01 (0) to 2025-12 (59); got 2026-01 (60);"
        " nearest: 2025-12 (59).",
    ),
    "start before the run": (
        FALL + 'from = "2020-12"',
        "mine.toml: shock.dates.from: starts before the run;"
        " expected a month from 2021-01 (0) to 2025-12 (59); got 2020-12 (-1);"
        " nearest: 2021-01 (0).",
    ),
    "two starts": (
        FALL + 'from = "2021-09"\nstart_month = 7',
        "mine.toml: shock.dates.start_month: these values contradict each other;"
        " expected 8; got 7.",
    ),
    "circle": (
        'extends = "mine"',
        "mine.toml: extends: extends goes round in a circle;"
        " expected a scenario that does not extend itself; got mine > mine.",
    ),
    "path for a base": (
        'extends = "../baseline"',
        "mine.toml: extends: a name in a file cannot lead out of its folder;"
        ' expected a name without folders; got "../baseline"; nearest: baseline',
    ),
    "path for a baseline": (
        'baseline = "/etc/passwd"',
        "mine.toml: baseline: a name in a file cannot lead out of its folder;"
        ' expected a name without folders; got "/etc/passwd".',
    ),
    "path for a region": (
        '[run]\nregion = "..\\\\luopu"',
        "mine.toml: run.region: a name in a file cannot lead out of its folder;"
        ' expected a name without folders; got "..\\luopu"; nearest: luopu, luopu-yutian.',
    ),
    "path for values": (
        FALL + 'shape = "path"\npath = "../values.csv"',
        "mine.toml: shock.dates.path: a name in a file cannot lead out of its folder;"
        " expected the name of a CSV file beside the scenario, without folders;"
        ' got "../values.csv".',
    ),
    "text for a number": (
        SHOCK + 'change = "-30%"',
        f"mine.toml: shock.dates.change: value of the wrong type; {SHARE};"
        ' got "-30%"; nearest: -0.3.',
    ),
    "truth for a number": (
        SHOCK + "change = true",
        f"mine.toml: shock.dates.change: value of the wrong type; {SHARE}; got true.",
    ),
    "number too large to print": (
        SHOCK + "change = 0x" + "f" * 5000,
        f"mine.toml: shock.dates.change: value of the wrong type; {SHARE}; got …; nearest: 2.",
    ),
    "part of a month": (
        "[run]\nmonths = 2.5",
        "mine.toml: run.months: value of the wrong type;"
        " expected a whole number from 1 to 600; got 2.5; nearest: 2.",
    ),
    "middle of a month": (
        "[run]\nstart = 2021-01-15",
        "mine.toml: run.start: value of the wrong type;"
        " expected the first day of a month, like 2021-01-01; got 2021-01-15.",
    ),
    "number for a table": (
        "run = 3",
        "mine.toml: run: value of the wrong type; expected a table; got 3.",
    ),
    "number for shocks": (
        "shock = 3",
        "mine.toml: shock: value of the wrong type; expected tables headed [[shock]]; got 3.",
    ),
    "number for a title": (
        "title = 3",
        "mine.toml: title: value of the wrong type;"
        " expected text of at most 2000 characters; got 3.",
    ),
    "text for a flag": (
        FALL + 'enabled = "no"',
        "mine.toml: shock.dates.enabled: value of the wrong type;"
        ' expected true or false; got "no".',
    ),
    "missing change": (
        SHOCK,
        f'mine.toml: shock.dates.change: key "change" is missing; {SHARE}.',
    ),
    "neither kind nor name": (
        "[[shock]]\nchange = -0.3",
        'mine.toml: shock 1: key "kind" is missing; expected price, demand,',
    ),
    "nothing": ("# nothing yet", "mine.toml: the file is empty; expected a scenario, with a title"),
    "percent for a share": (
        f"{SHOCK}change = -30",
        f"mine.toml: shock.dates.change: value outside its range; {SHARE}; got -30; nearest: -0.3.",
    ),
    "kind of an entry that is not there to change": (
        '[[shock]]\nname = "dates"\nchange = -0.3',
        'mine.toml: shock.dates: key "kind" is missing; expected price, demand,',
    ),
    "name twice": (
        FALL + FALL,
        'mine.toml: shock 2: the name "dates" is used twice; nearest: dates-2.',
    ),
    "name with a dot": (
        FALL.replace("dates", "a.b"),
        "mine.toml: shock 1.name: value of the wrong type;"
        ' expected a name without dots, slashes or equals signs; got "a.b".',
    ),
    "path without values": (
        FALL + 'shape = "path"',
        'mine.toml: shock.dates.path: key "path" is missing;',
    ),
    "ramp without ramp": (
        FALL + "ramp_months = 3",
        "mine.toml: shock.dates.ramp_months: these values contradict each other;"
        ' expected shape = "ramp"; got shape = "step".',
    ),
    "long pulse": (
        FALL + 'shape = "pulse"\nduration_months = 3',
        "mine.toml: shock.dates.duration_months: these values contradict each other;"
        " expected 1; got 3.",
    ),
    "unknown parameter": (
        '[parameters]\n"jujube.storage_los" = 0.01',
        'mine.toml: unknown parameter "jujube.storage_los"; nearest: jujube.storage_loss',
    ),
    "tables without end": (
        "a." * 5000 + "a = 1",
        "mine.toml: file cannot be read; expected tables inside tables at most 6 deep.",
    ),
}


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_is_told_in_one_clear_message(refusal, text, message):
    error = refusal(text)
    told = error.message("en")
    assert told.startswith(message)
    assert told == message or not message.endswith(".")
    assert "\n" not in told


@pytest.mark.parametrize(("text", "message"), MISTAKES.values(), ids=MISTAKES.keys())
def test_the_chinese_message_says_the_same(refusal, text, message):
    error = refusal(text)
    chinese = error.message("zh")
    assert chinese.startswith(error.where + "：")
    assert chinese.endswith("。")
    for part in (error.got, error.nearest):
        named = part if isinstance(part, tuple) else (part,)
        assert all(str(name) in chinese for name in named if isinstance(name, str))


def test_chinese_message_word_for_word(refusal):
    assert refusal(SHOCK + "change = -1.3").message("zh") == (
        "mine.toml: shock.dates.change：数值超出范围；应为 -1 到 2 之间的数（比例）；"
        "实际为 -1.3；最接近的是 -1。"
    )
    assert refusal(FALL.replace("jujube", "jujbe")).message("zh") == (
        "mine.toml: shock.dates.chain：没有名为“jujbe”的产业链；"
        f"应为 all、{'、'.join(CHAINS)}；最接近的是 jujube。"
    )


@pytest.mark.parametrize("name", ["jujub-price-30", "scenarios/jujub-price-30.toml"])
def test_missing_scenario_names_the_nearest(write, name):
    with pytest.raises(InputError) as caught:
        Scenario.load(name)
    assert caught.value.nearest[0] == "jujube-price-30"
    assert name in caught.value.message("zh")


def test_missing_file_names_the_nearest_file_beside_it(write):
    write("", "my-scenario.toml")
    with pytest.raises(InputError) as caught:
        Scenario.load("./my-scenarios.toml")
    assert caught.value.message() == (
        "./my-scenarios.toml: file not found; nearest: my-scenario.toml."
    )


def test_circle_through_several_files_is_shown_whole(write):
    write('extends = "b"', "a.toml")
    write('extends = "c"', "b.toml")
    write('extends = "a"', "c.toml")
    with pytest.raises(InputError) as caught:
        Scenario.load("a.toml")
    assert (caught.value.where, caught.value.got) == ("a.toml: extends", "a > b > c > a")


def test_a_mistake_in_a_base_is_told_with_its_file(write):
    write(SHOCK + "change = -3", "base.toml")
    with pytest.raises(InputError) as caught:
        Scenario.load(write('extends = "base"\n[[shock]]\nname = "dates"\nstart_month = 3'))
    assert caught.value.where == "base.toml: shock.dates.change"


def test_an_error_crosses_processes_whole(refusal):
    error = refusal(FALL.replace("jujube", "jujbe"))
    again = pickle.loads(pickle.dumps(error))
    assert [again.message(lang) for lang in languages()] == [
        error.message(lang) for lang in languages()
    ]


def test_nothing_in_a_file_steers_the_terminal(refusal):
    for text in ('title = "\\u001b[31m"', '"\\u001b[2J" = 1', 'extends = "\\u202egnp"'):
        for lang in languages():
            message = refusal(text).message(lang)
            assert not {"\x1b", "\u202e"} & set(message)
            assert "�" in message


def test_nearest_names_and_numbers():
    assert nearest_names("Jujbe", ["rose", "jujube"]) == ("jujube",)
    assert nearest_names("xyz", ["rose", "jujube"]) == ()
    assert [nearest_number(value, -1, 2) for value in (-3, 0.5, 7)] == [-1, 0.5, 2]


def test_every_error_raised_has_a_sentence_in_both_languages():
    import re

    root = Path(__file__).resolve().parents[2]
    raised = re.compile(r"InputError\(\s*\"(\w+)\"")
    sources = "".join(p.read_text(encoding="utf-8") for p in (root / "sim").rglob("*.py"))
    used = set(raised.findall(sources))
    assert used
    for lang in languages():
        assert {f"errors.{key}" for key in used} <= set(keys(lang))
