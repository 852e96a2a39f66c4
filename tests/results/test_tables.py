"""The tables hold what the records hold, in the declared columns."""

import numpy as np
import pytest

from sim.messages import catalogue
from sim.record import CELL_COLUMNS, MARKET_COLUMNS
from sim.results import TABLES, draw_tables
from sim.results.columns import side_names
from sim.results.schema import DRAWN_TABLES
from tests.results.toy import same_households, toy_plan, toy_record


@pytest.fixture(scope="module")
def records():
    baseline = toy_record(0)
    return baseline, same_households(toy_record(1, "dates"), baseline)


@pytest.fixture(scope="module")
def tables(records, scenario):
    return draw_tables(*records, 5, toy_plan(scenario))


@pytest.mark.parametrize("name", DRAWN_TABLES)
def test_columns_are_the_declared_ones(tables, name):
    assert list(tables[name].columns) == list(TABLES[name].names())
    assert list(tables[name]["scenario"].unique()) == ["baseline", "dates"]
    assert set(tables[name]["draw"]) == {5}


@pytest.mark.parametrize("name", TABLES)
def test_every_column_is_described_in_both_languages(name):
    for lang in ("en", "zh"):
        assert TABLES[name].describe(lang)
        for column in TABLES[name].columns:
            assert f"columns.{column.text_key}" in catalogue(lang)


def test_the_declared_columns_are_those_of_a_run():
    assert set(TABLES["monthly"].names("flow", "state")) == set(MARKET_COLUMNS)
    assert set(TABLES["households"].names("flow", "state")) == set(CELL_COLUMNS)


def test_flows_keep_every_yuan_and_no_empty_row(tables, records):
    flows = tables["flows"]
    assert (flows["yuan"] != 0.0).all()
    for side, record in zip(("baseline", "dates"), records, strict=True):
        assert flows.loc[flows["scenario"] == side, "yuan"].sum() == pytest.approx(
            record.flows.sum()
        )
    wages = flows.query("scenario == 'dates' and kind == 'outside_wages' and chain == 'none'")
    assert set(wages["payer"]) <= {"world"}
    assert set(wages["payee"]) <= {"households"}


def test_claims_have_an_opening_in_which_nothing_was_booked(tables):
    opening = tables["claims"].query("month == -1")
    assert (opening[["created", "paid", "written_off"]] == 0.0).all(axis=None)
    assert (opening["outstanding"] == 50.0).all()


def test_unit_values_are_the_baselines_on_both_sides(tables, records):
    baseline, scenario = records
    assert not np.array_equal(baseline.unit_value, scenario.unit_value)
    wide = tables["capital"].pivot_table(
        index=["month", "sector", "asset"], columns="scenario", values="unit_value", observed=True
    )
    assert (wide["baseline"] == wide["dates"]).all()


def test_the_month_before_the_run_books_no_volumes(tables):
    opening = tables["monthly"].query("month == -1")
    assert (opening[list(TABLES["monthly"].names("flow"))] == 0.0).all(axis=None)
    assert (opening["farm_gate"] > 0.0).all()
    assert set(tables["monthly"].query("chain == 'pigeon'")["unit"]) == {"bird"}


def test_households_add_up_to_all_cells(tables, records):
    sums = tables["households"].groupby(["scenario", "month"], observed=True)["sales"].sum()
    number = CELL_COLUMNS.index("sales")
    for side, record in zip(("baseline", "dates"), records, strict=True):
        expected = record.cells[1:, :, number].sum(axis=1)
        np.testing.assert_allclose(sums[side].loc[0:], expected)
        assert sums[side].loc[-1] == 0.0


def test_a_scenario_called_baseline_has_two_sides():
    assert side_names("baseline") == ("baseline", "scenario")
    assert side_names("dates") == ("baseline", "dates")
