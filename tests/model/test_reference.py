"""The compiled engine against the reference: plain Mesa, an object a household."""

import mesa
import numpy as np
import pytest

from sim import Scenario
from sim.effects import Effects
from sim.model import ValueChainModel
from sim.record import CELL_COLUMNS, RunRecord
from sim.reference import ReferenceModel
from sim.reference.agents import Household
from sim.regions import Region
from sim.scenario import scenario_names

MONTHS = 60
HOUSEHOLDS = 3000
NEAR = 1e-9
# Counted, not measured: what of a cell or a market must be equal.
COUNTED_IN_CELLS = (
    "households", "persons", "below_poverty", "below_monitoring", "red", "orange", "yellow",
    "green", "in_arrears", "helped",
)  # fmt: skip
COUNTED_IN_MARKETS = (
    "members", "growers", "insured_households", "enterprises_operating", "enterprises_strained",
    "enterprises_in_default", "enterprises_gone", "cooperatives_failed", "floors_promised",
    "floors_unpaid",
)  # fmt: skip


@pytest.fixture(scope="module")
def opening(sample_region: Region, parameters) -> ValueChainModel:
    """The engine's opening of a region of some 3,000 households, with float64 columns."""
    return ValueChainModel(sample_region, parameters, seed=1, precision=np.float64).open()


def everything() -> Effects:
    """Every shock and lever of the library at once."""
    shocks, levers = [], []
    for name in scenario_names():
        scenario = Scenario.load(name, ["run.region=sample", f"run.months={MONTHS}"])
        shocks += scenario.shocks
        levers += scenario.levers
    return Effects(tuple(shocks), tuple(levers))


def assert_equal(engine: RunRecord, reference: RunRecord) -> None:
    """The same discrete states; amounts to `NEAR` of the largest of their kind."""
    np.testing.assert_array_equal(engine.below, reference.below)
    for name in COUNTED_IN_CELLS:
        column = CELL_COLUMNS.index(name)
        np.testing.assert_array_equal(engine.cells[..., column], reference.cells[..., column], name)
    for name in COUNTED_IN_MARKETS:
        np.testing.assert_array_equal(engine.market[name], reference.market[name], name)
    amounts = {
        name: (getattr(engine, name), getattr(reference, name))
        for name in (
            "flows", "claims_created", "claims_paid", "claims_written_off", "claims_outstanding",
            "goods", "capital", "unit_value", "cash", "debt", "receivable", "payable", "sold",
        )
    }  # fmt: skip
    for index, name in enumerate(CELL_COLUMNS):
        amounts[f"cells: {name}"] = engine.cells[..., index], reference.cells[..., index]
    for name, values in engine.market.items():
        amounts[f"market: {name}"] = values, reference.market[name]
    for name, (expected, found) in amounts.items():
        largest = max(float(np.abs(expected).max()), 1.0)
        np.testing.assert_allclose(found, expected, rtol=NEAR, atol=NEAR * largest, err_msg=name)


def test_engine_and_reference_agree_on_every_mechanism_at_once(opening):
    effects = everything()
    assert len(opening.households) >= HOUSEHOLDS
    engine = opening.branch(effects).run(MONTHS, "engine")
    reference = ReferenceModel.of(opening, effects).run(MONTHS, "reference")
    assert_equal(engine, reference)
    # Something of every kind did happen.
    assert engine.market["enterprises_gone"].max() > 0
    assert engine.cells[..., CELL_COLUMNS.index("helped")].sum() > 0
    assert engine.claims_written_off.sum() > 0.0


def test_engine_and_reference_agree_from_their_own_burn_in_on(
    opening, sample_region: Region, parameters
):
    reference = ReferenceModel(sample_region, parameters, seed=1).open()
    assert_equal(opening.branch(Effects()).run(24, "x"), reference.run(24, "x"))


def test_a_household_of_the_reference_is_a_mesa_agent_of_plain_numbers(opening):
    model = ReferenceModel.of(opening)
    assert len(model.agents_by_type[Household]) == len(opening.households)
    household = next(h for h in model.people if h.holdings)
    assert isinstance(household, mesa.Agent)
    assert type(household.cash) is float
    assert type(household.colour) is int
    assert household.cash == opening.households[household.row]["cash"]
    holding = next(iter(household.holdings.values()))
    assert holding.keeper is household
    assert type(holding.expected_price) is float


def test_gathering_into_columns_and_back_changes_nothing(opening):
    model = ReferenceModel.of(opening)
    model.step()
    before = [(h.cash, h.colour, h.ring) for h in model.people]
    stock = [holding.stock for held in model.held.values() for holding in held]
    with model.as_columns():
        assert model.households.agg("cash", "sum") == pytest.approx(sum(c for c, _, _ in before))
    assert [(h.cash, h.colour, h.ring) for h in model.people] == before
    assert [holding.stock for held in model.held.values() for holding in held] == stock
