"""Targets, priors and held-out figures are declared as the fit needs them."""

import numpy as np
import pytest

from calibration.plan import Plan
from calibration.priors import points, priors, sobol, values_of
from calibration.scores import HeldOut, held_out
from calibration.targets import implausibility, log_likelihood, target_values, targets
from sim.parameters import load_parameters
from sim.parameters.evidence import references


def test_every_target_rests_on_evidence_of_that_use():
    used = {name for target in targets() for name in target.evidence}
    assert all(references()[name].use == "calibrate" for name in used)
    for target in targets():
        assert target.low < target.value < target.high
        assert all((target.label_zh, target.why_zh, target.label_en, target.why_en))


def test_a_band_is_a_ninety_percent_interval():
    (output,) = [target for target in targets() if target.name == "date_output"]
    # 45,000 to 50,000 t: half the band is 2,500 t, 1.645 standard deviations.
    assert output.sd == pytest.approx(2500.0 / 1.645, rel=1e-3)
    assert output.misses(np.array([50_000.0]))[0] == pytest.approx(1.645, rel=1e-3)


def test_what_hits_every_target_is_most_likely_and_plausible():
    exact = target_values()[None, :]
    off = exact * 1.2
    nothing = np.zeros(exact.shape[1])
    assert implausibility(exact, nothing)[0] == 0.0
    assert implausibility(off, nothing)[0] > 3.0
    assert log_likelihood(exact, nothing)[0] == 0.0 > log_likelihood(off, nothing)[0]


def test_priors_stay_within_the_leaves_and_have_their_shape():
    values = points(sobol(1024, 3))
    for column, prior in zip(values.T, priors(), strict=True):
        leaf = load_parameters().leaf(prior.path)
        assert leaf.low <= column.min()
        assert column.max() <= leaf.high
        middle = (prior.low + prior.high) / 2.0
        if prior.shape == "triangular":
            middle = (prior.low + prior.mode + prior.high) / 3.0
        assert column.mean() == pytest.approx(middle, rel=0.01)
    assert values_of(values[0])[priors()[0].path] == values[0, 0]


def test_what_is_varied_is_drawn_in_every_answer():
    for prior in priors():
        assert load_parameters().leaf(prior.path).sampled, prior.path


def test_only_what_the_fit_may_narrow_says_so():
    uniform = {prior.path for prior in priors() if prior.shape == "uniform"}
    said = {leaf.path for leaf in load_parameters().leaves() if leaf.use == "calibrate"}
    assert said <= uniform


def test_the_plan_can_make_an_ensemble():
    plan = Plan.shipped()
    assert plan.members < plan.candidates
    assert plan.first_wave & (plan.first_wave - 1) == 0
    assert plan.first_wave >= 200


@pytest.mark.parametrize(
    ("kind", "low", "high", "expected"),
    [
        ("range", 12.0, 30.0, True),
        ("range", 21.0, 30.0, False),
        ("least", 5.0, 9.0, False),
        ("least", 5.0, 11.0, True),
        ("most", 19.0, 40.0, True),
        ("most", 21.0, 40.0, False),
    ],
)
def test_a_prediction_hits_where_it_meets_the_report(kind, low, high, expected):
    known = held_out()[0]
    item = HeldOut(**{**known.__dict__, "kind": kind, "low": 10.0, "high": 20.0})
    assert item.holds(low, high) is expected


def test_held_out_figures_have_a_benchmark_and_both_languages():
    assert len(held_out()) >= 7
    for item in held_out():
        assert np.isfinite(item.naive)
        assert all((item.label_zh, item.naive_zh, item.reading_zh, item.reading_en))


def test_the_price_process_is_what_is_known_of_it():
    tree = load_parameters()
    spread = tree.leaf("jujube.price_yearly_log_sd")
    # Four yearly changes: 0.44, and a wide range; a fall of 30% is 0.8 standard deviations.
    assert (spread.value, spread.low, spread.high) == (0.44, 0.27, 0.9)
    assert np.log(0.7) / spread.value == pytest.approx(-0.81, abs=0.01)
    reversion = tree.leaf("jujube.price_year_persistence")
    assert reversion.grade == "W"
    assert (reversion.low, reversion.high) == (0.0, 0.9)
    # The level lies in the band of the reports: 5.92 in a township, 8.0 for the county.
    prices = tree.ensemble.values("jujube.farm_gate_price")
    assert 5.9 <= min(prices) < 6.8 < max(prices) <= 8.0
