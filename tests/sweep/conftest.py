"""A short sweep of the real model on the sample region, as a dictionary that tests change."""

from copy import deepcopy
from typing import Any

import pytest

TABLE: dict[str, Any] = {
    "scenarios": "jujube-price-30",
    "draws": 3,
    "run": {"region": "sample", "months": 16},
    "factor": [
        {"path": "shock.dates.change", "range": [-0.5, -0.1], "levels": 2},
        {"path": "jujube.pass_through", "values": [0.9, 1.0], "name": "pass_through"},
    ],
    "design": {"kind": "grid"},
    "outcome": [
        {"metric": "net_income_per_household", "group": "chain=jujube", "name": "income"},
        {"metric": "newly_below_monitoring"},
        {"metric": "loss", "group": "sector=households", "name": "loss_households"},
    ],
}


@pytest.fixture
def table() -> dict[str, Any]:
    return deepcopy(TABLE)
