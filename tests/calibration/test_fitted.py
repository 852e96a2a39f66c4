"""What comes with the programme: the ensemble, its proof and its scores, and the report of them."""

import json
import re
import shutil

import numpy as np
import pytest

from calibration import ensemble
from calibration.pipeline import KEPT, keep
from calibration.plan import Plan
from calibration.priors import priors
from calibration.report import write_report
from calibration.report.tables import Tables
from calibration.scores import held_out, held_out_scores, target_scores
from calibration.targets import targets
from sim.parameters import load_parameters
from sim.parameters.sampling import read_ensemble
from sim.paths import calibration_folder

STORED = Tables(ensemble.fitted_folder())
PLAN = Plan.shipped()
RECOVERY = STORED.rows(ensemble.RECOVERY)


def test_the_fit_was_made_with_these_targets_and_this_plan():
    manifest = STORED.manifest
    for name in ("targets.toml", "fit.toml"):
        now = ensemble.fingerprint(calibration_folder() / name)
        assert manifest["inputs"][name] == now, f"{name} changed: run calibrate --keep again"
    assert manifest["plan"] == PLAN.as_dict()
    assert manifest["varied"] == [prior.path for prior in priors()]


def test_at_least_two_hundred_truths_and_nine_in_ten_found():
    for row in RECOVERY:
        assert int(row["trials"]) >= 200
        assert abs(float(row["coverage"]) - 0.9) <= PLAN.coverage_tolerance
        narrow = float(row["width"]) <= PLAN.identifiable_width
        assert narrow == (row["path"] in STORED.identified)


def test_the_ensemble_holds_what_was_identified_and_nothing_else():
    stored = read_ensemble(ensemble.fitted_folder() / ensemble.ENSEMBLE)
    assert list(stored.paths) == STORED.identified
    assert len(stored.members) == PLAN.members == len(set(stored.members))
    for path in stored.paths:
        assert stored.values(path) == tuple(STORED.posterior[path])
        assert path in load_parameters().ensemble.paths


def test_what_the_reports_cannot_narrow_is_not_narrowed_but_drawn():
    for path in ("jujube.growers", "jujube.cash_cost", "household.income_log_sd",
                 "jujube.pass_through", "jujube.aid_share"):  # fmt: skip
        assert path not in STORED.identified
        assert load_parameters().is_sampled(path)


def test_every_target_is_met_by_the_median_member():
    scores = target_scores(STORED.figures)
    assert len(scores) == len(targets())
    assert [score.target.name for score in scores if not score.met] == []
    written = {row["target"]: float(row["simulated_median"]) for row in STORED.rows("targets.csv")}
    for score in scores:
        assert written[score.target.name] == pytest.approx(score.median, rel=1e-4)


def test_misses_are_published_as_hits_are():
    scores = held_out_scores(STORED.figures)
    written = {row["held_out"]: row for row in STORED.rows(ensemble.VALIDATION)}
    assert set(written) == {item.name for item in held_out()}
    for score in scores:
        row = written[score.held_out.name]
        assert (int(row["hit"]), int(row["naive_hit"])) == (score.hit, score.naive_hit)
    assert not all(score.hit for score in scores)


def test_the_report_leads_to_the_reports_own_words_in_both_languages(tmp_path):
    for name in KEPT:
        shutil.copyfile(ensemble.fitted_folder() / name, tmp_path / name)
    content = write_report(tmp_path, "zh").read_text(encoding="utf-8")
    assert content.index('class="zh"') < content.index('class="en"')
    for target in targets():
        assert target.label_zh in content
        assert all(f"<b>{name}</b>" in content for name in target.evidence)
    assert "年产量达4.5万吨" in content
    assert content.count("<svg") == 8  # four plots in two languages
    for prior in priors():
        assert prior.path in content
    assert not re.search(r"https?://|<script", content)
    assert not list(tmp_path.glob("*.part"))


def test_a_fit_is_kept_whole(tmp_path):
    place = keep(ensemble.fitted_folder(), tmp_path / "kept")
    assert {file.name for file in place.iterdir()} >= set(KEPT)
    assert json.loads((place / ensemble.MANIFEST).read_text())["identified"] == STORED.identified


def test_figures_of_the_members_are_those_of_a_region_with_all_its_people():
    figures = STORED.figures
    assert len(figures["date_output_t"]) == PLAN.members
    # 173,300 mu at the mean yield of each member.
    assert figures["date_output_t"] == pytest.approx(173.3 * figures["date_yield"], rel=1e-3)
    assert np.all(figures["date_price_inland"] > figures["date_price_farm_gate"])
