"""Bad input: one clear message, exit status 2, nothing on standard output, nothing written."""

import pytest

BAD = {
    "missing file": (("nowhere.toml",), "nowhere.toml: file not found"),
    "unknown scenario": (("jujube-price-31",), "nearest: jujube-price-30"),
    "unknown option": (
        ("jujube-price-30", "--sede", "1"),
        'unknown option "--sede"; nearest: --seed',
    ),
    "option without value": (("jujube-price-30", "--seed"), "--seed is missing its value"),
    "no scenario": (("run",), "SCENARIO... is missing"),
    "draws of none": (("jujube-price-30", "--draws", "0"), "--draws: value outside its range"),
    "draws in words": (("jujube-price-30", "--draws", "many"), "expected a whole number from 1"),
    "negative seed": (("jujube-price-30", "--seed=-1"), "nearest: 0"),
    "negative months": (("jujube-price-30", "--months", "-3"), "--months"),
    "no workers": (("jujube-price-30", "--workers", "0"), "--workers"),
    "unknown region": (("jujube-price-30", "--region", "luopo"), "nearest: luopu"),
    "unknown parameter": (("jujube-price-30", "--set", "jujube.storage_los=0"), "storage_loss"),
    "not a setting": (("jujube-price-30", "--set", "jujube"), "PATH=VALUE"),
    "below -100%": (("jujube-price-30", "--set", "shock.dates.change=-1.2"), "shock.dates.change"),
    "start after the end": (("jujube-price-30", "--months", "6"), "2021-08"),
    "twice the same": (("jujube-price-30", "jujube-price-30"), 'called "jujube-price-30"'),
    "language": (("list", "--lang", "fr"), "--lang: this language is not spoken; expected en, zh"),
    "nothing to explain": (("explain", "jujube.farm_gate_prise"), "jujube.farm_gate_price"),
    "unknown region of an option": (
        ("jujube-price-30", "--region", "kashgar"),
        '--region: unknown region "kashgar"; expected hotan,',
    ),
    "nothing near": (("nowhere",), "expected a scenario of the library (see: list) or a .toml"),
    "a folder": ((".",), ".: a folder, not a file; expected a scenario"),
    "percent for a share": (
        ("jujube-price-30", "--set", "shock.dates.change=-30"),
        "nearest: -0.3",
    ),
    "percent in a longer way": (
        ("insurance-half", "--set", "lever.price_insurance.insured_share=130"),
        "nearest: 1.",
    ),
    "a folder no disk can have": (
        ("jujube-price-30", "--out", "x" * 300),
        "cannot write here; expected a folder in which",
    ),
    "results to view that are not there": (
        ("view", "results/nowhere"),
        "results/nowhere: there is no such results folder",
    ),
    "a word too many": (("list", "scenarios"), 'one word too many: "scenarios"'),
    "second argument": (("check", "jujube-price-30", "rose-price-70"), "rose-price-70"),
}


@pytest.mark.parametrize(("words", "said"), BAD.values(), ids=BAD.keys())
def test_one_message_status_2_nothing_written(words, said, typed, no_model, tmp_path):
    answered = typed(*words)
    assert answered.status == 2
    assert said in answered.err
    assert answered.out == ""
    assert "Traceback" not in answered.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("words", "said"), BAD.values(), ids=BAD.keys())
def test_the_message_is_chinese_when_asked(words, said, typed, no_model):
    if "fr" in words:
        pytest.skip("no language to answer in")
    answered = typed("--lang", "zh", *words)
    assert answered.status == 2
    assert any("\u4e00" <= letter <= "\u9fff" for letter in answered.err)


def test_a_file_beside_that_lacks_its_ending_is_suggested(typed, no_model, tmp_path):
    (tmp_path / "mine.toml").write_text('title = "Mine"', encoding="utf-8")
    answered = typed("mine")
    assert (answered.status, answered.out) == (2, "")
    assert "nearest: mine.toml" in answered.err


def test_a_file_is_no_folder_of_a_sweep(typed, tmp_path):
    (tmp_path / "runs.parquet").write_bytes(b"PAR1")
    answered = typed("analyse", "runs.parquet")
    assert (answered.status, answered.out) == (2, "")
    assert "runs.parquet: no results of a sweep here" in answered.err


def test_an_output_folder_that_is_a_file_is_found_before_running(typed, no_model, tmp_path):
    (tmp_path / "taken").write_text("mine", encoding="utf-8")
    answered = typed("jujube-price-30", "--out", "taken")
    assert (answered.status, answered.out) == (2, "")
    assert (tmp_path / "taken").read_text(encoding="utf-8") == "mine"


def test_a_folder_that_holds_something_else_is_not_replaced(typed, no_model, tmp_path):
    precious = tmp_path / "results" / "jujube-price-30" / "thesis.txt"
    precious.parent.mkdir(parents=True)
    precious.write_text("mine", encoding="utf-8")
    assert typed("jujube-price-30").status == 2
    assert precious.read_text(encoding="utf-8") == "mine"


def test_of_two_scenarios_one_bad_nothing_runs(typed, no_model, tmp_path):
    assert typed("jujube-price-30", "nowhere.toml").status == 2
    assert list(tmp_path.iterdir()) == []
