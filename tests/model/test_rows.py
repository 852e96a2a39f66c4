"""Rows of a holdings table come and go with everything they own."""

import copy

import numpy as np
import pytest

from sim.chains import CHAINS
from sim.effects import Effects
from sim.state.holdings import CONTRACT, SPOT, Holdings
from sim.state.rows import rebuild, sort_rows


def table_of(plain, household, market, cooperative, capacity, name="jujube"):
    size = len(household)
    columns = {
        "household": np.array(household),
        "market": np.array(market),
        "cooperative": np.array(cooperative),
        "linkage": np.where(np.array(cooperative) < 0, SPOT, CONTRACT),
        "capacity": np.array(capacity, dtype=float),
        "yield_factor": np.ones(size),
        "tolerance": np.zeros(size),
        "shares": np.zeros(size),
        "insured_mu": np.zeros(size),
    }
    classes = len(plain.jujube.class_years) if name == "jujube" else 1
    ages = np.full((size, classes), 1.0 / classes)
    return Holdings(CHAINS[name], getattr(plain, name), columns, ages)


@pytest.fixture
def growers(plain):
    """Two markets; the last row of each is in no cooperative."""
    table = table_of(plain, [4, 7, 1, 5, 2], [0, 0, 0, 3, 3], [0, 1, -1, 2, -1], [1, 2, 3, 4, 5])
    table.stock[:] = table.household * 10.0
    table.trust[:] = 0.1 * table.household
    return table


def test_rows_keep_what_they_own_and_newcomers_are_the_last_of_their_market(plain, growers):
    newcomers = table_of(plain, [0, 9], [3, 0], [-1, -1], [7, 6])
    numbers = rebuild(growers, np.array([True, False, True, True, True]), newcomers)
    assert growers.household.tolist() == [4, 1, 9, 5, 2, 0]
    assert growers.market.tolist() == [0, 0, 0, 3, 3, 3]
    assert growers.cooperative.tolist() == [0, -1, -1, 2, -1, -1]
    assert growers.stock.tolist() == [40.0, 10.0, 0.0, 50.0, 20.0, 0.0]
    assert growers.capacity() == pytest.approx([1, 3, 6, 4, 5, 7])
    assert growers.trust == pytest.approx([0.4, 0.1, 1.0, 0.5, 0.2, 1.0])
    assert growers.slices == [(0, slice(0, 3)), (3, slice(3, 6))]
    assert numbers.tolist() == [0, 2, 6, 3, 4, 5]


def test_a_copy_grows_in_place_again_and_again(plain, growers):
    twin = copy.deepcopy(growers)
    for household in range(10, 40):
        rebuild(twin, np.ones(len(twin), bool), table_of(plain, [household], [3], [-1], [1]))
    assert twin.household.tolist() == [4, 7, 1, 5, 2, *range(10, 40)]
    assert twin.capacity() == pytest.approx([1, 2, 3, 4, 5, *[1] * 30])
    rebuild(twin, twin.household < 10)
    assert twin.stock.tolist() == growers.stock.tolist() == [40.0, 70.0, 10.0, 50.0, 20.0]
    assert np.array_equal(twin.state, growers.state)


def test_rows_can_be_sorted_as_the_population_sorts_them(growers):
    growers.cooperative[0] = -1
    sort_rows(growers)
    assert growers.household.tolist() == [7, 1, 4, 5, 2]
    assert growers.stock.tolist() == [70.0, 10.0, 40.0, 50.0, 20.0]


def test_a_market_may_lose_its_last_row_and_a_table_all_of_them(growers):
    rebuild(growers, growers.market == 0)
    assert growers.slices == [(0, slice(0, 3))]
    rebuild(growers, np.zeros(3, dtype=bool))
    assert len(growers) == 0
    assert growers.slices == []
    assert growers.state.shape == (3, 0)


def test_an_array_that_is_not_one_a_row_is_refused(growers):
    growers.notes = np.zeros(3)
    with pytest.raises(ValueError, match="notes of jujube"):
        rebuild(growers, np.ones(5, dtype=bool))


def test_marks_must_fit(growers):
    with pytest.raises(ValueError, match="marks for 5 rows"):
        rebuild(growers, np.ones(4, dtype=bool))


def test_every_table_of_a_model_can_be_rebuilt_without_changing_a_month(calm_opening):
    straight, rebuilt = calm_opening.branch(Effects()), calm_opening.branch(Effects())
    for table in rebuilt.holdings.values():
        assert np.array_equal(rebuild(table, np.ones(len(table), dtype=bool)), range(len(table)))
    for _ in range(3):
        straight.step()
        rebuilt.step()
    assert np.array_equal(straight.households.get("cash"), rebuilt.households.get("cash"))
