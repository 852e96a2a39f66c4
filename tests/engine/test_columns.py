"""Agents as columns, with the queries users are promised."""

import numpy as np
import pytest

from sim.state.columns import Columns


@pytest.fixture
def people() -> Columns:
    return Columns(
        {
            "cash": np.array([10.0, 20.0, 30.0, 40.0]),
            "county": np.array([0, 0, 1, 1]),
            "persons": np.array([1, 2, 3, 4], dtype=np.int16),
        }
    )


def test_length_and_names(people):
    assert len(people) == 4
    assert people.names == ("cash", "county", "persons")
    assert len(Columns({})) == 0


def test_columns_of_different_length_are_refused():
    with pytest.raises(ValueError, match=r"\[2, 3\]"):
        Columns({"cash": np.zeros(2), "county": np.zeros(3)})


def test_get_is_the_column_itself(people):
    people.get("cash")[0] = 11.0
    assert people.cash.tolist() == [11.0, 20.0, 30.0, 40.0]


def test_set_writes_a_column_or_a_views_rows(people):
    people.set("cash", 5.0)
    assert people.cash.tolist() == [5.0, 5.0, 5.0, 5.0]
    people.select(people.county == 1).set("cash", [7.0, 8.0])
    assert people.cash.tolist() == [5.0, 5.0, 7.0, 8.0]


def test_select_of_a_select(people):
    far = people.select(people.county == 1)
    assert len(far) == 2
    assert far.get("cash").tolist() == [30.0, 40.0]
    rich = far.select(far.get("cash") > 35.0)
    assert rich.get("persons").tolist() == [4]
    rich.set("cash", 0.0)
    assert people.cash.tolist() == [10.0, 20.0, 30.0, 0.0]


def test_what_a_view_gives_is_a_copy(people):
    people.select(people.county == 1).get("cash")[:] = 0.0
    assert people.agg("cash", "sum") == 100.0


def test_an_empty_selection(people):
    nobody = people.select(people.cash > 99.0)
    assert len(nobody) == 0
    assert nobody.get("cash").size == 0
    assert list(nobody) == []


def test_agg_by_name_and_by_function(people):
    assert people.agg("cash", "mean") == 25.0
    assert people.agg("cash", np.median) == 25.0
    assert people.select(people.county == 0).agg("cash", lambda cash: cash.max()) == 20.0
    assert isinstance(people.agg("persons", "sum"), float)


def test_groupby(people):
    sums = people.groupby("county").agg("cash", "sum")
    assert sums.to_dict() == {0: 30.0, 1: 70.0}
    assert sums.index.name == "county"
    some = people.select(people.persons > 1).groupby("county").agg("cash", "mean")
    assert some.to_dict() == {0: 20.0, 1: 35.0}


def test_one_agent(people):
    assert people[2] == {"cash": 30.0, "county": 1, "persons": 3}
    assert people[-1]["cash"] == 40.0
    assert people.select(people.county == 1)[0]["cash"] == 30.0
    with pytest.raises(IndexError):
        people[4]


def test_all_agents_in_turn(people):
    assert [person["persons"] for person in people] == [1, 2, 3, 4]


@pytest.mark.parametrize(
    "ask",
    [
        lambda people: people.get("wealth"),
        lambda people: people.wealth,
        lambda people: people.set("wealth", 1.0),
        lambda people: people.agg("wealth", "sum"),
    ],
)
def test_an_unknown_column_names_the_known_ones(people, ask):
    with pytest.raises(AttributeError, match="'wealth'.*cash, county, persons"):
        ask(people)
