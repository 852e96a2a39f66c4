"""What many tests read and none changes: parameters, the sample region and opened models."""

import os
import signal
from types import SimpleNamespace

import pytest
from hypothesis import Phase, settings

from sim.model import ValueChainModel
from sim.parameters import Parameters, load_parameters
from sim.plain import plain_parameters
from sim.regions import Region, load_region

# Compiling a rule for the first time takes longer than any example may; the same examples
# everywhere, so that a failure on one machine is a failure on all.
settings.register_profile(
    "project",
    deadline=None,
    derandomize=True,
    database=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "project"))

# A job in the background ignores Ctrl-C, and so would every process that a test begins and stops.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

BROWSER = "tests/browser/"


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config, log):
    """Tests go to whichever process is free, but for the browser's: one viewer serves them all.

    Marks that group tests are lost with xdist 3.8 beside pytest 9.2, hence a scheduler.
    """
    from xdist.scheduler import LoadScopeScheduling

    class OneViewer(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            return BROWSER if nodeid.startswith(BROWSER) else nodeid

    return OneViewer(config, log)


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return load_parameters()


@pytest.fixture(scope="session")
def plain(parameters: Parameters) -> SimpleNamespace:
    """Parameters as the model reads them: branches and leaves as attributes."""
    return plain_parameters(parameters)


@pytest.fixture(scope="session")
def sample_region(parameters: Parameters) -> Region:
    return load_region("sample", parameters)


@pytest.fixture(scope="session")
def calm_opening(sample_region: Region, parameters: Parameters) -> ValueChainModel:
    """The sample region at its opening, without price and weather noise; branch it."""
    return ValueChainModel(sample_region, parameters, seed=1, luck=False).open()


@pytest.fixture(scope="session")
def lucky_opening(sample_region: Region, parameters: Parameters) -> ValueChainModel:
    """The sample region at its opening, with price and weather noise; branch it."""
    return ValueChainModel(sample_region, parameters, seed=1).open()
