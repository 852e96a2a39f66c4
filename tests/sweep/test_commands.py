"""`sweep` and `analyse` as they are typed, on a model that takes milliseconds."""

import re

import pytest

import sweeps
from cli.main import main
from sweeps import SweepResults, run_sweep
from tests.sweep.toy import toy_sweep, unwell

LANGUAGES = ("en", "zh")


@pytest.fixture
def typed(capsys, tmp_path, monkeypatch):
    """Type a command in an empty folder; returns status, standard output, standard error."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setattr(sweeps, "load_sweep", lambda name: toy_sweep(draws=3))

    def run(*words):
        capsys.readouterr()
        status = main(list(words))
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return run


def test_a_sweep_is_run_resumed_and_never_overwritten(typed, tmp_path):
    status, out, err = typed("sweep", "toy", "--workers", "1")
    assert status == 0
    assert "58 of 60 paired runs to do" in err
    assert "60 paired runs" in out
    assert "results/toy" in out
    status, _, err = typed("sweep", "toy", "--workers", "1")
    assert status == 2
    assert "--resume" in err
    status, out, err = typed("sweep", "toy", "--workers", "1", "--resume", "--lang", "zh")
    assert status == 0
    assert "还需 0 次" in err


def test_check_says_what_it_comes_to_and_runs_nothing(typed, tmp_path):
    status, out, _ = typed("sweep", "toy", "--check", "--workers", "2")
    assert status == 0
    assert "20 points × 1 scenarios × 3 draws = 60 paired runs" in out
    assert "on 2 processes" in out
    assert not (tmp_path / "results").exists()


def test_runs_that_failed_are_told_and_give_status_1(typed, monkeypatch, tmp_path):
    monkeypatch.setattr(sweeps, "load_sweep", lambda name: toy_sweep(unwell, draws=2))
    status, out, _ = typed("sweep", "toy", "--workers", "1")
    assert status == 1
    assert "10 runs failed: ValueError: no left under draw 1" in out


def test_a_scheduler_that_does_not_answer_is_one_message(typed, monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr("sweeps.pools.CONNECT_SECONDS", 1)
    status, _, err = typed("sweep", "toy", "--scheduler", "tcp://127.0.0.1:9")
    assert status == 2
    assert "no Dask scheduler answers" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_analyse_leaves_a_page_tables_and_pictures(typed, tmp_path, lang):
    run_sweep(toy_sweep(draws=3), out=tmp_path)
    status, out, _ = typed("analyse", "toy", "--lang", lang, "--bad", "y>1.5")
    assert status == 0
    folder = tmp_path / "toy" / "analysis"
    names = {path.name for path in folder.iterdir()}
    assert {"summary.html", "main_effects.csv", "conditions.parquet", "variance.csv"} <= names
    assert {f"shares-simulated.{kind}" for kind in ("en.svg", "zh.svg", "png")} <= names
    page = (folder / "summary.html").read_text(encoding="utf-8")
    assert re.search(r'<html lang="(\w+)"', page)[1] == lang
    assert all(f'<article lang="{language}"' in page for language in LANGUAGES)
    assert "<script" not in page
    assert "http" not in page.replace("http-equiv", "")
    assert len(SweepResults("toy").rows) == 60, "the analysis is no part of the rows"


def test_an_unknown_outcome_or_folder_is_one_message(typed, tmp_path):
    run_sweep(toy_sweep(draws=1), out=tmp_path)
    status, _, err = typed("analyse", "toy", "--bad", "yy>1")
    assert status == 2
    assert 'unknown key "yy"; nearest: y' in err
    assert "NUMBER" in typed("analyse", "toy", "--bad", "y=1")[2]
    assert typed("analyse", "nowhere")[0] == 2
