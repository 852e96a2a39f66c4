"""The examples of docs/examples that need no screen run and say something sensible."""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from sweeps import run_sweep
from sweeps.factors import Factor
from sweeps.functions import function_sweep
from sweeps.schema import DesignTable

EXAMPLES = Path(__file__).resolve().parents[2] / "docs" / "examples"


def example(name: str) -> ModuleType:
    specification = importlib.util.spec_from_file_location(name, EXAMPLES / f"{name}.py")
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def test_a_loop_of_ones_own_counts_more_households_below_the_line_after_a_deeper_fall():
    count = example("plain_mesa").below_line
    assert 0 < count(0.0, draw=0) < count(-0.6, draw=0)


def test_ema_workbench_drives_the_model():
    workbench = pytest.importorskip("ema_workbench")
    model = example("ema_workbench_run").model()
    experiments, outcomes = workbench.perform_experiments(model, scenarios=2)
    assert len(experiments) == 2
    assert (outcomes["income"] < 0).all()


def planted(values, draw):
    """Bad in one box of two of the three factors."""
    return {"poor": 1000.0 * (0.2 < values["x"] < 0.6 and values["y"] > 0.5) + draw}


def test_prim_of_ema_workbench_finds_a_planted_box_in_the_rows_of_a_sweep(tmp_path):
    pytest.importorskip("ema_workbench")
    factors = tuple(Factor(name, name, 0.0, 1.0) for name in ("x", "y", "idle"))
    design = DesignTable(kind="latin_hypercube", points=1000)
    run_sweep(function_sweep("box", planted, factors, ["poor"], design), out=tmp_path)
    limits, density, coverage = example("ema_prim").first_box(str(tmp_path / "box"), "poor", 500)
    assert list(limits.index) == ["x", "y"]
    assert limits.loc["x"].tolist() == pytest.approx([0.2, 0.6], abs=0.02)
    assert limits.loc["y", "low"] == pytest.approx(0.5, abs=0.02)
    assert density > 0.98
    assert coverage > 0.9
