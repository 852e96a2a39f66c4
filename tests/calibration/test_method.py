"""The method by itself, on a model so simple that the answer is known."""

import dataclasses

import numpy as np
import pytest

from calibration import fitting
from calibration.emulator import fit_emulator, quadratic_terms
from calibration.fitting import Design, drawn_by_weight, posterior_weights
from calibration.plan import Plan
from calibration.priors import points, priors, sobol
from calibration.recovery import Trials, run_trials
from calibration.targets import target_sds, target_values, targets

SMALL = dataclasses.replace(Plan.shipped(), first_wave=256, proposals=8192, members=64)
INFORMED = 3
SHARES = sobol(256, 11)


def toy_figures(shares):
    """Three targets hang on one parameter each and are met in the middle of its prior."""
    width = 12.0 * target_sds() * (np.arange(len(targets())) < INFORMED)
    return target_values() + width * (shares[:, : len(targets())] - 0.5)


def test_the_emulator_finds_a_quadratic_exactly():
    generator = np.random.default_rng(1)
    terms = quadratic_terms(SHARES)
    figures = terms @ generator.normal(size=(terms.shape[1], 2))
    emulator = fit_emulator(SHARES, figures)
    elsewhere = sobol(64, 12)
    expected = quadratic_terms(elsewhere) @ emulator.coefficients
    assert emulator.at(elsewhere) == pytest.approx(expected)
    assert emulator.at(SHARES) == pytest.approx(figures)
    assert emulator.variance.max() < 1e-12


def test_a_point_left_out_is_as_if_never_run():
    figures = np.sin(3.0 * SHARES[:, :2]) + SHARES[:, 2:4]
    emulator = fit_emulator(SHARES, figures)
    without = fit_emulator(np.delete(SHARES, 7, axis=0), np.delete(figures, 7, axis=0))
    coefficients, _ = emulator.without(7)
    assert coefficients == pytest.approx(without.coefficients)


def test_too_few_points_are_refused():
    with pytest.raises(ValueError, match="100 points"):
        fit_emulator(SHARES[:100], np.zeros((100, 1)))


def test_draws_by_weight_are_different_rows_in_proportion():
    weights = np.array([0.0, 1.0, 1.0, 2.0, 4.0, 40.0])
    chosen = [drawn_by_weight(weights, 3, seed) for seed in range(400)]
    assert all(len(set(rows)) == len(rows) == 3 for rows in chosen)
    often = np.bincount(np.concatenate(chosen), minlength=6) / 400
    assert often[0] == 0.0
    assert often[5] == 1.0
    # Two places are left for weights 1, 1, 2 and 4: the last is worth one of them.
    assert often[4] == 1.0
    assert often[1:4] == pytest.approx([0.25, 0.25, 0.5], abs=0.07)


def test_weights_have_sum_one_however_small_they_are():
    weights = posterior_weights(np.array([-2000.0, -2001.0]))
    assert weights.sum() == pytest.approx(1.0)
    assert weights[0] / weights[1] == pytest.approx(np.e)


def test_known_truths_are_recovered_nine_times_in_ten_and_the_rest_is_called_unknown():
    first = Design(SHARES, toy_figures(SHARES))
    nothing = np.zeros(len(targets()))
    trials = run_trials(SMALL, first, fit_emulator(SHARES, first.figures), nothing)
    found = trials.recoveries()
    informed, uninformed = found[:INFORMED], found[INFORMED:]
    for recovery in found:
        assert recovery.trials == 256
        assert recovery.coverage == pytest.approx(0.9, abs=0.06)
    # Targets' errors of a twelfth of a uniform prior leave 3.3 / 12 of it, over its 90%: a third.
    assert [prior.shape for prior in priors()[:INFORMED]] == ["uniform"] * INFORMED
    assert all(0.2 < recovery.width < 0.4 for recovery in informed)
    assert all(recovery.width > 0.9 for recovery in uninformed)


def test_what_is_not_covered_is_not_called_identifiable():
    ones = np.ones((300, len(priors())))
    sure_and_wrong = Trials(ones, 1.1 * ones, 1.2 * ones, 1.15 * ones)
    assert not any(found.identifiable(SMALL) for found in sure_and_wrong.recoveries())


class ToyBank:
    """A bank whose model is the toy: figures by the values asked for."""

    def __init__(self):
        self.calls: list[str] = []

    def figures(self, stage, jobs):
        self.calls.append(stage)
        found = []
        for job in jobs:
            values = {p.path: p.mode for p in priors()} | dict(job.values)
            shares = np.array([[_share(p, values[p.path]) for p in priors()]])
            row = toy_figures(shares)[0]
            found.append({t.figure: float(v) for t, v in zip(targets(), row, strict=True)})
        return found


def _share(prior, value):
    places = (np.arange(2000) + 0.5) / 2000
    return float(np.interp(value, prior.quantile(places), places))


def test_the_fit_finds_the_known_answer_and_finds_it_again():
    plan = dataclasses.replace(SMALL, second_wave=220, candidates=80)
    found = fitting.fit(ToyBank(), plan)
    again = fitting.fit(ToyBank(), plan)
    assert (found.members == again.members).all()
    assert len(found.members) == 64
    values = points(found.members)
    assert values.shape == (64, len(priors()))
    # A target met in the middle of the prior, with an error of a twelfth of it.
    shares = found.members[:, 0]
    assert shares.mean() == pytest.approx(0.5, abs=0.04)
    assert shares.std() == pytest.approx(1 / 12, rel=0.35)
    assert found.members[:, -1].std() == pytest.approx(12**-0.5, rel=0.2)
