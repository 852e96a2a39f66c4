"""Groups of households: who belongs, what is summed, who crosses a line."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from sim.record import CELL_COLUMNS
from sim.results import describe_group, draw_tables
from sim.results.groups import build_groups
from tests.results.toy import same_households, toy_cell_keys, toy_plan, toy_record

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def records():
    baseline = toy_record(0)
    return baseline, same_households(toy_record(1, "dates"), baseline)


@pytest.fixture(scope="module")
def table(records, scenario):
    groups = draw_tables(*records, 0, toy_plan(scenario))["groups"]
    return groups.set_index(["scenario", "window", "group"])


def test_a_group_is_made_of_its_cells():
    keys = toy_cell_keys()
    groups = build_groups(keys)
    member = groups.membership[groups.names.index("chain=jujube,linkage=member")]
    expected = (keys["chains"] == "jujube") & (keys["linkage_jujube"] == "member")
    assert np.array_equal(member.astype(bool), expected)


def test_a_household_with_two_chains_is_in_both_groups():
    keys = toy_cell_keys()
    groups = build_groups(keys)
    both = keys["chains"] == "jujube+rose"
    for name in ("chain=jujube", "chain=rose"):
        assert groups.membership[groups.names.index(name)][both].all()


@pytest.mark.parametrize(
    "grouping", ["county", "status", "linkage", "decile", "insured", "sources"]
)
def test_groups_of_one_key_share_out_all_households(table, grouping):
    run = table.xs("run", level="window").loc["baseline"]
    parts = run[run["grouping"] == grouping]
    assert parts["households"].sum() == run.loc["all", "households"] == 400
    assert parts["net_income"].sum() == pytest.approx(run.loc["all", "net_income"])


def test_flows_are_summed_and_states_taken_at_the_end(table, records):
    row = table.loc[("dates", "first_year", "all")]
    assert (row["first_month"], row["last_month"]) == (9, 20)
    cells = records[1].cells
    sales, debt = (CELL_COLUMNS.index(name) for name in ("sales", "debt"))
    assert row["sales"] == pytest.approx(cells[10:22, :, sales].sum())
    assert row["debt"] == pytest.approx(cells[21, :, debt].sum())


def test_crossings_compare_the_same_household(table, records):
    baseline, scenario = records
    row = table.loc[("dates", "first_year", "all")]
    before, after = baseline.below[21, 1], scenario.below[21, 1]
    assert row["newly_below_monitoring"] == (after & ~before).sum()
    assert row["newly_above_monitoring"] == (before & ~after).sum()
    assert table.loc[("baseline", "first_year", "all"), "newly_below_monitoring"] == 0.0
    difference = (
        row["below_monitoring"] - table.loc[("baseline", "first_year", "all"), "below_monitoring"]
    )
    assert difference == row["newly_below_monitoring"] - row["newly_above_monitoring"]


def test_groups_have_names_in_both_languages():
    for name in build_groups(toy_cell_keys()).names:
        for lang in ("en", "zh"):
            assert describe_group(name, lang)
    assert describe_group("all", "en") == "all households"


ADDED_UP = """
import hashlib
import numpy as np
from sim.results.groups import Groups
luck = np.random.default_rng(0)
membership = (luck.random((46, 477)) < 0.25).astype(np.float64)
cells = luck.lognormal(10.0, 3.0, (477, 34))
print(hashlib.sha256(Groups((), (), membership).sums(cells).tobytes()).hexdigest())
"""


def test_sums_do_not_depend_on_the_threads_of_linear_algebra():
    found = {
        subprocess.run(
            [sys.executable, "-c", ADDED_UP],
            env={"PYTHONPATH": str(PROJECT), "OPENBLAS_NUM_THREADS": threads},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for threads in ("1", "4")
    }
    assert len(found) == 1
