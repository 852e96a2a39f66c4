"""The benchmarks run and say what they promise; how fast anything is, no test asks."""

import importlib
import json

import pytest

from benchmarks.__main__ import PARTS, RESULTS, main
from benchmarks.measure import Row, Timing, slope
from benchmarks.peers import PEERS, installed, lived_through, same
from benchmarks.peers.rule import inputs
from benchmarks.regions import households_of, region_of, thinned
from benchmarks.shown import TITLES, rows_by_key
from benchmarks.table import PAGE, page
from benchmarks.targets import TARGETS, Target


def test_every_part_measures_and_has_a_title():
    for name in PARTS:
        assert callable(importlib.import_module(f"benchmarks.{name}").measure)
    assert set(TITLES) == set(PARTS)


def test_a_quick_run_writes_machine_triad_and_rows(tmp_path, capsys):
    file = tmp_path / "results.json"
    assert main(["--quick", "--only", "engine", "--json", str(file)]) == 0
    found = json.loads(file.read_text(encoding="utf-8"))
    assert found["format"] == 1
    assert found["quick"] is True
    assert found["machine"]["cores"] >= 1
    assert found["parts"]["engine"]["triad_gb_per_s"] > 0.0
    rows = rows_by_key(found)
    run = rows["engine.2000.run"]
    assert 0.0 < run["low"] <= run["value"] <= run["high"]
    assert {"key", "what", "value", "unit", "repetitions"} <= run.keys()
    assert {"engine.2000.rate", "engine.phase.live", "engine.sample.set_up"} <= rows.keys()
    printed = capsys.readouterr().out
    assert "The engine" in printed


def test_an_unknown_part_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["--only", "engin"])
    assert "engin" in capsys.readouterr().err


def test_the_page_shows_the_committed_results():
    if not RESULTS.is_file():
        pytest.skip("not measured yet")
    found = json.loads(RESULTS.read_text(encoding="utf-8"))
    document = PAGE.read_text(encoding="utf-8")
    assert page(document, found) == document
    assert {target.key for target in TARGETS} <= rows_by_key(found).keys()


@pytest.mark.parametrize("households", [2_000, 70_000, 5_000_000])
def test_a_region_of_a_wanted_size_is_possible(households):
    assert households_of(region_of(households)) == pytest.approx(households, abs=2)


def test_a_thinned_region_keeps_its_organisations():
    thin, whole = thinned(0.02), region_of("luopu-yutian")
    assert households_of(thin) == pytest.approx(0.02 * households_of(whole), abs=2)
    for few, many in zip(thin.counties, whole.counties, strict=True):
        for name, chain in few.chains.items():
            assert chain.cooperatives == many.chains[name].cooperatives


@pytest.mark.parametrize(("module", "needed"), [(module, needed) for module, _, needed in PEERS])
def test_every_peer_comes_to_the_same_numbers(module, needed):
    if not installed(needed):
        pytest.skip(f"{needed} is not installed")
    given = inputs(500)
    expected = lived_through("mesa_objects", given, 40)
    assert same(expected, lived_through(module, given, 40))
    assert (expected.sums[:, 1:].sum(axis=0) > 0.0).all()


def test_medians_rates_and_exponents():
    timing = Timing((4.0, 1.0, 2.0), (2.0, 0.5, 1.0))
    assert timing.row("k", "w") == Row("k", "w", 2.0, "s", 1.0, 4.0, 0.5, 3)
    assert timing.rate("k", "w", 8.0, "x/s") == Row("k", "w", 4.0, "x/s", 2.0, 8.0, 0.5, 3)
    assert slope((1, 2, 4), (3.0, 12.0, 48.0)) == pytest.approx(2.0)
    assert Target("k", "w", "s", most=0.4).kept(0.4)
    assert not Target("k", "w", "", 0.95, 1.05).kept(1.06)
