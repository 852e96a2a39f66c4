"""Tables as plain columns, and as pandas tables when somebody asks for one."""

import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.results import Figures, draw_tables, join_draws
from sim.results.cell_sums import slices_of
from sim.results.columns import Names, named, stacked
from sim.results.frames import columns_of_frame
from tests.results.toy import same_households, toy_plan, toy_record

PROJECT = Path(__file__).resolve().parents[2]


def test_names_that_only_some_parts_know_become_known_to_all():
    one = {"name": named(np.array([1, 0]), ("b", "a"))}
    other = {"name": named(np.array([0, 1, 2]), ("c", "a", "c"))}
    joined = stacked([one, other])["name"]
    assert [joined.names[code] for code in joined.codes] == ["a", "b", "c", "a", "c"]
    assert joined.distinct() == ("a", "b", "c")


def test_a_pandas_table_and_plain_columns_hold_the_same(draws):
    tables = join_draws(draws)
    for name in tables:
        plain = tables.columns(name)
        for column, values in columns_of_frame(tables[name]).items():
            if isinstance(values, Names):
                assert values.names == plain[column].names
                values, expected = values.codes, plain[column].codes
            else:
                expected = plain[column]
            np.testing.assert_array_equal(values, expected)


def test_what_somebody_changed_is_what_figures_see(draws):
    tables = join_draws(draws)
    before = Figures(tables).flows.sum()
    tables["flows"]["yuan"] *= 2.0
    assert Figures(tables).flows.sum() == 2.0 * before
    assert Figures(pickle.loads(pickle.dumps(tables))).flows.sum() == 2.0 * before


def test_a_name_that_is_missing_is_told(draws):
    tables = join_draws(draws)
    tables["flows"]["kind"] = tables["flows"]["kind"].cat.remove_categories("dividends")
    with pytest.raises(ValueError, match="not declared"):
        _ = Figures(tables).flows


@pytest.mark.parametrize("order", [[0, 0, 1, 2, 2], [2, 0, 1, 2, 0]])
def test_slices_add_up_their_cells_wherever_they_lie(order):
    cells = np.arange(10.0).reshape(5, 2)
    (sums,) = slices_of(np.array(order)).sums([cells])
    for group, found in enumerate(sums):
        np.testing.assert_array_equal(found, cells[np.array(order) == group].sum(axis=0))


def test_a_baseline_serves_several_scenarios(scenario):
    baseline = toy_record(0)
    after = [same_households(toy_record(seed, "dates"), baseline) for seed in (1, 2)]
    kept = [draw_tables(baseline, record, 0, toy_plan(scenario)) for record in after]
    for tables, record in zip(kept, after, strict=True):
        alone = draw_tables(toy_record(0), record, 0, toy_plan(scenario))
        for name, table in alone.items():
            assert table.equals(tables[name]), name


ANSWERED = """
import sys
from sim.results import Outcome
from tests.results.toy import ToyParameters, price_shock, toy_draws, toy_plan, toy_scenario
import sim.comparison
scenario = toy_scenario(price_shock())
told = Outcome.build(
    scenario, ToyParameters(), toy_draws(scenario, 1), toy_plan(scenario), {"cash": 0.0}, {}
)
assert told.answer_object["sentence"]["en"]
print("pandas" in sys.modules, len(told.flows) > 0, "pandas" in sys.modules)
"""


def test_an_answer_is_told_before_the_library_of_tables_is_loaded():
    found = subprocess.run(
        [sys.executable, "-c", ANSWERED],
        env={"PYTHONPATH": str(PROJECT)},
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    assert found.split() == ["False", "True", "True"]
