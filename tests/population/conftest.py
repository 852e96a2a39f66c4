"""One population of the default region, shared by the tests that only read it."""

import pytest

from sim.parameters import Parameters, load_parameters
from sim.population import Population, synthesise
from sim.regions import Region, load_region


@pytest.fixture(scope="session")
def parameters() -> Parameters:
    return load_parameters()


@pytest.fixture(scope="session")
def region(parameters: Parameters) -> Region:
    return load_region("luopu-yutian", parameters)


@pytest.fixture(scope="session")
def sample(parameters: Parameters) -> Region:
    return load_region("sample", parameters)


@pytest.fixture(scope="session")
def population(region: Region, parameters: Parameters) -> Population:
    return synthesise(region, parameters, seed=1, draw=0)
