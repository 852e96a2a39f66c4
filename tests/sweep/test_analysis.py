"""Known answers through the same pipeline: Ishigami's indices, a planted box, luck by design."""

import math

import numpy as np
import pandas as pd
import pytest

from sweeps import run_sweep
from sweeps.analysis import analyse_sweep
from sweeps.analysis.luck import shares
from sweeps.factors import Factor
from sweeps.functions import function_sweep
from sweeps.schema import DesignTable

A, B = 7.0, 0.1
ANGLES = tuple(Factor(f"x{i}", f"x{i}", -math.pi, math.pi) for i in (1, 2, 3))


def ishigami(values, draw):
    """f = sin x1 + a sin^2 x2 + b x3^4 sin x1 (Ishigami and Homma 1990)."""
    x1, x2, x3 = (float(values[f"x{i}"]) for i in (1, 2, 3))
    return {"f": math.sin(x1) + A * math.sin(x2) ** 2 + B * x3**4 * math.sin(x1)}


def analytic() -> dict[str, tuple[float, float]]:
    """First and total indices of Ishigami's function, in closed form."""
    v1 = 0.5 * (1 + B * math.pi**4 / 5) ** 2
    v2, v13 = A**2 / 8, B**2 * math.pi**8 * 8 / 225
    total = v1 + v2 + v13
    return {
        "x1": (v1 / total, (v1 + v13) / total),
        "x2": (v2 / total, v2 / total),
        "x3": (0.0, v13 / total),
    }


def test_sobol_indices_of_ishigamis_function_are_the_analytic_ones(tmp_path):
    design = DesignTable(kind="sobol", points=2048)
    sweep = function_sweep("ishigami", ishigami, ANGLES, ["f"], design)
    table = analyse_sweep(run_sweep(sweep, out=tmp_path)).tables["sobol"].set_index("factor")
    for name, (first, total) in analytic().items():
        row = table.loc[name]
        assert row["first"] == pytest.approx(first, abs=0.02)
        assert row["total"] == pytest.approx(total, abs=0.02)
        # Intervals are of 95%: twice as wide they hold for all six at once.
        assert abs(row["first"] - first) < 2 * row["first_error"]
        assert abs(row["total"] - total) < 2 * row["total_error"]


def straight(values, draw):
    """Effects over the whole range: 4, -2 and none."""
    return {"f": 4.0 * float(values["a"]) - 1.0 * float(values["b"])}


def test_morris_finds_the_effects_of_a_straight_function(tmp_path):
    factors = (Factor("a", "a", 0, 1), Factor("b", "b", 0, 2), Factor("c", "c", 0, 9))
    sweep = function_sweep("line", straight, factors, ["f"], DesignTable(kind="morris", points=20))
    table = analyse_sweep(run_sweep(sweep, out=tmp_path)).tables["morris"].set_index("factor")
    assert table["effect"].tolist() == pytest.approx([4.0, -2.0, 0.0])
    assert table["spread"].tolist() == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def planted(values, draw):
    """Bad in one box alone, of three factors of which one is idle; a little noise elsewhere."""
    inside = (
        0.2 < float(values["x"]) < 0.6 and float(values["y"]) > 0.5 and values["who"] == "county"
    )
    noise = math.modf(1e4 * math.sin(draw + 1000.0 * float(values["x"])))[0]
    return {"poor": (1000.0 if inside else 0.0) + abs(noise)}


def test_scenario_discovery_finds_a_planted_box(tmp_path):
    factors = (
        Factor("x", "x", 0, 1),
        Factor("y", "y", 0, 1),
        Factor("idle", "idle", 0, 1),
        Factor("who", "who", values=("county", "enterprise")),
    )
    design = DesignTable(kind="latin_hypercube", points=1500)
    sweep = function_sweep("box", planted, factors, ["poor"], design, draws=2)
    results = run_sweep(sweep, out=tmp_path)
    table = analyse_sweep(results, {"poor": (">", 500.0)}).tables["conditions"]
    box = table[table["box"] == 1].set_index("input")
    assert box["density"].iloc[0] > 0.98
    assert box["coverage"].iloc[0] > 0.98
    assert box.loc["x", ["low", "high"]].tolist() == pytest.approx([0.2, 0.6], abs=0.01)
    assert box.loc["y", "low"] == pytest.approx(0.5, abs=0.01)
    assert box.loc["who", "value"] in ("county", "enterprise")
    assert "idle" not in box.index
    scores = analyse_sweep(results).tables["feature_scores"]
    assert scores["input"].iloc[-1] == "idle"
    assert scores["score"].sum() == pytest.approx(1.0)


def test_luck_has_the_share_it_was_given():
    generator = np.random.default_rng(3)
    points, draws = generator.normal(0, 3, 400), generator.normal(0, 2, 300)
    values = points[:, None] + draws[None, :] + generator.normal(0, 1, (400, 300))
    assert shares(values) == pytest.approx((9 / 14, 4 / 14, 1 / 14), abs=0.04)
    assert shares(np.ones((3, 3))) == (0.0, 0.0, 0.0)


def test_tables_are_written_as_csv_and_parquet_and_replace_older_ones(tmp_path):
    factors = (Factor("a", "a", 0, 1, levels=3), Factor("b", "b", 0, 2, levels=2))
    sweep = function_sweep("line", straight, factors, ["f"], DesignTable(), draws=3)
    analysis = analyse_sweep(run_sweep(sweep, out=tmp_path))
    folder = analysis.save({"note.txt": "x"})
    assert analysis.save() == folder
    assert not (folder / "note.txt").exists()
    effects = pd.read_csv(folder / "main_effects.csv")
    # Hand arithmetic: over b in (0, 2) the mean of -b is -1.
    assert effects[effects["factor"] == "a"]["mean"].tolist() == pytest.approx([-1.0, 1.0, 3.0])
    heat = pd.read_parquet(folder / "heat_maps.parquet")
    assert len(heat) == 6
    assert pd.read_csv(folder / "convergence.csv")["mc_error"].max() == 0.0
