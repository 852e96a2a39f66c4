"""The price ladder by hand, and the price process by its statistics over many keyed draws."""

import math

import numpy as np
import pytest

from sim.engine.draws import Purpose, agent_ids, standard_normals
from sim.rules import prices


def test_monthly_persistence_is_the_yearly_one_after_twelve_months():
    monthly = prices.monthly_persistence(0.5)
    product = 1.0
    for _ in range(12):
        product *= monthly
    assert product == pytest.approx(0.5, rel=1e-12)
    assert prices.monthly_persistence(0.0) == 0.0
    assert prices.monthly_persistence(1.0) == 1.0


@pytest.mark.parametrize(
    ("yearly_change_sd", "persistence", "expected"),
    [
        (0.44, 0.5, 0.44),  # sqrt(2 x 0.5) = 1
        (0.30, 0.875, 0.60),  # sqrt(2 x 0.125) = 0.5, 0.30 / 0.5
        (0.20, 0.0, 0.1414213562),  # independent years: each of two carries half the variance
        (0.0, 0.5, 0.0),
    ],
)
def test_stationary_log_sd(yearly_change_sd, persistence, expected):
    assert prices.stationary_log_sd(yearly_change_sd, persistence) == pytest.approx(expected)


def test_next_log_level_by_hand():
    # 0.6 x 0.1 = 0.06; sqrt(1 - 0.36) = 0.8; 0.5 x 0.8 x 2 = 0.8; together 0.86.
    assert prices.next_log_level(0.1, 2.0, 0.6, 0.5) == pytest.approx(0.86)
    assert prices.next_log_level(0.1, 2.0, 1.0, 0.5) == pytest.approx(0.1)
    assert prices.next_log_level(0.1, 2.0, 0.0, 0.5) == pytest.approx(1.0)


def test_variance_grows_from_nothing_to_the_stationary_one():
    assert prices.log_level_variance(0.0, 0.6, 0.5) == 0.0
    # After one month: (0.5 x 0.8)^2 = 0.16, what one innovation brings.
    assert prices.log_level_variance(1.0, 0.6, 0.5) == pytest.approx(0.16)
    # After two: 0.36 x 0.16 + 0.16 = 0.2176.
    assert prices.log_level_variance(2.0, 0.6, 0.5) == pytest.approx(0.2176)
    assert prices.log_level_variance(500.0, 0.6, 0.5) == pytest.approx(0.25)


def test_farm_gate_target_by_hand():
    assert prices.farm_gate_target(6.8, 1.0, 0.0, 0.0) == pytest.approx(6.8)
    # Season 1.1, level doubled: 6.8 x 1.1 x 2 = 14.96.
    assert prices.farm_gate_target(6.8, 1.1, math.log(2.0), 0.0) == pytest.approx(14.96)
    # A level of half its variance is an average year.
    assert prices.farm_gate_target(6.8, 1.0, 0.5, 1.0) == pytest.approx(6.8)


@pytest.mark.parametrize(
    ("target", "change", "pass_through", "expected"),
    [
        (6.8, -0.3, 1.0, -2.04),
        (6.8, -0.3, 0.7, -2.9142857),  # the reference must fall by more when it passes on less
        (6.8, -0.3, 1.2, -1.70),
        (6.8, 0.5, 1.0, 3.40),
        (6.8, 0.0, 0.7, 0.0),
    ],
)
def test_shock_at_farm_gate(target, change, pass_through, expected):
    assert prices.shock_at_farm_gate(target, change, pass_through) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("reference", "pass_through", "expected"),
    [
        (7.8, 1.0, 1.9),  # one for one: the margin stays
        (7.8, 0.7, 1.3),  # R falls by 2.0, traders bear 30% of it: 1.9 - 0.6
        (11.8, 0.7, 2.5),  # and keep 30% of a rise: 1.9 + 0.6
        (7.8, 1.2, 2.3),  # overshooting: 1.9 + 0.4
        (0.8, 0.7, 0.095),  # 1.9 - 2.7 < 0: a twentieth of 1.9 is left
    ],
)
def test_shifted_margin(reference, pass_through, expected):
    assert prices.shifted_margin(1.9, reference, 9.8, pass_through, 0.05) == pytest.approx(expected)


@pytest.mark.parametrize("pass_through", [0.7, 1.0, 1.2])
def test_a_fall_at_the_farm_gate_arrives_there_whatever_is_passed_on(pass_through):
    freight, margin, reference = 1.1, 1.9, 9.8
    moved = reference + prices.shock_at_farm_gate(6.8, -0.3, pass_through)
    asked = prices.shifted_margin(margin, moved, reference, pass_through, 0.05)
    assert moved - freight - asked == pytest.approx(4.76)  # 6.8 x 0.7


@pytest.mark.parametrize(
    ("change", "elasticity", "expected"),
    [
        (-0.5, -1.0, 1.0),  # half the price: twice the crop
        (-0.75, -0.5, 15.0),  # 0.25^-2 = 16 crops
        (1.0, -1.0, -0.5),  # twice the price: half the crop
        (0.0, -0.8, 0.0),
    ],
)
def test_quantity_behind_price(change, elasticity, expected):
    assert prices.quantity_behind_price(change, elasticity) == pytest.approx(expected)


def test_a_month_of_little_trade_says_little_about_the_price():
    assert prices.heard_ratio(0.44, 0.6, 0.25) == pytest.approx(0.44)
    assert prices.heard_ratio(0.44, 0.6, 0.01) == pytest.approx(0.6 - 0.12 * 0.16)
    assert prices.heard_ratio(0.44, 0.6, 0.0) == pytest.approx(0.6)


def test_quote_follows_the_reference_at_the_last_ratio():
    # Last traded 6.8 of 9.8; the reference is now 7.84, a fifth lower.
    assert prices.quote(7.84, 6.8 / 9.8) == pytest.approx(5.44)


PATHS, YEARS = 20_000, 12


@pytest.fixture(scope="module")
def yearly_levels(plain):
    """Log price levels of many keyed histories at the end of each year [years, histories]."""
    p = plain.jujube
    persistence = prices.monthly_persistence(p.price_year_persistence)
    sd = prices.stationary_log_sd(p.price_yearly_log_sd, p.price_year_persistence)
    histories = agent_ids("history", "test", np.arange(PATHS))
    level, found = np.zeros(PATHS), []
    for month in range(12 * YEARS):
        luck = standard_normals(7, 0, histories, Purpose.PRICE_LEVEL, month)
        level = prices.next_log_level(level, luck, persistence, sd)
        if month % 12 == 11:
            found.append(level)
    return np.array(found)


def test_the_level_reaches_its_stationary_spread(yearly_levels):
    # 0.44 / sqrt(2 x (1 - 0.5)) = 0.44; the spread of 20,000 histories is known to 0.5%.
    assert yearly_levels[-1].std() == pytest.approx(0.44, rel=0.02)


def test_yearly_changes_have_the_reported_spread(yearly_levels, plain):
    changes = yearly_levels[-1] - yearly_levels[-2]
    assert changes.std() == pytest.approx(plain.jujube.price_yearly_log_sd, rel=0.02)


def test_years_are_correlated_as_stated(yearly_levels, plain):
    correlation = np.corrcoef(yearly_levels[-1], yearly_levels[-2])[0, 1]
    assert correlation == pytest.approx(plain.jujube.price_year_persistence, abs=0.02)


@pytest.mark.parametrize("year", [1, 3, 12])
def test_the_mean_price_stays_at_its_reported_level(yearly_levels, plain, year):
    p = plain.jujube
    persistence = prices.monthly_persistence(p.price_year_persistence)
    sd = prices.stationary_log_sd(p.price_yearly_log_sd, p.price_year_persistence)
    variance = prices.log_level_variance(12.0 * year, persistence, sd)
    drawn = [prices.farm_gate_target(1.0, 1.0, x, variance) for x in yearly_levels[year - 1]]
    assert np.mean(drawn) == pytest.approx(1.0, abs=0.015)


@pytest.mark.parametrize("pass_through", [0.5, 0.7, 1.0, 1.2])
@pytest.mark.parametrize("change", [-0.3, -0.63, -0.8, -1.0])
def test_the_stated_fall_arrives_at_any_pass_through(pass_through, change):
    """Where buyers' margin can shrink no further the reference falls less."""
    wanted = 6.8 * (1.0 + change)
    reference = max(
        9.8 + prices.shock_at_farm_gate(6.8, change, pass_through),
        prices.least_reference(wanted, 1.1, 1.9, 0.05),
    )
    margin = prices.shifted_margin(1.9, reference, 9.8, pass_through, 0.05)
    assert reference - 1.1 - margin == pytest.approx(wanted)
