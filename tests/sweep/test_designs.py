"""Designs have the points they promise, where they promise them."""

import numpy as np
import pandas as pd
import pytest

from sim.errors import InputError
from sim.parameters import load_parameters
from sweeps import load_sweep
from sweeps.designs import count_points, make_points
from sweeps.factors import Factor
from sweeps.schema import DesignTable

FACTORS = (
    Factor("a", "a", -1.0, 1.0, levels=3),
    Factor("b", "b", 1.0, 100.0, scale="log", levels=3),
    Factor("c", "c", values=("x", "y")),
    Factor("n", "n", 0.0, 10.0, whole=True, levels=3),
)


@pytest.mark.parametrize(
    ("design", "count"),
    [
        ({"kind": "grid"}, 3 * 3 * 2 * 3),
        ({"kind": "latin_hypercube", "points": 30}, 30),
        ({"kind": "sobol", "points": 8}, 8 * (4 + 2)),
        ({"kind": "sobol", "points": 8, "second_order": True}, 8 * (2 * 4 + 2)),
        ({"kind": "morris", "points": 6}, 6 * (4 + 1)),
    ],
)
def test_points_are_counted_before_they_are_made_and_lie_in_their_ranges(design, count):
    design = DesignTable(**design)
    points = make_points(FACTORS, design)
    assert count_points(FACTORS, design) == len(points) == count
    assert points["a"].between(-1.0, 1.0).all()
    assert points["b"].between(1.0, 100.0).all()
    assert set(points["c"]) == {"x", "y"}
    assert (points["n"] == points["n"].round()).all()
    pd.testing.assert_frame_equal(points, make_points(FACTORS, design))


def test_a_grid_has_every_combination_once():
    points = make_points(FACTORS, DesignTable())
    assert not points.duplicated().any()
    assert sorted(points["b"].unique()) == pytest.approx([1.0, 10.0, 100.0])


def test_a_latin_hypercube_meets_every_stratum_once():
    design = DesignTable(kind="latin_hypercube", points=20)
    points = make_points(FACTORS[:1], design)
    strata = np.floor((points["a"] + 1.0) / 2.0 * 20).astype(int)
    assert sorted(strata) == list(range(20))


def test_without_factors_there_is_one_point():
    assert len(make_points((), DesignTable())) == count_points((), DesignTable()) == 1


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_a_table_of_ones_own_is_run_as_it_is(suffix, table, tmp_path):
    own = pd.DataFrame({"shock.dates.change": [-0.2, -0.4], "pass_through": [1.0, 0.8]})
    if suffix == "csv":
        own.to_csv(tmp_path / "mine.csv", index=False)
    else:
        own.to_parquet(tmp_path / "mine.parquet")
    table["design"] = {"kind": "table", "file": f"mine.{suffix}"}
    points = load_sweep(tmp_path / "sweep.toml", table).points()
    assert points.columns.tolist() == ["shock_dates_change", "pass_through"]
    assert points["shock_dates_change"].tolist() == [-0.2, -0.4]


def test_columns_of_a_table_are_paths_where_no_factor_is_declared(table, tmp_path):
    pd.DataFrame({"jujube.pass_through": [0.8, 1.1]}).to_csv(tmp_path / "mine.csv", index=False)
    table |= {"factor": [], "design": {"kind": "table", "file": "mine.csv"}}
    sweep = load_sweep(tmp_path / "sweep.toml", table)
    assert [factor.path for factor in sweep.factors] == ["jujube.pass_through"]
    assert sweep.runs == 2 * 3


def test_members_of_the_calibrated_ensemble_are_points(table, tmp_path):
    ensemble = load_parameters().ensemble
    table |= {"factor": [], "design": {"kind": "ensemble", "points": 3}}
    sweep = load_sweep(tmp_path / "sweep.toml", table)
    assert [factor.path for factor in sweep.factors] == list(ensemble.paths)
    assert sweep.points().to_numpy().tolist() == [list(member) for member in ensemble.members[:3]]
    table["design"]["points"] = len(ensemble.members) + 1
    with pytest.raises(InputError, match=f"nearest: {len(ensemble.members)}"):
        load_sweep(tmp_path / "sweep.toml", table)
