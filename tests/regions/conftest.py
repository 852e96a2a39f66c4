"""Regions to break, and the parameters they are checked against."""

from pathlib import Path

import pytest

from sim.parameters import Parameters, load_parameters
from sim.paths import calibration_folder


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return load_parameters()


@pytest.fixture
def copied_region(tmp_path: Path) -> Path:
    """A folder with a region `mine` of Luopu and Yutian whose files a test may spoil."""
    library = calibration_folder() / "counties"
    for county in ("luopu", "yutian"):
        text = (library / f"{county}.toml").read_text(encoding="utf-8")
        (tmp_path / f"{county}.toml").write_text(text, encoding="utf-8")
    (tmp_path / "mine.toml").write_text('counties = ["luopu", "yutian"]\n', encoding="utf-8")
    return tmp_path
