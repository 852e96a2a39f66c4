"""Keyed draws: a number belongs to its key and to nothing else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import special, stats

from sim.engine.draws import (
    Purpose,
    _mix,
    agent_id,
    agent_ids,
    normal_quantiles,
    standard_normal,
    standard_normals,
    text_key,
    uniform,
    uniforms,
)
from sim.engine.normal import normal_quantile

MANY = 200_000
PEOPLE = agent_ids("household", "luopu/1/2", np.arange(MANY))


def draw(ids=PEOPLE, seed=1, of=0, purpose=Purpose.OPENING_INCOME, month=0):
    return uniforms(seed, of, ids, purpose, month)


def test_the_same_key_gives_the_same_number():
    assert (draw() == draw()).all()


def test_order_does_not_matter():
    order = np.argsort(PEOPLE)
    assert (draw(PEOPLE[order]) == draw()[order]).all()


def test_other_agents_do_not_matter():
    without = np.delete(PEOPLE, 17)
    assert (draw(without) == np.delete(draw(), 17)).all()
    assert (draw(PEOPLE[:10]) == draw()[:10]).all()


def test_one_agent_alone_draws_what_it_draws_among_all():
    everyone = draw(month=-5)
    for row in (0, 1, MANY - 1):
        assert uniform(1, 0, int(PEOPLE[row]), Purpose.OPENING_INCOME, -5) == everyone[row]


def test_draws_are_uniform():
    drawn = draw()
    assert drawn.min() > 0.0
    assert drawn.max() < 1.0
    assert stats.kstest(drawn, "uniform").pvalue > 0.01
    # A hundred bins of 2,000: chi-square of 99 degrees.
    counts = np.histogram(drawn, bins=100, range=(0, 1))[0]
    assert stats.chisquare(counts).pvalue > 0.01


def test_neighbouring_serial_numbers_share_no_luck():
    drawn = draw()
    assert abs(np.corrcoef(drawn[:-1], drawn[1:])[0, 1]) < 4 / np.sqrt(MANY)


@pytest.mark.parametrize(
    "other",
    [
        {"purpose": Purpose.STATUS},
        {"purpose": Purpose.HOLDER},
        {"month": 1},
        {"month": -1},
        {"of": 1},
        {"seed": 2},
    ],
    ids=str,
)
def test_another_key_is_another_luck(other):
    first, second = draw(), draw(**other)
    assert not (first == second).any()
    assert abs(np.corrcoef(first, second)[0, 1]) < 4 / np.sqrt(MANY)


def test_all_purposes_differ():
    drawn = np.array([draw(PEOPLE[:5000], purpose=purpose) for purpose in Purpose])
    correlations = np.corrcoef(drawn) - np.eye(len(drawn))
    assert np.abs(correlations).max() < 5 / np.sqrt(5000)
    assert len({int(purpose) for purpose in Purpose}) == len(Purpose)


def test_parts_of_the_key_do_not_stand_in_for_each_other():
    """Seed 1 draw 2 is not seed 2 draw 1, nor month and purpose exchanged."""
    assert not (draw(seed=1, of=2) == draw(seed=2, of=1)).any()
    assert not (draw(purpose=3, month=1) == draw(purpose=1, month=3)).any()


def test_negative_months_are_months_of_their_own():
    drawn = np.array([draw(PEOPLE[:200], month=month) for month in range(-30, 31)])
    assert len(np.unique(drawn)) == drawn.size


@settings(max_examples=60)
@given(
    st.integers(0, 2**64 - 1),
    st.integers(0, 10_000),
    st.integers(0, 2**64 - 1),
    st.sampled_from(list(Purpose)),
    st.integers(-1000, 1000),
)
def test_any_key_gives_a_number_between_zero_and_one(seed, of, agent, purpose, month):
    number = uniform(seed, of, agent, purpose, month)
    assert 0.0 < number < 1.0
    assert number == uniform(seed, of, agent, purpose, month)


def test_large_seeds_are_not_confused():
    seeds = [0, 1, 2**32, 2**32 + 1, 2**53 - 2, 2**53 - 1, 2**63, 2**64 - 1]
    assert len({uniform(seed, 0, 5, Purpose.STATUS) for seed in seeds}) == len(seeds)


def test_the_mixing_function_is_splitmix64():
    """First output of the published generator from state 0."""
    with np.errstate(over="ignore"):
        assert int(_mix(np.uint64(0), np.uint64(0))) == 0xE220A8397B1DCDAF


def test_a_number_is_the_same_on_every_machine():
    """Written down once: a changed generator changes every published answer."""
    drawn = uniform(1, 0, 1, Purpose.PRICE_LEVEL, 0)
    assert drawn == pytest.approx(0.8292781698640801, abs=1e-15)


def test_normals_are_normal():
    drawn = standard_normals(3, 0, PEOPLE, Purpose.WEATHER, 2021)
    assert stats.kstest(drawn, "norm").pvalue > 0.01
    assert np.isfinite(drawn).all()
    one = standard_normal(3, 0, int(PEOPLE[4]), Purpose.WEATHER, 2021)
    assert one == drawn[4]
    # The median draw is the middle of the bell.
    assert (drawn < 0).mean() == pytest.approx(0.5, abs=0.005)


def test_agents_of_different_kind_place_or_number_differ():
    keys = [
        agent_id(kind, place, serial)
        for kind in ("household", "cooperative")
        for place in ("luopu", "yutian", "洛浦")
        for serial in range(50)
    ]
    assert len(set(keys)) == len(keys)
    assert agent_id("household", "luopu", 3) == agent_ids("household", "luopu", np.arange(5))[3]


def test_text_keys_fit_into_64_bits_and_differ():
    keys = {text_key(f"jujube.{name}") for name in ("margin", "freight", "骏枣", "")}
    assert len(keys) == 4
    assert all(0 <= key < 2**64 for key in keys)


def test_quantiles_of_the_normal_distribution_are_exact_to_the_last_digits():
    far = np.logspace(-300, -1, 500)
    probabilities = np.concatenate([far, draw()[:5000], 1.0 - np.logspace(-15, -1, 500), [0.5]])
    expected = special.ndtri(probabilities)
    assert [normal_quantile(p) for p in probabilities] == pytest.approx(expected, rel=1e-14, abs=0)
    assert normal_quantiles(probabilities.copy()) == pytest.approx(expected, rel=1e-14, abs=0)
