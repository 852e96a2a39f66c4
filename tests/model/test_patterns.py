"""Patterns that the model must show, each under the conditions it states.

The experiments are those of `tools.patterns`, which plots them in docs/patterns.md. Pattern 6 is in
test_cobweb.py, 7 in test_glut.py, 8 in test_two_sources.py.
"""

import numpy as np
import pytest

from sim import Scenario, ValueChainModel
from sim.comparison import compare
from sim.effects import Effects
from sim.parameters import load_parameters
from sim.record import CELL_COLUMNS, MARKET_COLUMNS
from sim.regions import load_region
from tools.patterns.buyers import aid_ends
from tools.patterns.cover import seasons_after_a_fall
from tools.patterns.falls import bumper_against_demand, losses_by_depth, price_times_quantity
from tools.patterns.links import breach_by_gap, floor_failures
from tools.patterns.outlays import outlays

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


def test_pattern_1_deeper_falls_hurt_more():
    losses = losses_by_depth(adapting=True).yuan
    assert losses[0] > 0.0
    assert list(losses) == sorted(losses)


def test_pattern_1_at_least_in_proportion_while_growers_do_not_adapt():
    # Thrift, holding back and pulling trees save cash in the year of the fall and cost yield
    # later: without them, the loss of who has neither floor nor insurance grows with the fall.
    per_point = losses_by_depth(adapting=False).per_point()
    assert all(
        deeper >= 0.999 * milder for milder, deeper in zip(per_point, per_point[1:], strict=False)
    ), per_point


@pytest.fixture(scope="module")
def falls():
    """Outcomes of four depths of a price fall, same luck."""
    fixed = ["run.region=sample", f"run.months={MONTHS}"]
    return {
        change: compare(
            Scenario.load("jujube-price-30", [*fixed, f"shock.dates.change={change}"]), draws=2
        )
        for change in FALLS
    }


def test_pattern_1_more_households_cross_the_line_in_a_deeper_fall(falls):
    counts = [difference(falls[change], "newly_below_monitoring", "all") for change in FALLS]
    assert counts == sorted(counts)
    assert counts[-1] > counts[0] > 0


def test_pattern_2_a_bumper_crop_costs_less_by_the_value_of_the_extra_crop():
    found = bumper_against_demand()
    assert found.extra_units > 0.0
    saved = found.demand - found.bumper
    assert saved > 0.0
    assert saved == pytest.approx(found.value_of_extra - found.cost_of_extra, abs=1.0)


def test_pattern_3_insurance_gives_back_the_first_season_and_no_later_one():
    found = seasons_after_a_fall(yield_basis=0.0)
    assert found.payout[0] > 0.5 * found.loss[0] > 0.0
    assert found.payout[1:] == pytest.approx((0.0, 0.0), abs=1e-6 * found.payout[0])
    assert min(found.loss) > 0.0


def test_pattern_3_more_is_paid_than_lost_only_where_more_is_insured_than_grown():
    own, contract = seasons_after_a_fall(0.0), seasons_after_a_fall(1.0)
    assert own.insured_over_grown <= 1.0
    assert own.share_given_back() <= 1.0
    assert contract.insured_over_grown > 1.0
    assert contract.share_given_back() > 1.0


def test_pattern_4_members_lose_little_until_the_floor_fails_and_much_then():
    failures = floor_failures()
    failed = [case for case in failures if case.failed >= 0]
    assert len(failed) >= 3
    for case in failed:
        assert case.after() > 2.0 * max(case.before(), 0.0)
    # A stronger balance sheet puts the failure off: the month is a range, not a date.
    months = [case.failed if case.failed >= 0 else 60 for case in failures]
    assert months == sorted(months)
    assert months[-1] > months[0]


def test_pattern_5_the_side_that_gains_breaks_the_contract():
    found = breach_by_gap()
    below = [i for i, gap in enumerate(found.gaps) if gap < 0.0]
    above = [i for i, gap in enumerate(found.gaps) if gap > 0.0]
    growers, buyers = np.array(found.growers), np.array(found.buyers)
    assert (growers[below] == 0.0).all()
    assert (buyers[above] == 0.0).all()
    assert (np.diff(growers[above]) >= 0.0).all()
    assert growers[above[-1]] > growers[above[0]]
    assert (np.diff(buyers[below]) <= 0.0).all()
    assert buyers[below[0]] > buyers[below[-1]]


def test_pattern_9_when_aid_ends_the_loss_ranks_with_what_finds_no_other_buyer():
    cases = aid_ends()
    for chain in {case.chain for case in cases}:
        mine = sorted((c for c in cases if c.chain == chain), key=lambda case: case.exposure())
        lost = [case.lost_share for case in mine]
        assert lost == sorted(lost)
        assert lost[-1] > lost[0]
    # Other buyers are full at some share; then herds shrink and even less is sold.
    assert all(case.reabsorbed <= 1.0 + 1e-9 for case in cases)
    assert min(case.reabsorbed for case in cases) < 0.5


def test_pattern_10_a_levers_outlay_is_what_it_pays_and_the_net_cost_counts_what_it_induces():
    for case in outlays():
        assert case.gross > 0.0, case
        assert 0.0 < case.public <= case.gross * (1.0 + 1e-9), case
        # The county's own balance, from its cash, is what it paid for the lever and all it induced.
        assert case.net == pytest.approx(case.public + case.induced, rel=1e-6, abs=1.0), case


def test_pattern_11_with_everything_off_the_loss_is_price_change_times_kg():
    found = price_times_quantity()
    assert found.units_unchanged < 1e-9
    assert found.expected[0] > 1e5
    assert found.losses == pytest.approx(found.expected, abs=1.0)
