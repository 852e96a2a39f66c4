"""The notebook for researchers runs from its first cell to its last, and holds no outputs."""

from pathlib import Path

import nbclient
import nbformat
import pandas as pd
import pytest

PROJECT = Path(__file__).resolve().parents[2]
NOTEBOOK = PROJECT / "docs" / "examples" / "sweep.ipynb"
POINTS, DRAWS = 9, 3


def notebook() -> nbformat.NotebookNode:
    return nbformat.read(NOTEBOOK, as_version=4)


def test_what_is_in_git_holds_no_outputs_and_is_well_formed():
    nbformat.validate(notebook())
    code = [cell for cell in notebook().cells if cell.cell_type == "code"]
    assert code
    assert all(not cell.outputs and cell.execution_count is None for cell in code)


@pytest.mark.slow
def test_it_runs_elsewhere_and_a_second_time_goes_on_instead_of_repeating(tmp_path, monkeypatch):
    # The kernel is a process of its own, in another folder: it must find this checkout.
    monkeypatch.setenv("PYTHONPATH", str(PROJECT))
    executed = run(tmp_path)
    rows = pd.read_parquet(tmp_path / "results" / "insurance" / "runs")
    assert len(rows) == POINTS * DRAWS
    assert rows["failure"].isna().all()
    by_point = rows.pivot_table(index="fall", columns="insured", values="income")
    # Without insurance deeper falls cost growers more; insurance gives some of it back.
    assert by_point[0.0].is_monotonic_increasing
    assert (by_point.diff(axis=1)[[0.5, 1.0]] > 0).all(axis=None)
    assert (tmp_path / "insurance.png").stat().st_size > 0
    assert f"{by_point.loc[-0.5, 0.0]:.0f}" in text_of(executed, "pivot_table")
    assert "Oasis Chains contributors" in text_of(executed, "made_by")
    parts = sorted((tmp_path / "results" / "insurance" / "runs").iterdir())
    moments = [part.stat().st_mtime_ns for part in parts]
    run(tmp_path)
    assert [part.stat().st_mtime_ns for part in parts] == moments


def run(folder: Path) -> nbformat.NotebookNode:
    settings = {"metadata": {"path": str(folder)}}
    return nbclient.NotebookClient(notebook(), timeout=600, resources=settings).execute()


def text_of(executed: nbformat.NotebookNode, word: str) -> str:
    """What the first code cell that holds a word shows, as text."""
    cell = next(c for c in executed.cells if c.cell_type == "code" and word in c.source)
    return cell.outputs[-1]["data"]["text/plain"]
