"""A sweep that is killed, stopped or fails in part loses nothing that was finished."""

import errno
import json
import os
import random
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from sim.errors import InputError
from sweeps import SweepResults, run_sweep
from sweeps.dataset import UNFINISHED
from sweeps.schema import StopTable
from tests.sweep.toy import noisy, toy_sweep, unwell

PROJECT = Path(__file__).resolve().parents[2]
KILLS = 20
BEGIN = "import sys; from tests.sweep.toy import run_here; run_here(sys.argv[1], int(sys.argv[2]))"


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> pd.DataFrame:
    """The rows of the toy sweep, run without interruption in one process."""
    return run_sweep(toy_sweep(), out=tmp_path_factory.mktemp("whole")).rows


def begun(folder: Path, workers: int) -> subprocess.Popen:
    environment = {**os.environ, "PYTHONPATH": str(PROJECT)}
    return subprocess.Popen(
        [sys.executable, "-c", BEGIN, str(folder), str(workers)], env=environment
    )


@pytest.mark.slow
def test_killed_at_twenty_random_moments_nothing_is_lost_and_nothing_comes_twice(tmp_path, whole):
    moments = random.Random(20261123)
    folder, killed, sizes = tmp_path / "toy", 0, []
    while killed < KILLS:
        # One process more often than two: they start in half the time.
        process = begun(tmp_path, 2 if killed % 4 == 0 else 1)
        # Counted from the moment it takes the folder, so that starting up is not all that is hit.
        while process.poll() is None and not (folder / ".lock").exists():
            time.sleep(0.005)
        time.sleep(moments.uniform(0.0, 0.6))
        if process.poll() is not None:
            break
        process.send_signal(signal.SIGKILL)
        process.wait()
        (folder / ".lock").unlink(missing_ok=True)
        killed += 1
        sizes.append(len(list((folder / "runs").glob("part-*.parquet"))))
    assert killed >= 3
    assert sizes == sorted(sizes), "a part that was written is gone"
    resumed = run_sweep(toy_sweep(), out=tmp_path, workers=2, resume=folder.exists())
    pd.testing.assert_frame_equal(resumed.rows, whole, check_exact=True)
    assert not list(folder.rglob(f"{UNFINISHED}*"))


def test_ctrl_c_keeps_what_is_finished_and_resuming_ends_the_same(tmp_path, whole):
    def progress(done: int, total: int) -> None:
        if done > total / 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_sweep(toy_sweep(), out=tmp_path, workers=2, progress=progress)
    stopped = SweepResults(tmp_path / "toy")
    assert stopped.manifest["state"] == "stopped"
    assert 0 < len(stopped.rows) < len(whole)
    assert stopped.rows["draw"].max() < whole["draw"].max(), "all points first, draw by draw"
    resumed = run_sweep(toy_sweep(), out=tmp_path, resume=True)
    pd.testing.assert_frame_equal(resumed.rows, whole, check_exact=True)
    assert resumed.manifest["state"] == "complete"


def test_failing_runs_are_recorded_with_reason_and_factors_and_stop_nothing(tmp_path):
    results = run_sweep(toy_sweep(unwell, draws=4), out=tmp_path, workers=2)
    failures = results.failures
    left = failures[failures["draw"] == 1]
    assert set(left["side"]) == {"left"}
    assert len(left) == 10
    assert set(left["failure"]) == {"ValueError: no left under draw 1"}
    died = failures[failures["draw"] == 2]
    assert [(row.x, row.side) for row in died.itertuples()] == [(1.0, "right")]
    assert died["failure"].str.startswith("WorkerDied").all()
    assert len(results.rows) == 20 * 4
    assert len(results.runs) == 20 * 4 - 11
    assert sum(results.manifest["failures"].values()) == 11


def test_a_changed_definition_is_refused_with_the_difference(tmp_path):
    run_sweep(toy_sweep(draws=2), out=tmp_path)
    changed = toy_sweep(draws=2)
    wider = replace(changed.factors[0], high=2.0)
    changed = replace(changed, factors=(wider, changed.factors[1]))
    with pytest.raises(InputError) as caught:
        run_sweep(changed, out=tmp_path, resume=True)
    message = caught.value.message("en")
    assert "sweep.factors.x.range.1: 1.0 → 2.0" in message
    assert "1 differences" in message
    with pytest.raises(InputError, match="draws: 2 → 1"):
        run_sweep(toy_sweep(draws=1), out=tmp_path, resume=True)


def test_more_draws_can_be_added_to_a_finished_sweep(tmp_path):
    two = run_sweep(toy_sweep(draws=2), out=tmp_path / "a").rows
    more = run_sweep(toy_sweep(draws=5), out=tmp_path / "a", resume=True).rows
    fresh = run_sweep(toy_sweep(draws=5), out=tmp_path / "b").rows
    pd.testing.assert_frame_equal(more, fresh, check_exact=True)
    pd.testing.assert_frame_equal(
        more[more["draw"] < 2].reset_index(drop=True), two, check_exact=True
    )


def test_a_full_disk_is_one_message_and_what_is_finished_is_kept(tmp_path, whole, monkeypatch):
    from sweeps import dataset

    written = []

    def until_full(table, path, **options):
        if len(written) == 4:
            Path(path).write_bytes(b"half")
            raise OSError(errno.ENOSPC, "No space left on device")
        written.append(path)
        kept(table, path, **options)

    kept = dataset.pq.write_table
    with monkeypatch.context() as full:
        full.setattr(dataset.pq, "write_table", until_full)
        with pytest.raises(InputError, match="cannot write here.*--resume goes on"):
            run_sweep(toy_sweep(), out=tmp_path)
    stopped = SweepResults(tmp_path / "toy")
    assert stopped.manifest["state"] == "stopped"
    assert 0 < len(stopped.rows) < len(whole)
    assert not list(stopped.folder.rglob(f"{UNFINISHED}*"))
    resumed = run_sweep(toy_sweep(), out=tmp_path, resume=True)
    pd.testing.assert_frame_equal(resumed.rows, whole, check_exact=True)


def test_a_damaged_part_is_named_and_run_again_once_it_is_gone(tmp_path):
    whole = run_sweep(toy_sweep(draws=2), out=tmp_path).rows
    part = sorted((tmp_path / "toy" / "runs").glob("*.parquet"))[-1]
    part.write_bytes(part.read_bytes()[:50])
    for read in (
        lambda: SweepResults(tmp_path / "toy").rows,
        lambda: run_sweep(toy_sweep(draws=2), out=tmp_path, resume=True),
    ):
        with pytest.raises(InputError, match=f"{part.name}: file cannot be read.*remove it"):
            read()
    part.unlink()
    resumed = run_sweep(toy_sweep(draws=2), out=tmp_path, resume=True)
    pd.testing.assert_frame_equal(resumed.rows, whole, check_exact=True)


def test_a_folder_that_cannot_be_made_is_one_message(tmp_path):
    (tmp_path / "file").write_text("no folder", encoding="utf-8")
    with pytest.raises(InputError, match="cannot write here"):
        run_sweep(toy_sweep(draws=1), out=tmp_path / "file")


def test_results_are_never_overwritten_and_one_process_writes_at_a_time(tmp_path):
    run_sweep(toy_sweep(draws=1), out=tmp_path)
    with pytest.raises(InputError, match="--resume"):
        run_sweep(toy_sweep(draws=1), out=tmp_path)
    with pytest.raises(InputError, match="no results of a sweep"):
        run_sweep(toy_sweep(draws=1), out=tmp_path / "elsewhere", resume=True)
    fcntl = pytest.importorskip("fcntl")
    with (tmp_path / "toy" / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with pytest.raises(InputError, match="another process"):
            run_sweep(toy_sweep(draws=1), out=tmp_path, resume=True)


def test_draws_stop_when_the_mean_is_known_well_enough(tmp_path):
    stop = StopTable(outcome="y", mc_error=0.1, least_draws=4, step=4)
    results = run_sweep(toy_sweep(noisy, draws=40, stop=stop), out=tmp_path)
    draws = results.rows.groupby("x")["draw"].nunique()
    # Half the draws are 0, half x: the standard error with n draws is x / 2 / sqrt(n - 1).
    for x, count in draws.items():
        looks = [n for n in [*range(4, 40, 4), 40] if float(x) / 2 / (n - 1) ** 0.5 < 0.1]
        assert count == looks[0], x
    stopped = dict(draws)
    with pytest.raises(KeyboardInterrupt):
        run_sweep(
            toy_sweep(noisy, draws=40, stop=stop), out=tmp_path / "again", progress=_interrupt
        )
    resumed = run_sweep(toy_sweep(noisy, draws=40, stop=stop), out=tmp_path / "again", resume=True)
    assert dict(resumed.rows.groupby("x")["draw"].nunique()) == stopped


def _interrupt(done: int, total: int) -> None:
    if done > 90:
        raise KeyboardInterrupt


def test_the_manifest_says_how_to_repeat_it(tmp_path):
    results = run_sweep(toy_sweep(draws=2), out=tmp_path, command="oasis-chains sweep toy")
    manifest = json.loads((results.folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["command"] == "oasis-chains sweep toy"
    assert manifest["runs"] == 40
    assert manifest["versions"]["numpy"]
    assert manifest["sweep"]["factors"][0]["name"] == "x"
    assert list(results.design.columns) == ["point", "x", "side"]
    assert list(results.draws.columns) == ["draw"]
