from pathlib import Path

import pytest

from sim import Scenario, compare

MAIN = "jujube-price-30"


@pytest.fixture(scope="session")
def small_result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of a small result of the main scenario: two draws, two years, the sample region."""
    overrides = ["run.region=sample", "run.draws=2", "run.months=24"]
    outcome = compare(Scenario.load(MAIN, overrides))
    return Path(outcome.save(tmp_path_factory.mktemp("results") / MAIN))
