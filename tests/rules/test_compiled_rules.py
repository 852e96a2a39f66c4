"""One text, two executions: a rule gives the same when Python and when a compiled loop calls it."""

import importlib
import inspect
import pkgutil

import numpy as np
import pytest
from numba import njit

import sim.rules
from sim.rules import (
    adoption,
    capacity,
    contracts,
    credit,
    enterprise,
    growing,
    herd,
    household,
    insurance,
    market,
    means,
    prices,
    response,
    selling,
    training,
)

YEAR = np.array([0.12, 0.07, 0.06, 0.04, 0.03, 0.02, 0.01, 0.01, 0.01, 0.20, 0.25, 0.18])
CROP = np.array([0.0] * 9 + [0.5, 0.5, 0.0])
# Planned quantity, netback, margin, taken, exponent and cap of two buyers.
BUYERS = tuple(
    np.array(pair)
    for pair in ((90.0, 40.0), (8.7, 8.1), (1.9, 1.3), (5.0, 0.0), (2.3, 1.0), (1.3, 1.0))
)

# For each rule, arguments on each side of its branches.
CASES = {
    adoption.realised_ratio: [
        (19.0, 0.9, 10.0, 120.0, 16.0, 0.05),
        (19.0, 0.9, 10.0, 200.0, 16.0, 0.05),
        (19.0, 0.9, 0.0, 200.0, 16.0, 0.05),
    ],
    adoption.own_scepticism: [(-0.4, 0.3, 0.8), (1.3, 0.3, 0.0)],
    adoption.did_well: [(1.31, 0.3), (1.3, 0.3), (1.2, 0.3)],
    adoption.arable_income: [(200.0, 2.0, 20.0), (200.0, 0.0, 0.0)],
    adoption.worth_joining: [(7.0, 6.0, 0.1), (6.5, 6.0, 0.1)],
    adoption.adoption_threshold: [(0.3, 0.5, 0.8, 0.7), (0.3, 1.0, 1.3, 0.0)],
    adoption.is_convinced: [(0.3, 0.3), (0.2, 0.3)],
    adoption.entry_surplus: [(5000.0, 0.1, 800.0, 3600.0, 0.15)],
    capacity.desired_capacity: [(9.0, 10.0, r, 0.3, 0.3) for r in (-3.0, 0.1, 1.0, 1.4, 3.0)],
    capacity.capacity_change: [(9.0, want, 0.15, 0.05) for want in (2.0, 9.0, 9.2, 12.0)]
    + [(0.0, 9.0, 0.15, 0.05)],
    capacity.return_ratio: [
        (1.0, False, 13.0, 19.0, 10.0, 120.0, 1.2, 0.3, 0.05),
        (1.0, False, 13.0, 19.0, 10.0, 300.0, 1.2, 0.3, 0.05),
        (1.0, True, 13.0, 19.0, 10.0, 120.0, 1.2, 0.3, 0.05),
        (1.0, False, 13.0, 19.0, 0.0, 120.0, 1.2, 0.3, 0.05),
        (0.0, False, 13.0, 19.0, 10.0, 120.0, 1.2, 0.3, 0.05),
    ],
    capacity.gives_up: [
        (1.0, 1.0, 10.0, -3.0, 0.3, 0.3, 0.25),
        (3.0, 3.0, 10.0, -3.0, 0.3, 0.3, 0.25),
        (1.0, 1.0, 10.0, 1.0, 0.3, 0.3, 0.25),
        (1.0, 0.0, 10.0, 1.0, 0.3, 0.3, 0.25),
    ],
    contracts.contract_price: [(0.0, 6.8, 4.9, 0.37, 0.1), (6.0, 6.8, 4.9, 0.37, 0.1)],
    response.struck_by_a_fall: [(5000.0, 6000.0, 0.1), (5900.0, 6000.0, 0.1)],
    contracts.price_gap: [(9.0, 10.0), (9.0, 0.0)],
    contracts.delivered_at_gap: [(gap, 0.07, 3.1, 0.1) for gap in (0.2, 0.05, -0.05, -0.2)],
    contracts.delivered_share: [
        (9.0, 10.0, 0.07, 3.1, 0.1),
        (9.8, 10.0, 0.07, 3.1, 0.1),
        (11.0, 10.0, 0.07, 3.1, 0.1),
        (5.0, 0.0, 0.07, 3.1, 0.1),
    ],
    contracts.agreed_delivery: [(60.0, 0.7, 400.0, 0.1), (20.0, 0.7, 400.0, 0.1)],
    contracts.invested_share: [(2.0, 100.0, 900.0), (0.0, 100.0, 900.0), (2.0, 100.0, 0.0)],
    contracts.forfeited_dividend: [(2.0, 5.0, 90.0, 6.0), (0.0, 5.0, 9.0, 6.0), (2.0, 5.0, 0, 6.0)],
    contracts.bearable_gap: [
        (0.6, 0.08, 0.7, 0.4, 1.3, 0.2, 6.5),
        (0.6, 0.08, 0.7, 2.0, 1.3, 0.0, 6.5),
    ],
    contracts.adapted_trust: [(0.7, 0.4, 0.02, 0.2)],
    contracts.share_of_gap_closed: [(0.2, 1.7), (0.2, 0.0)],
    contracts.adapted_credibility: [(0.7, 0.1, 0.01)],
    contracts.honoured_share: [(10.0, 8.3, 0.07, 3.1), (0.0, 8.3, 0.07, 3.1)],
    credit.planned_repayment: [(30000.0, 9600.0, 4.0), (9000.0, 9600.0, 4.0)],
    credit.renewed: [
        (29000.0, 0.8, plan, supply) for plan in (9000.0, 2000.0) for supply in (0.5, 1.0, 1.5)
    ],
    credit.repaid: [(5000.0, 9000.0, 1600.0), (5000.0, 3000.0, 1600.0), (5000.0, 900.0, 1600.0)],
    credit.lent_again: [(24000.0, 30000.0, 1.0, 5e4, 0.9), (24000.0, 30000.0, 0.5, 5e4, 0.9)],
    credit.new_credit: [(30000.0, 0.8, 5e4), (30000.0, 1.5, 5e4), (6e4, 1.0, 5e4)],
    credit.common_due_date: [(30000.0, 12, 10000.0, 36.0), (1.0, 1, 1.0, 2.0), (0.0, 0, 9.0, 36.0)],
    credit.sold_for_arrears: [(120.0, 3, 3.0, 1200.0), (120.0, 2, 3.0, 1200.0), (1.0, 3, 3.0, 0.0)],
    credit.penalty_rate: [(0.004, 0.5)],
    credit.own_interest: [(30000.0, 5000.0, 0.004, 0.6, 0.5), (30000.0, 0.0, 0.004, 0.0, 0.5)],
    credit.compensation: [(9000.0, 0.7, 1e5), (9000.0, 0.7, 100.0), (9000.0, 0.7, 0.0)],
    enterprise.workers_wanted: [(w, 0.3, 0.1, 1.0) for w in (0.2, 0.95, 1.4)],
    enterprise.adjusted_workers: [(0.8, 0.5, 0.3, 5.4)],
    enterprise.quit_share: [
        (1200.0, 1500.0, 0.5, 0.4, 0.7),
        (1800.0, 1500.0, 0.5, 0.4, 0.7),
        (0.0, 1500.0, 5.0, 0.0, 0.7),
        (0.0, 0.0, 0.5, 0.0, 0.7),
    ],
    enterprise.bearable_price: [
        (18.0, 75.0, units, 900.0, 50.0, 0.9) for units in (25.0, 0.0)
    ],
    enterprise.floor_for_next_year: [(13.6, b, 10.0) for b in (15.0, 12.0, 9.0)],
    enterprise.contracted_share: [
        (300.0, 25.0, 16.0, 1.0, 40.0),
        (3000.0, 25.0, 16.0, 1.0, 20.0),
        (300.0, 25.0, 16.0, 0.0, 40.0),
        (300.0, 0.0, 16.0, 1.0, 40.0),
    ],
    enterprise.invested_capacity: [
        (0.97, 3.0, 9.6, 1200.0, 700.0, 0.95, 0.25, 0.05),
        (0.9, 3.0, 9.6, 1200.0, 700.0, 0.95, 0.25, 0.05),
    ],
    growing.thrifty_cut: [(5.0, out, 4.0, 2000.0, 300.0, 0.5, 0.4) for out in (0.0, 400.0, 4000.0)],
    growing.paid_at_once: [(100.0, 0.3, cash) for cash in (-5.0, 20.0, 900.0)],
    growing.ripe_output: [(0.25, 6.3, 400.0, 1.1, 0.93, 0.8)],
    growing.grown_older: [(9.0, 4.0)],
    growing.days_short: [(400.0, 30.0, 9.0), (400.0, 30.0, 19.0)],
    growing.own_picking: [(400.0, 30.0, 2.0, 5.0), (400.0, 30.0, 2.0, 25.0)],
    growing.eaten_at_home: [(30.0, 4.0, 2.0), (3.0, 4.0, 2.0)],
    growing.value_of_a_mu: [(6.8, 900.0, 4.0, 1.1)],
    growing.herd_year: [(20.0, 150.0, 1.1, 1.4, 60.0)],
    growing.worth_picking: [(1.2, 1.1), (1.1, 1.2)],
    growing.hired_days: [(10.0, 3.0, 500.0, 130.0, 0.7), (10.0, 3.0, 500.0, 0.0, 0.7)],
    growing.input_cut: [(1100.0, 1500.0, 0.5, 0.4), (0.0, 0.0, 0.5, 0.4)],
    growing.lean_months: [(4.0, 1400.0, 1500.0), (4.0, 1600.0, 1500.0)],
    growing.patient_change: [(-0.1, 4.0, 13.0), (-0.1, 13.0, 13.0), (0.05, 0.0, 13.0)],
    growing.sold_in_need: [
        (1.0, 3.0, 120.0, 400.0, 1200.0, 0.15, 0.2),
        (3.0, 3.0, -10.0, 100.0, 1200.0, 0.15, 0.2),
    ],
    growing.mean_price: [(3.0, 20.0, 2.0, 0.5, 15.0), (0.0, 20.0, 0.0, 1.0, 15.0)],
    growing.yield_after_thrift: [(0.13, 0.4)],
    herd.matured: [(9.0, 6.0)],
    herd.born: [(60.0, 1.7, 1.1, 0.9)],
    herd.suffered: [(0.3, 0.8)],
    herd.kept_for_breeding: [
        (50.0, 30.0, 5.0, lean, 0.2, keep, 60.0, 2.0) for lean in (0.0, 2.0) for keep in (0.05, 0.5)
    ],
    household.job_pay: [(0.5, 1800.0, 0.9)],
    household.steady_income: [(1500.0, 0.5, 200.0, 0.7, 90.0, 1.02)],
    household.price_seen: [(3.0, 7.1, 2.0, 6.5, fee) for fee in (True, False)],
    household.picking_pay: [(5.0, 0.5, 120.0)],
    household.warning_months: [(3, household.YELLOW), (-3, household.RED), (3, household.GREEN)],
    household.consumption: [
        (7000.0, 23000.0, 800.0, 4.0, 0.15),
        (-1.0, 23000.0, 800.0, 4.0, 0.15),
    ],
    household.warning_colour: [
        (income, income - 300.0, 9000.0, 4000.0, 6000.0, 0.3, 1.15)
        for income in (3000.0, 4200.0, 4700.0, 5500.0, 9000.0)
    ],
    household.adapted_expectation: [(6.8, 4.1, 0.35)],
    insurance.insured_quantity: [(12.0, 226.0, 400.0, 0.3)],
    insurance.payout: [(9.8, 9.1, 3210.0), (9.8, 10.1, 3210.0)],
    market.buyer_demand: [(90.0, 8.7, price, 1.9, 2.3, 1.3) for price in (3.0, 6.9, 9.0)],
    market.demand_beyond: [(90.0, 8.7, 6.9, 1.9, 2.3, 1.3, taken) for taken in (5.0, 200.0)],
    market.diffused_share: [(y, 3.0, 2.0) for y in (0.0, 1.7, 9.0)],
    market.followed_plan: [(1.2, r, 0.1, 0.25) for r in (0.5, 1.05, 1.3)],
    market.total_demand: [(6.9, *BUYERS)],
    market.clearing_price: [(offer, 1.0, *BUYERS) for offer in (50.0, 500.0)],
    means.investable_cash: [(9000.0, 800.0, 2.0), (900.0, 800.0, 2.0)],
    means.free_hands: [(2.0, 1500.0, 3000.0, 0.5, 0.1, 0.2), (1.0, 3000.0, 3000.0, 0.5, 0.0, 0.0)],
    means.affordable_growth: [
        (9000.0, 120.0, 0.4, 100.0, np.inf, 60.0),
        (9000.0, 1200.0, 0.1, 20.0, 1.5, 6.0),
        (9000.0, 1200.0, 0.1, 20.0, 1.5, 0.0),
    ],
    means.land_given_up: [(3.0, 1.0, 20.0, 0.3), (3.0, 5.0, 20.0, 0.3), (3.0, 0.0, 1.0, 0.3)],
    means.can_begin: [
        (0.3, 0.2, 0.0, 9000.0, 3600.0),
        (0.1, 0.2, 0.0, 9000.0, 3600.0),
        (0.3, 0.2, np.inf, 9000.0, 3600.0),
        (0.3, 0.2, 0.0, 900.0, 3600.0),
    ],
    prices.monthly_persistence: [(0.53,)],
    prices.stationary_log_sd: [(0.44, 0.53)],
    prices.next_log_level: [(0.11, -1.3, 0.94, 0.44)],
    prices.log_level_variance: [(7.0, 0.94, 0.44)],
    prices.farm_gate_target: [(6.8, 1.1, 0.2, 0.19)],
    prices.shock_at_farm_gate: [(6.8, -0.3, 0.83)],
    prices.shifted_margin: [(1.9, 7.7, 9.8, 0.83, 0.07), (1.9, 0.1, 9.8, 0.5, 0.07)],
    prices.least_reference: [(2.1, 1.1, 1.9, 0.05)],
    prices.quantity_behind_price: [(-0.3, -0.8)],
    prices.heard_ratio: [(0.44, 0.6, 0.01), (0.44, 0.6, 0.25)],
    prices.quote: [(7.7, 0.69)],
    response.gap_to_line: [(21000.0, 6000.0, 4.0), (25000.0, 6000.0, 4.0)],
    response.paid_from_fund: [(3000.0, 0.5, 1e5), (3000.0, 0.5, 700.0), (3000.0, 0.5, 0.0)],
    selling.new_crop_month: [(CROP,), (np.full(12, 1 / 12),)],
    selling.crop_year_behind: [(YEAR, 9, month) for month in (8, 9, 2)],
    selling.planned_sale_share: [(YEAR, CROP, month) for month in (8, 9, 10, 2)],
    selling.months_to_sale: [(YEAR, CROP, month) for month in (9, 10, 2)],
    selling.worth_storing: [(6.8, 3.7, 0.005, 0.05, 0.06), (0.01, 3.7, 0.005, 0.05, 0.06)],
    training.adapted_skill: [(0.3, True, 0.06, 0.01), (0.3, False, 0.06, 0.01)],
    training.trained_yield: [(0.7, 0.4, 0.12, 0.5), (1.3, 0.4, 0.12, 0.5)],
    selling.holding_factor: [(7.1, 6.8, 0.7), (7.1, 0.0, 0.7), (30.0, 6.8, 0.7), (0.1, 6.8, 0.7)],
    selling.share_of_stock: [(0.2, 1.3, False), (0.2, 1.3, True), (1.0, 1.3, False)],
    selling.offered_share: [
        (0.2, 7.1, 6.8, 0.7, False),
        (0.2, 7.1, 6.8, 0.7, True),
        (1.0, 7.1, 6.8, 0.7, False),
    ],
}  # fmt: skip


def every_rule():
    """All functions that modules of `sim.rules` define."""
    for info in pkgutil.iter_modules(sim.rules.__path__):
        module = importlib.import_module(f"sim.rules.{info.name}")
        for value in vars(module).values():
            # A kernel keeps its Python text in `py_func`.
            function = getattr(value, "py_func", value)
            if inspect.isfunction(function) and function.__module__ == module.__name__:
                yield value


def test_every_rule_is_here():
    assert {f"{rule.__module__}.{rule.__name__}" for rule in every_rule()} == {
        f"{rule.__module__}.{rule.__name__}" for rule in CASES
    }


@pytest.mark.parametrize("rule", CASES, ids=lambda rule: rule.__name__)
def test_compiled_and_plain_execution_agree(rule):
    @njit
    def compiled(*arguments):
        return rule(*arguments)

    plain = getattr(rule, "py_func", rule)
    for arguments in CASES[rule]:
        # Powers may differ in the last bit between the two libraries.
        assert compiled(*arguments) == pytest.approx(plain(*arguments), rel=1e-13, abs=1e-15)
