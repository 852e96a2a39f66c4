"""Running scenarios: what is printed, what is written, what the options reach."""

import json

from sim.results import read_tables

SHORT = ("--draws", "2", "--months", "24")


def test_a_bare_scenario_is_run_printed_and_written(typed, stand_in, tmp_path):
    answered = typed("jujube-price-30", *SHORT)
    assert answered.status == 0
    for heading in (
        "Red-date prices fall 30%",
        "The fall at every rung of the price ladder",
        "What changes",
        "Who bears the loss",
        "From the loss at the farm gate to the region's loss",
        "assumptions",
        "Read with care",
    ):
        assert heading in answered.out
    folder = tmp_path / "results" / "jujube-price-30"
    assert str(folder) in answered.out.replace("\n", "")
    assert {"answer.json", "manifest.json", "report.html"} <= {f.name for f in folder.iterdir()}
    assert set(read_tables(folder)) >= {"monthly", "flows"}


def test_growers_come_before_the_region(typed, stand_in):
    out = typed("jujube-price-30", *SHORT).out
    assert out.index("Red dates: growers") < out.index("All households")


def test_a_pipe_gets_no_colour_and_no_blanks_at_line_ends(typed, stand_in):
    answered = typed("jujube-price-30", *SHORT)
    assert "\x1b" not in answered.out + answered.err
    assert [line for line in answered.out.splitlines() if line != line.rstrip()] == []
    assert max(len(line) for line in answered.out.splitlines()) <= 100


def test_progress_goes_to_standard_error(typed, stand_in):
    answered = typed("jujube-price-30", *SHORT)
    assert "1 of 2 draws" in answered.err
    assert "of 2 draws," not in answered.out


def test_json_prints_the_answer_and_nothing_else(typed, stand_in, tmp_path):
    answered = typed("jujube-price-30", *SHORT, "--json")
    written = (tmp_path / "results" / "jujube-price-30" / "answer.json").read_text("utf-8")
    assert json.loads(answered.out) == json.loads(written)


def test_json_of_several_scenarios_is_one_object_by_name(typed, stand_in):
    answered = typed("jujube-price-30", "rose-price-70", *SHORT, "--json")
    assert set(json.loads(answered.out)) == {"jujube-price-30", "rose-price-70"}


def test_one_baseline_serves_scenarios_that_share_it(typed, stand_in):
    typed("jujube-price-30", "rose-price-70", *SHORT)
    assert len(stand_in) == 1
    assert [scenario.name for scenario in stand_in[0]["scenarios"]] == [
        "jujube-price-30",
        "rose-price-70",
    ]


def test_options_reach_the_scenario(typed, stand_in):
    typed(
        "run", "jujube-price-30", "--region", "luopu", "--seed", "0", *SHORT, "--workers", "64",
        "--set", "shock.dates.change=-0.2", "--set", "jujube.storage_loss=0.01",
    )  # fmt: skip
    (call,) = stand_in
    (scenario,) = call["scenarios"]
    assert (scenario.run.region, scenario.run.seed, scenario.run.months) == ("luopu", 0, 24)
    assert scenario.shocks[0].change == -0.2
    assert scenario.parameters == {"jujube.storage_loss": 0.01}
    assert scenario.baseline().parameters == {"jujube.storage_loss": 0.01}
    assert call["workers"] == 2  # never more processes than draws


def test_the_manifest_holds_a_command_that_repeats_the_run(typed, stand_in, tmp_path):
    typed("jujube-price-30", *SHORT, "--set", "shock.dates.change=-0.2", "--out", "my results")
    written = (tmp_path / "my results" / "jujube-price-30" / "manifest.json").read_text("utf-8")
    command = json.loads(written)["command"]
    for words in ("jujube-price-30", "--set shock.dates.change=-0.2", "--seed 1", "--draws 2"):
        assert words in command


def test_the_same_answer_in_chinese(typed, stand_in):
    out = typed("--lang", "zh", "jujube-price-30", *SHORT).out
    for heading in ("红枣价格下跌30%", "价格阶梯", "损失由谁承担", "红枣种植户", "全部农户"):
        assert heading in out


def test_chinese_under_a_chinese_locale(typed, stand_in, monkeypatch):
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert "损失由谁承担" in typed("jujube-price-30", *SHORT).out


def test_markup_in_a_title_is_printed_as_it_stands(typed, stand_in, tmp_path):
    (tmp_path / "odd.toml").write_text('title = "[bold]Prices[/] fall"\n', encoding="utf-8")
    assert "[bold]Prices[/] fall" in typed("odd.toml", *SHORT).out


def test_a_run_that_fails_ends_with_status_1(typed, monkeypatch, tmp_path):
    def broken(*_, **__):
        raise RuntimeError("no price found")

    monkeypatch.setattr("sim.comparison.compare_all", broken)
    answered = typed("jujube-price-30", *SHORT)
    assert answered.status == 1
    assert "jujube-price-30: the run failed: RuntimeError: no price found" in answered.err
    assert answered.out == ""
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_ends_with_status_130(typed, monkeypatch, tmp_path):
    def interrupted(*_, **__):
        raise KeyboardInterrupt

    monkeypatch.setattr("sim.comparison.compare_all", interrupted)
    answered = typed("jujube-price-30", *SHORT)
    assert answered.status == 130
    assert "Traceback" not in answered.err
    assert list(tmp_path.iterdir()) == []
