"""What is written: whole or not at all, described, readable by others."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.errors import InputError
from sim.results import TABLES, check_place
from sim.results.store import replace_folder

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def folder(outcome, tmp_path_factory):
    place = tmp_path_factory.mktemp("results") / "红枣 dates"
    return outcome.save(place, {"report.html": "<p>红枣</p>"})


def test_every_file_is_there(folder):
    expected = {f"{name}.parquet" for name in TABLES}
    assert {path.name for path in folder.iterdir()} == expected | {
        "answer.json", "manifest.json", "report.html",
    }  # fmt: skip
    assert (folder / "report.html").read_text(encoding="utf-8") == "<p>红枣</p>"
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_answer_and_manifest_are_strict_json(folder):
    def refuse(constant):
        raise AssertionError(f"{constant} is no JSON")

    for name in ("answer.json", "manifest.json"):
        content = json.loads((folder / name).read_text(encoding="utf-8"), parse_constant=refuse)
        assert isinstance(content, dict)
    answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    assert {"metrics", "sentence", "incidence", "bridge", "assumptions", "warnings"} <= set(answer)
    assert {"metric", "group", "window", "baseline", "scenario", "difference", "low", "high",
            "mc_error", "unit", "draws", "better"} <= set(answer["metrics"][0])  # fmt: skip


def test_the_manifest_says_how_to_sum_and_to_repeat(folder):
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"] == "repeat"
    assert manifest["draws"] == 3
    assert manifest["scenario"]["name"] == "dates"
    assert manifest["baseline"]["shock"] == []
    assert manifest["versions"]["numpy"]
    kinds = {row["name"]: row for row in manifest["flow_kinds"]}
    assert kinds["spot_sales"] == {
        "name": "spot_sales", "payer": "buyers", "payee": "households", "class": "trade",
        "lever": "",
    }  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_columns_carry_unit_and_description(folder, name):
    for field in pq.read_schema(folder / f"{name}.parquet"):
        metadata = field.metadata
        assert metadata[b"unit"].decode() == TABLES[name].column(field.name).unit
        assert metadata[b"description_en"]
        assert metadata[b"description_zh"]


def test_others_can_read_the_files(folder, outcome):
    file = (folder / "flows.parquet").as_posix()
    kinds = duckdb.sql(f"select kind, sum(yuan) from '{file}' group by kind order by kind").df()
    expected = outcome.flows.groupby("kind", observed=True)["yuan"].sum()
    assert kinds.set_index("kind").iloc[:, 0].to_dict() == pytest.approx(expected.to_dict())


def test_units_are_in_attrs_and_come_back(folder, outcome):
    assert outcome.flows.attrs["units"]["yuan"] == "yuan"
    assert pd.read_parquet(folder / "flows.parquet").attrs["units"]["yuan"] == "yuan"


def test_an_older_result_is_replaced(outcome, tmp_path):
    first = outcome.save(tmp_path / "dates", {"old.txt": "old"})
    assert outcome.save(tmp_path / "dates") == first
    assert not (first / "old.txt").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["dates"]


def test_a_folder_that_is_no_result_is_never_replaced(outcome, tmp_path):
    (tmp_path / "letters").mkdir()
    (tmp_path / "letters" / "dear.txt").write_text("dear", encoding="utf-8")
    with pytest.raises(InputError):
        outcome.save(tmp_path / "letters")
    assert (tmp_path / "letters" / "dear.txt").read_text(encoding="utf-8") == "dear"


def test_a_place_under_a_file_is_refused(outcome, tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    for place in (tmp_path / "file", tmp_path / "file" / "dates"):
        with pytest.raises(InputError):
            check_place(place)
        with pytest.raises(InputError):
            outcome.save(place)


def test_a_failure_while_writing_leaves_the_older_result(tmp_path):
    replace_folder(tmp_path / "dates", write_text_of("old"))

    def fail(folder):
        write_text_of("new")(folder)
        raise OSError("disk full")

    with pytest.raises(InputError):
        replace_folder(tmp_path / "dates", fail)
    assert (tmp_path / "dates" / "manifest.json").read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["dates"]


def write_text_of(content):
    return lambda folder: (folder / "manifest.json").write_text(content, encoding="utf-8")


def test_an_older_result_left_aside_by_a_killed_run_comes_back(tmp_path):
    aside = tmp_path / ".dates.older-abc"
    aside.mkdir()
    (aside / "manifest.json").write_text("old", encoding="utf-8")

    def fail(folder):
        raise OSError("disk full")

    with pytest.raises(InputError):
        replace_folder(tmp_path / "dates", fail)
    assert (tmp_path / "dates" / "manifest.json").read_text(encoding="utf-8") == "old"


WRITE_SLOWLY = """
import sys, time
from pathlib import Path
from sim.results.store import replace_folder

def write(folder):
    (folder / "manifest.json").write_text("new", encoding="utf-8")
    print("writing", flush=True)
    time.sleep(60)

replace_folder(Path(sys.argv[1]), write)
"""


@pytest.mark.parametrize("older", [True, False])
def test_killed_in_the_middle_there_is_no_half_result_and_the_next_run_works(tmp_path, older):
    final = tmp_path / "dates"
    if older:
        replace_folder(final, write_text_of("old"))
    run = subprocess.Popen(
        [sys.executable, "-c", WRITE_SLOWLY, str(final)],
        cwd=PROJECT, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert run.stdout is not None
    assert run.stdout.readline() == "writing\n"
    run.kill()
    run.wait(timeout=30)
    run.stdout.close()
    assert final.exists() == older
    if older:
        assert (final / "manifest.json").read_text(encoding="utf-8") == "old"
    replace_folder(final, write_text_of("next"))
    assert (final / "manifest.json").read_text(encoding="utf-8") == "next"


def test_what_a_killed_run_left_long_ago_is_cleared(tmp_path):
    left = tmp_path / ".dates.partial-xyz"
    left.mkdir()
    two_days_ago = time.time() - 2 * 86_400
    os.utime(left, (two_days_ago, two_days_ago))
    fresh = tmp_path / ".dates.partial-new"
    fresh.mkdir()
    replace_folder(tmp_path / "dates", write_text_of("new"))
    assert sorted(path.name for path in tmp_path.iterdir()) == [".dates.partial-new", "dates"]


def test_interrupted_by_the_user_nothing_is_left(tmp_path):
    def interrupt(folder):
        signal.raise_signal(signal.SIGINT)

    with pytest.raises(KeyboardInterrupt):
        replace_folder(tmp_path / "dates", interrupt)
    assert list(tmp_path.iterdir()) == []
