"""Sweeps and searches opened in the viewer, whole, unfinished, damaged and made up."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.messages import LANGUAGES
from sweeps import run_sweep
from sweeps.analysis import analyse_sweep
from tests.sweep.test_search import diminishing, searched
from tests.sweep.toy import toy_sweep
from viz.sweep_report.choice import ChoiceWords
from viz.viewer import bounds, opening, swept

EVIL = "<img src=x onerror=alert(1)>"


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A folder with a sweep of two factors and a search."""
    parent = tmp_path_factory.mktemp("results")
    run_sweep(replace(toy_sweep(draws=3), title=EVIL, title_zh=EVIL), out=parent)
    searched(diminishing, parent)
    return parent


def chart_of(found, lang, name):
    return next(chart for chart in found.views[lang]["charts"] if chart["name"] == name)


def test_sweeps_and_searches_are_listed_as_such(results):
    listed = {folder.name: folder.kind for folder in opening.folders(results)}
    assert listed == {"toy": "sweep", "search": "search"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_map_is_that_of_the_analysis(results, lang):
    found = opening.open_folder(results, "toy", {"outcome": "z", "across": "side", "down": "x"})
    assert found.picked == {
        "scenario": "simulated", "outcome": "z", "across": "side", "down": "x",
    }  # fmt: skip
    table = analyse_sweep(results / "toy").tables["heat_maps"]
    known = table[table["outcome"] == "z"].set_index(["x", "y"])["mean"]
    chart = chart_of(found, lang, "sweep-heat")
    sides, cells = chart["option"]["xAxis"]["data"], chart["option"]["series"][0]["data"]
    assert len(cells) == len(chart["rows"]) == len(known) == 20
    heights = sorted({x for x, _ in known.index})
    for cell in cells:
        side, place, mean = cell["value"]
        assert mean == pytest.approx(known[heights[place], sides[side]], rel=1e-5)
    json.dumps(found.views, allow_nan=False)


def test_the_line_is_the_mean_along_a_factor_with_its_range(results):
    found = opening.open_folder(results, "toy", {"outcome": "y", "across": "x", "down": "side"})
    effects = analyse_sweep(results / "toy").tables["main_effects"]
    known = effects[(effects["outcome"] == "y") & (effects["factor"] == "x")]
    rows = chart_of(found, "en", "sweep-effect")["rows"]
    shown = np.array([row[1:] for row in rows], dtype=float)
    assert shown == pytest.approx(known[["mean", "low", "high"]].to_numpy(float), rel=1e-5)


def test_two_factors_are_never_the_same(results):
    found = opening.open_folder(results, "toy", {"across": "side", "down": "side"})
    assert (found.picked["across"], found.picked["down"]) == ("side", "x")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_search_is_told_as_on_the_command_line(results, lang):
    found = opening.open_folder(results, "search")
    words = ChoiceWords(run_sweep_results(results), lang)
    view = found.views[lang]
    assert view["said"] == [words.sentence(), words.verdict()]
    assert [table["rows"] for table in view["tables"]] == [words.best_rows(), words.held_out_rows()]
    chart = chart_of(found, lang, "sweep-tradeoff")
    packages = words.results.table("packages")
    dots, *lines, chosen = chart["option"]["series"]
    assert len(dots["data"]) == len(chart["rows"]) == len(packages)
    assert {line["name"] for line in lines} == {"relief", "jobs", "floor"}
    choice = words.choice
    assert chosen["data"][0]["value"][:2] == pytest.approx(
        [choice["public_cost"], choice["kept"]], rel=1e-5
    )
    assert chart["option"]["xAxis"]["name"]
    assert chart["option"]["title"][0]["text"]
    json.dumps(view, allow_nan=False)


def run_sweep_results(results):
    from sweeps.search.searching import SearchResults

    return SearchResults(results / "search")


def copied(results, tmp_path, name):
    import shutil

    return shutil.copytree(results / name, tmp_path / name)


def change(path, **values):
    content = json.loads(path.read_text(encoding="utf-8"))
    content["sweep"] |= values
    path.write_text(json.dumps(content), encoding="utf-8")


def lose_design(place):
    (place / "design.parquet").unlink()


def point_beyond(place):
    part = next((place / "runs").glob("part-*.parquet"))
    table = pd.read_parquet(part)
    table["point"] += 1_000
    table.to_parquet(part, index=False)


def outcome_unknown(place):
    change(place / "manifest.json", outcomes=[{"name": "../../secret", "evil": EVIL}])


def factor_unknown(place):
    change(place / "manifest.json", factors=[{"name": EVIL, "path": 3}])


def no_table(place):
    next((place / "runs").glob("part-*.parquet")).write_bytes(b"PAR1 none")


def deep_manifest(place):
    (place / "manifest.json").write_text('{"sweep": ' + "[" * 200_000, encoding="utf-8")


@pytest.mark.parametrize(
    "damage",
    [lose_design, point_beyond, outcome_unknown, factor_unknown, no_table, deep_manifest],
)
def test_a_damaged_sweep_is_told(results, tmp_path, damage):
    damage(copied(results, tmp_path, "toy"))
    assert [folder.name for folder in opening.folders(tmp_path)] == ["toy"]
    with pytest.raises(InputError) as caught:
        opening.open_folder(tmp_path, "toy")
    assert caught.value.key == "damaged_results"
    assert all(len(caught.value.message(lang)) < 1_000 for lang in LANGUAGES)


def test_a_search_that_is_not_finished_says_so(results, tmp_path):
    (copied(results, tmp_path, "search") / "choice.json").unlink()
    with pytest.raises(InputError, match="not finished"):
        opening.open_folder(tmp_path, "search")


def test_a_sweep_without_runs_says_so(results, tmp_path):
    for part in (copied(results, tmp_path, "toy") / "runs").iterdir():
        part.unlink()
    with pytest.raises(InputError) as caught:
        opening.open_folder(tmp_path, "toy")
    assert caught.value.key == "sweep_no_rows"


def huge_table(place):
    """A few bytes that stand for more rows than anybody would read."""
    table = pd.DataFrame({"point": np.zeros(bounds.MOST_ROWS + 1, dtype=np.int8)})
    table.to_parquet(place / "runs" / "part-999999.parquet", compression="zstd")


def huge_design(place):
    """Not many rows each, but too many points times draws for one table."""
    rows = int(bounds.MOST_ROWS**0.5) + 1
    for name in ("design", "draws"):
        pd.DataFrame({"point": np.arange(rows)}).to_parquet(place / f"{name}.parquet")


def huge_manifest(place):
    with (place / "manifest.json").open("ab") as file:
        file.truncate(bounds.LARGEST_JSON + 1)


@pytest.mark.parametrize("damage", [huge_table, huge_design, huge_manifest])
def test_what_is_too_large_is_not_read(results, tmp_path, damage):
    damage(copied(results, tmp_path, "toy"))
    assert [folder.name for folder in opening.folders(tmp_path)] == ["toy"]
    with pytest.raises(InputError) as caught:
        opening.open_folder(tmp_path, "toy")
    assert caught.value.key == "too_large"
    assert all(caught.value.message(lang) for lang in LANGUAGES)


def test_a_strangers_long_text_is_cut(results, tmp_path):
    place = copied(results, tmp_path, "toy")
    change(place / "manifest.json", title="x" * 10_000, question="y" * 10_000)
    found = opening.open_folder(tmp_path, "toy")
    assert len(found.views["en"]["title"]) <= bounds.LONGEST_TEXT + 1
    assert len(found.views["en"]["question"]) <= bounds.LONGEST_TEXT + 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_factors_are_named_in_words(lang):
    sweep = {"scenarios": [{"shock": [{"kind": "price", "name": "dates", "chain": "jujube"}]}]}
    named = swept.factor_label({"path": "shock.dates.change", "unit": "share"}, sweep, lang)
    meant = swept.factor_label({"path": "jujube.breach_tolerance"}, {"scenarios": []}, lang)
    assert named == {"en": "Price: red dates, Change", "zh": "价格：红枣（变化幅度）"}[lang]
    assert "jujube." not in meant
