"""Results of library scenarios on the sample region, as written, run once for all tests."""

import json

import pandas as pd
import pytest

from sim import Scenario
from sim.comparison import compare_all, share_baseline

SCENARIOS = ("jujube-price-30", "pigeon-enterprise-exits", "rabbit-disease", "rose-price-70")


@pytest.fixture(scope="session")
def folders(tmp_path_factory):
    settings = ["run.region=sample", "run.months=30"]
    scenarios = [Scenario.load(name, settings) for name in SCENARIOS]
    assert share_baseline(scenarios)
    parent = tmp_path_factory.mktemp("results")
    outcomes = compare_all(scenarios, draws=2)
    return {
        outcome.scenario.name: outcome.save(parent / outcome.scenario.name) for outcome in outcomes
    }


def read(folder):
    """Tables, answer and manifest of a results folder by name."""
    tables = {path.stem: pd.read_parquet(path) for path in folder.glob("*.parquet")}
    for table in tables.values():
        for column in table.select_dtypes("category"):
            table[column] = table[column].astype(str)
    tables["answer"] = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    tables["manifest"] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return tables


@pytest.fixture(scope="module", params=SCENARIOS)
def files(request, folders):
    return read(folders[request.param])
