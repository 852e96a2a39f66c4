"""Rows are those of `compare`, and the same from one process, several and a Dask cluster."""

import os
import signal
import threading

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim import Scenario, compare
from sweeps import load_sweep, run_sweep
from tests.sweep.conftest import TABLE
from tests.sweep.toy import toy_sweep


@pytest.fixture(scope="module")
def alone(tmp_path_factory):
    """The short sweep of the model, run in this process."""
    sweep = load_sweep("short.toml", TABLE)
    return run_sweep(sweep, out=tmp_path_factory.mktemp("alone"))


def test_every_row_is_what_compare_says(alone):
    point = alone.design.query("shock_dates_change == -0.5 and pass_through == 0.9")["point"].item()
    settings = ["run.region=sample", "run.months=16", "shock.dates.change=-0.5"]
    scenario = Scenario.load("jujube-price-30", [*settings, "jujube.pass_through=0.9"])
    answer = compare(scenario, draws=3).answer
    row = answer[
        (answer["metric"] == "net_income_per_household")
        & (answer["group"] == "chain=jujube")
        & (answer["window"] == "first_year")
    ].iloc[0]
    rows = alone.runs[alone.runs["point"] == point]
    assert rows["income"].mean() == pytest.approx(row["difference"], rel=1e-12)
    assert rows["income_baseline"].mean() == pytest.approx(row["baseline"], rel=1e-12)


def test_points_of_a_draw_share_their_luck_and_their_baseline(alone):
    runs = alone.runs
    baselines = runs.groupby(["draw", "pass_through"])["income_baseline"].nunique()
    assert (baselines == 1).all()
    by_depth = runs.pivot_table(
        index=["draw", "pass_through"], columns="shock_dates_change", values="income"
    )
    assert (by_depth[-0.5] < by_depth[-0.1]).all()


def test_what_was_drawn_is_told_and_what_is_varied_is_not_drawn(alone):
    drawn = alone.draws
    assert "jujube.farm_gate_price" in drawn
    assert drawn["jujube.farm_gate_price"].nunique() == 3
    assert "jujube.pass_through" not in drawn


def test_two_processes_write_the_same_rows(alone, tmp_path):
    sweep = load_sweep("short.toml", TABLE)
    two = run_sweep(sweep, out=tmp_path, workers=2)
    pd.testing.assert_frame_equal(two.rows, alone.rows, check_exact=True)


@pytest.mark.slow
def test_a_dask_cluster_writes_the_same_rows_though_a_worker_is_killed(alone, tmp_path):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=2, threads_per_worker=1, dashboard_address=None
    ) as cluster:
        sweep = load_sweep("short.toml", TABLE)
        over = run_sweep(sweep, out=tmp_path, scheduler=cluster.scheduler_address)
        pd.testing.assert_frame_equal(over.rows, alone.rows, check_exact=True)

        with distributed.Client(cluster) as client:
            workers = list(client.run(os.getpid).values())
        killed = threading.Event()

        def progress(done: int, total: int) -> None:
            if done > total / 4 and not killed.is_set():
                killed.set()
                os.kill(workers[0], signal.SIGKILL)

        toy = toy_sweep(draws=20)
        broken = run_sweep(
            toy, out=tmp_path, scheduler=cluster.scheduler_address, progress=progress
        )
    assert killed.is_set()
    whole = run_sweep(toy, out=tmp_path / "whole")
    pd.testing.assert_frame_equal(broken.rows, whole.rows, check_exact=True)


def test_a_process_killed_in_the_middle_loses_nothing(tmp_path):
    import multiprocessing

    killed = []

    def progress(done: int, total: int) -> None:
        children = [c for c in multiprocessing.active_children() if c.is_alive()]
        if done > total / 4 and not killed and children:
            killed.append(children[0].pid)
            os.kill(children[0].pid, signal.SIGKILL)

    broken = run_sweep(toy_sweep(), out=tmp_path, workers=2, progress=progress)
    whole = run_sweep(toy_sweep(), out=tmp_path / "whole")
    assert killed
    pd.testing.assert_frame_equal(broken.rows, whole.rows, check_exact=True)


def test_the_rows_are_read_by_duckdb_and_pandas_as_they_lie(alone):
    duckdb = pytest.importorskip("duckdb")
    parts = str(alone.folder / "runs" / "*.parquet")
    query = f"SELECT pass_through, avg(income) FROM '{parts}' WHERE failure IS NULL GROUP BY ALL"
    found = dict(duckdb.sql(query).fetchall())
    rows = pd.read_parquet(alone.folder / "runs")
    assert found == pytest.approx(rows.groupby("pass_through")["income"].mean().to_dict())
    described = pq.read_schema(next((alone.folder / "runs").glob("*.parquet")))
    assert described.field("income").metadata[b"unit"] == b"yuan/household"
    assert described.field("shock_dates_change").metadata[b"path"] == b"shock.dates.change"
