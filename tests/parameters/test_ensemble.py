"""Every draw takes one member of the fitted ensemble; what is set by hand is not drawn."""

import numpy as np
import pytest

from sim.parameters import Parameters, load_parameters
from sim.parameters.sampling import Ensemble, read_ensemble

TREE = load_parameters()
PATHS = ("jujube.farm_gate_price", "jujube.yield_full")
MEMBERS = ((6.1, 260.0), (6.9, 280.0), (7.7, 300.0))
SMALL = Parameters({leaf.path: leaf for leaf in TREE.leaves()}, ensemble=Ensemble(PATHS, MEMBERS))


def drawn(tree: Parameters, draw: int, seed: int = 1) -> tuple[float, ...]:
    values = tree.drawn(seed, draw)
    return tuple(float(values.value(path)) for path in PATHS)


def test_a_draw_is_a_member_whole_and_all_members_are_drawn():
    found = {drawn(SMALL, draw) for draw in range(60)}
    assert found == set(MEMBERS)
    assert drawn(SMALL, 5) == drawn(SMALL, 5)
    assert [drawn(SMALL, d, seed=1) for d in range(20)] != [drawn(SMALL, d, 2) for d in range(20)]


def test_members_are_equally_likely():
    often = np.array([drawn(SMALL, draw)[0] for draw in range(3000)])
    for price, _ in MEMBERS:
        assert (often == price).mean() == pytest.approx(1 / 3, abs=0.03)


def test_what_was_not_fitted_is_drawn_as_before():
    without = Parameters({leaf.path: leaf for leaf in TREE.leaves()})
    for path in ("jujube.cash_cost", "household.income_log_sd"):
        assert SMALL.drawn(3, 4).value(path) == without.drawn(3, 4).value(path)


def test_a_value_set_by_hand_stays_and_the_rest_of_the_member_is_drawn():
    pinned = SMALL.with_values({"jujube.farm_gate_price": 7.0})
    values = [drawn(pinned, draw) for draw in range(20)]
    assert {price for price, _ in values} == {7.0}
    assert {yields for _, yields in values} == {260.0, 280.0, 300.0}


def test_another_ensemble_is_another_tree():
    other = Parameters(
        {leaf.path: leaf for leaf in TREE.leaves()}, ensemble=Ensemble(PATHS, MEMBERS[:2])
    )
    assert other.hash() != SMALL.hash()


def test_a_file_with_a_hole_is_refused_by_its_line(tmp_path):
    file = tmp_path / "ensemble.csv"
    file.write_text("jujube.yield_full\n280\nnan\n")
    with pytest.raises(ValueError, match=r"ensemble\.csv line 3"):
        read_ensemble(file)
    file.write_text("jujube.yield_full\n280\nmany\n")
    with pytest.raises(ValueError, match=r"ensemble\.csv line 3: not a number"):
        read_ensemble(file)
    assert read_ensemble(tmp_path / "none.csv").members == ()


def test_the_shipped_ensemble_is_within_the_leaves_and_drawn():
    shipped = TREE.ensemble
    assert len(shipped.members) >= 200
    for path in shipped.paths:
        leaf = TREE.leaf(path)
        assert leaf.sampled
        assert leaf.use == "calibrate"
        values = shipped.values(path)
        assert leaf.low <= min(values) < max(values) <= leaf.high
    values = TREE.drawn(1, 0)
    member = tuple(values.value(path) for path in shipped.paths)
    assert member in shipped.members
