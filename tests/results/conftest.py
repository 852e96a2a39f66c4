"""Results of made-up draws, built once for all tests of results."""

import pytest

from sim.results import Figures, Outcome, join_draws
from tests.results.toy import ToyParameters, price_shock, toy_draws, toy_plan, toy_scenario


@pytest.fixture(scope="session")
def scenario():
    return toy_scenario(price_shock())


@pytest.fixture(scope="session")
def draws(scenario):
    return toy_draws(scenario, 3)


@pytest.fixture(scope="session")
def figures(draws):
    return Figures(join_draws(draws))


@pytest.fixture(scope="session")
def outcome(scenario, draws):
    return build(scenario, draws)


def build(scenario, draws):
    plan, residuals, timings = toy_plan(scenario), {"cash": 1e-12}, {"run": 1.5}
    return Outcome.build(scenario, ToyParameters(), draws, plan, residuals, timings, "repeat")


@pytest.fixture(scope="session")
def same_outcome(scenario):
    return build(scenario, toy_draws(scenario, 2, equal=True))
