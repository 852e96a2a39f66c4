"""Help, list, check and explain: what a person reads before running anything."""

import re

import pytest

from sim.parameters import load_parameters
from sim.results import CHANNEL, METRIC, TABLES
from sim.scenario import scenario_names
from sim.scenario.levers import LEVERS
from sim.scenario.shocks import SHOCKS

COMMANDS = ("run", "list", "check", "explain", "calibrate", "sweep", "analyse", "view")


@pytest.mark.parametrize("command", COMMANDS)
def test_help_at_every_level_in_both_languages(typed, command):
    english, chinese = typed(command, "--help"), typed(command, "--help", "--lang", "zh")
    assert english.status == chinese.status == 0
    assert english.out.startswith("Usage:")
    assert chinese.out.startswith("用法：")
    assert "Show this help." in english.out
    for leftover in ("Usage", "Options:", "Show this"):
        assert leftover not in chinese.out


def test_no_words_at_all_show_the_help_with_every_command(typed):
    answered = typed()
    assert answered.status == 0
    assert all(f"  {command}  " in answered.out for command in COMMANDS)


def test_version(typed):
    assert typed("--version").out.startswith("oasis-chains ")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_list_names_everything_there_is(typed, lang):
    out = typed("list", "--lang", lang).out
    for name in (*scenario_names(), *SHOCKS, *LEVERS, "luopu-yutian", "sample", "rabbit"):
        assert name in out


def test_check_prints_the_scenario_its_difference_and_its_place_in_the_year(typed, tmp_path):
    answered = typed("check", "jujube-price-30", "--months", "48")
    assert answered.status == 0
    for words in ("run.months", "48", "shock.dates.change", "-0.3", "2021-06", "2021-10"):
        assert words in answered.out
    assert list(tmp_path.iterdir()) == []


def test_check_of_the_baseline_finds_no_difference(typed):
    assert "Nothing: the scenario equals its baseline." in typed("check", "baseline").out


def test_explain_a_parameter_gives_value_range_and_the_reports_words(typed):
    out = typed("explain", "jujube.farm_gate_price").out
    for words in ("6.80 yuan/kg", "5.90 to 8 yuan/kg", "E422", "line 2106", "红枣种植面积"):
        assert words in out


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_parameter_metric_table_and_kind_is_explained(lang, monkeypatch, capsys):
    from cli.explain import _explain

    names = [leaf.path for leaf in load_parameters().leaves()]
    names += [*METRIC, *CHANNEL, *TABLES, *SHOCKS, *LEVERS]
    names += [
        f"{table.name}.{column.name}" for table in TABLES.values() for column in table.columns
    ]
    names += ["all", "chain=jujube,linkage=member", "run.months", "shock.anything.change", "e519"]
    for name in names:
        _explain(lang, name)
        assert len(capsys.readouterr().out.strip()) > len(name)


@pytest.mark.parametrize("name", ["jujube.farm_gate_price", "E038", "M30", "p11"])
def test_explain_in_chinese_leaves_no_english_of_the_tables(name, capsys):
    from cli.explain import _explain

    _explain("zh", name)
    out = capsys.readouterr().out.replace(name, "")
    assert re.findall(r"[A-Za-z]{3,}", out) == []
    assert re.search(r"[\u4e00-\u9fff]", out)
