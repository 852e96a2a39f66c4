"""Every scenario of the library runs, keeps its books, and moves something; so do all at once."""

import pytest

from sim import Scenario
from sim.comparison import share_baseline
from sim.paired_draw import run_draw
from sim.scenario import scenario_names

SETTINGS = ["run.region=sample", "run.months=36"]
NAMES = [name for name in scenario_names() if name != "baseline"]
LARGEST_RESIDUAL = 1e-6


@pytest.fixture(scope="module")
def results():
    """One draw of every scenario, by name; those that share a baseline run together."""
    groups: list[list[Scenario]] = []
    for scenario in (Scenario.load(name, SETTINGS) for name in NAMES):
        fitting = next((g for g in groups if share_baseline([g[0], scenario])), None)
        if fitting is None:
            groups.append([scenario])
        else:
            fitting.append(scenario)
    found = {}
    for group in groups:
        for scenario, result in zip(group, run_draw(group, 0), strict=True):
            found[scenario.name] = result
    return found


def test_there_is_one_for_each_worry():
    assert len(NAMES) >= 20


@pytest.mark.parametrize("name", NAMES)
def test_a_scenario_keeps_its_books_and_moves_something(results, name):
    result = results[name]
    assert max(result.residuals.values()) < LARGEST_RESIDUAL
    flows = result.tables["flows"]
    totals = flows.groupby("scenario", observed=True)["yuan"].sum()
    assert totals.nunique() == 2, totals


def test_all_shocks_and_levers_of_the_library_at_once_keep_the_books():
    together = {"name": "everything", "run": {"region": "sample", "months": 36}}
    for section in ("shock", "lever"):
        together[section] = [
            {**entry, "name": f"{name}-{entry['name']}"}
            for name in NAMES
            for entry in Scenario.load(name, SETTINGS).resolved()[section]
        ]
    (result,) = run_draw([Scenario.from_dict(together)], 0)
    assert max(result.residuals.values()) < LARGEST_RESIDUAL
