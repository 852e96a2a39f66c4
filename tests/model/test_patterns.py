"""Patterns that the model must show, each under the conditions it states.

Numbers as in the model description: 0 a level baseline, 1 deeper falls hurt more, 2 a bumper crop
hurts less than a demand fall, 3 insured growers lose less, 11 with everything off the loss is
price change x kg.
"""

import numpy as np
import pytest

from sim import Scenario, ValueChainModel
from sim.comparison import compare
from sim.effects import Effects
from sim.parameters import load_parameters
from sim.record import CELL_COLUMNS, MARKET_COLUMNS
from sim.regions import load_region

MONTHS = 36


def months_of_year(record, column: str, year: int) -> np.ndarray:
    """A market column in one year of the run, [months, markets]."""
    return record.market[column][1 + 12 * year : 13 + 12 * year]


def difference(outcome, metric: str, group: str, window: str = "first_year") -> float:
    answer = outcome.answer
    rows = answer[
        (answer["metric"] == metric) & (answer["group"] == group) & (answer["window"] == window)
    ]
    assert len(rows) == 1, (metric, group)
    return float(rows["difference"].iloc[0])


@pytest.fixture(scope="module")
def calm_record():
    """A baseline of five years without luck on the sample region."""
    parameters = load_parameters()
    region = load_region("sample", parameters)
    model = ValueChainModel(region, parameters, luck=False).open()
    return model.branch(Effects()).run(60, "baseline")


def test_pattern_0_prices_and_capacity_of_the_baseline_stay_level(calm_record):
    for index, (_, chain) in enumerate(calm_record.markets):
        if chain == "rose":
            continue  # planted areas still come into bearing until 2024
        first = months_of_year(calm_record, "farm_gate", 0)[:, index].mean()
        last = months_of_year(calm_record, "farm_gate", 4)[:, index].mean()
        assert abs(last / first - 1.0) < 0.02, chain
        opening = load_parameters().value(f"{chain}.farm_gate_price")
        assert abs(first / opening - 1.0) < 0.02, chain
        size = calm_record.market["capacity"][:, index]
        assert abs(size[-1] / size[0] - 1.0) < 0.02, chain


def test_pattern_0_incomes_of_the_baseline_stay_level(calm_record):
    net = calm_record.cells[:, :, CELL_COLUMNS.index("net_income")].sum(axis=1)
    first, last = net[1:13].sum(), net[49:61].sum()
    assert abs(last / first - 1.0) < 0.02
    watched = calm_record.cells[:, :, CELL_COLUMNS.index("below_monitoring")].sum(axis=1)
    households = calm_record.cells[0, :, 0].sum()
    assert abs(watched[-1] - watched[0]) < 0.02 * households


def test_pattern_0_nothing_spoils_or_stays_unsold_in_a_calm_year(calm_record):
    for name in ("discarded", "unsold"):
        assert name in MARKET_COLUMNS
        for index, (_, chain) in enumerate(calm_record.markets):
            produced = months_of_year(calm_record, "produced", 1)[:, index].sum()
            lost = months_of_year(calm_record, name, 1)[:, index].sum()
            assert lost < 0.02 * produced, (name, chain)


FALLS = (-0.1, -0.2, -0.3, -0.5)


def outcomes_by_depth(*settings: str) -> dict:
    """Outcomes of four depths of a price fall, same luck."""
    fixed = ["run.region=sample", f"run.months={MONTHS}", *settings]
    return {
        change: compare(
            Scenario.load("jujube-price-30", [*fixed, f"shock.dates.change={change}"]), draws=2
        )
        for change in FALLS
    }


@pytest.fixture(scope="module")
def falls():
    return outcomes_by_depth()


def spot_losses(outcomes: dict) -> list[float]:
    """Mean loss of growers without contract, floor or insurance, by depth of the fall."""
    group = "chain=jujube,linkage=spot"
    return [-difference(outcomes[c], "net_income_per_household", group) for c in FALLS]


def test_pattern_1_deeper_falls_hurt_more(falls):
    losses = spot_losses(falls)
    assert losses[0] > 0.0
    assert losses == sorted(losses)


def test_pattern_1_at_least_in_proportion_while_growers_do_not_adapt():
    # Thrift, holding back and pulling trees save cash in the year of the fall and cost yield
    # later: without them, the loss of who has neither floor nor insurance grows with the fall.
    # Village risk funds, which help in deep falls most, are off.
    adaptations = ("input_cut_response", "hold_response", "capacity_response")
    off = [*(f"jujube.{name}=0" for name in adaptations), "response.village_fund=0"]
    losses = spot_losses(outcomes_by_depth(*off))
    per_point = [loss / -change for loss, change in zip(losses, FALLS, strict=True)]
    assert all(
        deeper >= 0.995 * milder for milder, deeper in zip(per_point, per_point[1:], strict=False)
    ), per_point


def test_pattern_1_more_households_cross_the_line_in_a_deeper_fall(falls):
    counts = [difference(falls[change], "newly_below_monitoring", "all") for change in FALLS]
    assert counts == sorted(counts)
    assert counts[-1] > counts[0] > 0


def test_pattern_2_a_bumper_crop_costs_less_than_the_same_fall_from_demand():
    settings = ["run.region=sample", f"run.months={MONTHS}"]
    demand = compare(Scenario.load("jujube-price-30", settings), draws=3)
    bumper = compare(Scenario.load("jujube-bumper-crop", settings), draws=3)
    metric, group = "net_income_per_household", "chain=jujube"
    assert difference(demand, metric, group) < difference(bumper, metric, group)


def test_pattern_3_insured_growers_lose_less_when_the_price_falls_after_the_strike():
    settings = ["run.region=sample", f"run.months={MONTHS}"]
    outcome = compare(Scenario.load("jujube-price-30", settings), draws=3)
    per_household = {
        insured: difference(outcome, "net_income_per_household", f"insured={insured}")
        for insured in ("yes", "no")
    }
    assert difference(outcome, "insurance_payouts", "chain=jujube") > 0.0
    # Insured growers hold larger orchards, so compare the loss given back, not the loss.
    sales = difference(outcome, "sales_per_household", "insured=yes")
    assert per_household["yes"] > sales


@pytest.fixture(scope="module")
def everything_off():
    """A sample model without luck where only price x quantity is left."""
    values = {
        "jujube.storable": 0.0, "jujube.storage_loss": 0.0, "jujube.old_crop_discount": 0.1,
        "jujube.hold_response": 0.0, "jujube.input_cut_response": 0.0,
        "jujube.capacity_response": 0.0, "jujube.commission_rate": 0.0,
        "jujube.input_credit_share": 0.0, "jujube.side_selling_tolerance": 0.3,
        "jujube.eaten_per_person": 0.0, "insurance.premium_rate": 0.02,
        "jujube.purchase_calendar": [0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5, 0.5, 0],
        "household.consumption_adjustment": 0.02, "finance.rollover_share": 1.0,
        "response.village_fund": 0.0,
    }  # fmt: skip
    parameters = load_parameters().with_values(values)
    region = load_region("sample", parameters)
    model = ValueChainModel(region, parameters, luck=False)
    for table in model.holdings.values():
        table.insured_mu[:] = 0.0
    # Hands enough at home: hired picking depends on cash, which the fall changes.
    model.households.get("workers")[:] = 20.0
    return model.open()


def test_pattern_11_with_everything_off_the_loss_is_price_change_times_kg(everything_off):
    scenario = Scenario.load("jujube-price-30", ["run.region=sample"])
    before = everything_off.branch(Effects()).run(24, "baseline")
    after = everything_off.branch(Effects(scenario.shocks)).run(24, "scenario")
    jujube = before.markets.index(("luopu", "jujube"))
    kilograms = {}
    value = {}
    for name, record in (("before", before), ("after", after)):
        spot, contract = record.market["sold_spot"], record.market["sold_contract"]
        kilograms[name] = (spot + contract)[1:, jujube]
        value[name] = (
            spot[1:, jujube] * record.market["farm_gate"][1:, jujube]
            + contract[1:, jujube] * record.market["contract_paid"][1:, jujube]
        )
    assert kilograms["before"].sum() > 1e6
    np.testing.assert_allclose(kilograms["after"], kilograms["before"], rtol=1e-9)
    net = CELL_COLUMNS.index("net_income")
    growers = before.cell_keys["linkage_jujube"].to_numpy() != "none"
    loss = (before.cells - after.cells)[1:, growers, net].sum()
    expected = value["before"].sum() - value["after"].sum()
    assert expected > 1e5
    assert loss == pytest.approx(expected, abs=1.0)
