"""A sweep file that cannot be used is refused with one clear message, before anything runs."""

import re

import pandas as pd
import pytest

from sim.errors import InputError
from sim.messages import text
from sweeps import load_sweep, run_sweep
from sweeps.loading import library, sweep_names
from sweeps.schema import TABLES, SweepTable, described, json_schema

LANGUAGES = ("en", "zh")


def refused(table, tmp_path, *parts):
    """The message in English, which must hold the parts; it exists in Chinese too."""
    with pytest.raises(InputError) as caught:
        load_sweep(tmp_path / "mine.toml", table)
    message = caught.value.message("en")
    for part in ("mine.toml", *parts):
        assert part in message, message
    assert "\n" not in message
    assert caught.value.message("zh") != message


def factor(path, **keys):
    return {"factor": [{"path": path, **keys}]}


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        (
            factor("jujube.pass_trough", range=[0.8, 1.0]),
            ["unknown parameter", "jujube.pass_through"],
        ),
        (factor("shock.datse.change", range=[-0.5, 0.0]), ["unknown shock", "dates"]),
        (factor("shock.dates.chnge", range=[-0.5, 0.0]), ["unknown key", "change"]),
        (factor("shock.dates", range=[-0.5, 0.0]), ["shock.NAME.KEY"]),
        (factor("run.months", values=[12]), ["shock.NAME.KEY"]),
        (factor("shock.dates.change", range=[0.0, -0.5]), ["wrong way round", "[-0.5, 0]"]),
        (factor("shock.dates.change", range=[-3.0, 0.0]), ["outside its range", "got -3"]),
        (factor("shock.dates.change", range=[-0.5]), ["factor 1.range", "two numbers"]),
        (factor("shock.dates.change"), ["either range or values"]),
        (factor("shock.dates.at", values=["farm_gate", "gate"]), ["gate", "farm_gate"]),
        (factor("shock.dates.change", values=[-0.5, "deep"]), ["numbers only"]),
        (
            factor("shock.dates.change", values=[-0.5, -0.5, -0.2]),
            [
                "factor 1",
                "more than once",
                "each value once",
                "got [-0.5, -0.5, -0.2]",
                "nearest: [-0.5, -0.2]",
            ],
        ),
        (factor("shock.dates.at", values=["reference", "reference"]), ['nearest: ["reference"]']),
        (factor("shock.dates.change", range=[-0.5, 0.1], scale="log"), ["above 0"]),
        (factor("shock.dates.change", values=[-0.5], name="a b"), ["name for a column", "a_b"]),
        (factor("shock.dates.change", values=[-0.5], name="draw"), ["used twice"]),
        (factor("shock.dates.change", values=[-0.5], kind="x"), ["unknown key", "factor 1.kind"]),
        ({"draws": 0}, ["draws", "from 1 to 10,000", "got 0", "nearest: 1"]),
        ({"draws": "many"}, ["draws", "wrong type"]),
        ({"draw": 3}, ["unknown key", "nearest: draws"]),
        ({"scenarios": "jujube-price-31"}, ["unknown scenario", "jujube-price-30"]),
        ({"scenarios": ["jujube-price-30", "jujube-price-30"]}, ["used twice"]),
        ({"scenarios": "../secret"}, ["out of its folder"]),
        ({"run": {"region": "smple"}}, ["unknown region", "sample"]),
        ({"design": {"kind": "sobol", "points": 12}}, ["power of two", "nearest: 16"]),
        ({"design": {"kind": "sobol"}}, ["points", "is missing"]),
        ({"design": {"kind": "saltelli"}}, ["design.kind", "latin_hypercube"]),
        ({"design": {"kind": "table"}}, ["file", "is missing"]),
        ({"design": {"kind": "table", "file": "../a.csv"}}, ["out of its folder"]),
        ({"outcome": []}, ["outcome", "one table or more"]),
        ({"outcome": [{"metric": "happiness"}]}, ["unknown metric"]),
        (
            {"outcome": [{"metric": "public_cost", "group": "chain=jujube"}]},
            ["not told for", "all"],
        ),
        ({"outcome": [{"metric": "public_cost", "window": "year"}]}, ["unknown window"]),
        ({"outcome": [{"metric": "loss", "group": "sector=moon"}]}, ["unknown group"]),
        (
            {"outcome": [{"metric": "newly_below_monitoring", "group": "county=moon"}]},
            ["outcome 1.group", "unknown group", "county=luopu"],
        ),
        (
            {"outcome": [{"metric": "newly_below_monitoring", "group": "status=rich"}]},
            ["outcome 1.group", "unknown group"],
        ),
        ({"lever": [{"kind": "magic"}]}, ["unknown kind of lever"]),
        ({"parameters": {"jujube.pass_through": 99}}, ["jujube.pass_through", "nearest: 1.2"]),
        ({"stop": {"outcome": "x", "mc_error": 1.0}}, ["stop.outcome"]),
        ({"stop": {"outcome": "income", "mc_error": 0.0}}, ["stop.mc_error", "above 0"]),
        ({"stop": {"outcome": "income", "mc_error": 1.0}}, ["stop.least_draws", "the 3 draws"]),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(change, parts, table, tmp_path):
    refused(table | change, tmp_path, *parts)


def test_a_table_with_wrong_columns_is_refused_with_both_lists(table, tmp_path):
    own = pd.DataFrame({"shock.dates.change": [-0.2], "passthrough": [1.0]})
    own.to_csv(tmp_path / "own.csv", index=False)
    table["design"] = {"kind": "table", "file": "own.csv"}
    refused(table, tmp_path, "columns", "pass_through", "got shock.dates.change, passthrough")


def test_a_table_with_a_value_that_is_not_legal_or_missing_is_refused(table, tmp_path):
    table |= {"factor": [], "design": {"kind": "table", "file": "own.csv"}}
    pd.DataFrame({"shock.dates.change": [-0.2, -7.0]}).to_csv(tmp_path / "own.csv", index=False)
    refused(table, tmp_path, "outside its range", "got -7")
    pd.DataFrame({"shock.dates.change": [-0.2, None]}).to_csv(tmp_path / "own.csv", index=False)
    with pytest.raises(InputError, match="a value is missing"):
        load_sweep(tmp_path / "mine.toml", table)


def test_a_file_that_is_no_toml_or_not_there(tmp_path):
    (tmp_path / "bad.toml").write_text("draws = = 3\n", encoding="utf-8")
    with pytest.raises(InputError, match="not a TOML file.*line 1"):
        load_sweep(tmp_path / "bad.toml")
    with pytest.raises(InputError, match="file not found"):
        load_sweep(tmp_path / "none.toml")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_schema_for_editors_describes_every_key(lang):
    schema = json_schema(lang)
    assert schema["additionalProperties"] is False
    assert schema["required"] == ["scenarios"]
    parts = {"sweep": schema} | {
        name: schema["$defs"][model.__name__] for name, model in TABLES.items()
    }
    for name, model in {"sweep": SweepTable, **TABLES}.items():
        for key in model.model_fields:
            said = text(described(name, key), lang)
            assert parts[name]["properties"][key]["description"] == said


def test_ten_million_points_are_refused_with_count_and_time_unless_asked_for(table, tmp_path):
    table |= {"design": {"kind": "latin_hypercube", "points": 10_000_000}, "draws": 1}
    sweep = load_sweep(tmp_path / "mine.toml", table)
    with pytest.raises(InputError) as caught:
        run_sweep(sweep, out=tmp_path / "results")
    message = caught.value.message("en")
    assert re.search(r"10,000,000 paired runs, about [\d,.]+ hours on 1 processes", message)
    assert "--yes" in message
    assert not (tmp_path / "results").exists()


def test_shipped_sweeps_can_be_run():
    assert library().is_dir()
    for name in sweep_names():
        assert load_sweep(name).runs > 0
