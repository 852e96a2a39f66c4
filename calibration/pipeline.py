"""From the evidence to the ensemble and its proofs, and the tables that keep both."""

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration import ensemble
from calibration.bank import Bank, Progress
from calibration.emulator import Emulator
from calibration.evidence_checks import read_rows, require_sound
from calibration.fitting import Fitted, fit
from calibration.plan import Plan
from calibration.priors import points, priors
from calibration.recovery import Recovery, run_trials
from calibration.scores import HeldOutScore, TargetScore, held_out_scores, target_scores
from calibration.sensitivity import AGREEMENT, study
from calibration.targets import targets
from calibration.used import simulate_used, used_values
from sim.results.sensitivity import FILE

Floats = NDArray[np.float64]

# Simulations a held-out figure gets that a typical year does not show.
SEASONS, SCENARIO_RUNS = 64, 16
BANK = "bank"
KEPT = (
    ensemble.ENSEMBLE, ensemble.POSTERIOR, ensemble.RECOVERY, ensemble.TARGETS, ensemble.FIGURES,
    ensemble.VALIDATION, ensemble.MANIFEST,
)  # fmt: skip
STUDIED = (FILE, AGREEMENT)


@dataclass(frozen=True)
class Calibration:
    """Everything a calibration finds."""

    fitted: Fitted
    recoveries: list[Recovery]
    identified: list[str]
    targets: list[TargetScore]
    held_out: list[HeldOutScore]
    figures: dict[str, Floats]


def calibrate(
    folder: Path, workers: int, progress: Progress | None = None, plan: Plan | None = None
) -> Calibration:
    """Check the evidence, fit, prove, validate, and write the tables into `folder`.

    Finished simulations lie in `folder`/bank: what was interrupted goes on there. Raises
    InputError for a faulty row of evidence.
    """
    require_sound(read_rows())
    plan = plan or Plan.shipped()
    bank = Bank(folder / BANK, workers, progress)
    fitted = fit(bank, plan)
    bank.progress("recovery", 0, 1)
    recoveries = run_trials(plan, fitted.first, fitted.wide, fitted.luck).recoveries()
    bank.progress("recovery", 1, 1)
    identified = [found.path for found in recoveries if found.identifiable(plan)]
    columns = points(fitted.members).T
    members = {p.path: c for p, c in zip(priors(), columns, strict=True) if p.path in identified}
    values = used_values(members, plan)
    figures = simulate_used(bank, plan, "typical_year", values, plan.members)
    # Seasons and scenarios are of the whole region; they are fewer where the fit is small.
    numbers = {"insurance": SEASONS, "bumper": SCENARIO_RUNS, "adoption": SCENARIO_RUNS}
    asked = dict(figures)
    for kind, number in numbers.items():
        asked |= simulate_used(bank, plan, kind, values, min(number, plan.members))
    found = Calibration(
        fitted, recoveries, identified, target_scores(figures), held_out_scores(asked), asked
    )
    write(folder, found, plan, bank.model)
    return found


def study_sensitivity(
    folder: Path, workers: int, progress: Progress | None = None, plan: Plan | None = None
) -> None:
    """Screening and decomposition of the chains' price falls, for the fit kept in `folder`."""
    plan = plan or Plan.shipped()
    rows = ensemble.read_table(folder / ensemble.ENSEMBLE)
    members = {path: np.array([float(row[path]) for row in rows]) for path in rows[0]}
    study(Bank(folder / BANK, workers, progress), folder, plan.region, used_values(members, plan))


def write(folder: Path, found: Calibration, plan: Plan, model: str) -> None:
    """All tables of a calibration."""
    ensemble.write_members(folder, found.fitted.members, found.identified)
    ensemble.write_table(
        folder / ensemble.RECOVERY,
        ("path", "trials", "coverage", "width", "bias", "identifiable"),
        [
            (r.path, r.trials, r.coverage, r.width, r.bias, int(r.identifiable(plan)))
            for r in found.recoveries
        ],
    )
    errors = _emulator_errors(found.fitted)
    ensemble.write_table(
        folder / ensemble.TARGETS,
        ("target", "low", "value", "high", "unit", "simulated_low", "simulated_median",
         "simulated_high", "inside", "emulator_error_wide", "emulator_error_local"),
        [
            (s.target.name, s.target.low, s.target.value, s.target.high, s.target.unit, s.low,
             s.median, s.high, s.inside, *errors[s.target.name])
            for s in found.targets
        ],
    )  # fmt: skip
    ensemble.write_table(
        folder / ensemble.VALIDATION,
        ("held_out", "low", "high", "unit", "predicted_low", "predicted_median", "predicted_high",
         "naive", "hit", "naive_hit"),
        [
            (s.held_out.name, s.held_out.low, s.held_out.high, s.held_out.unit, s.low, s.median,
             s.high, s.held_out.naive, int(s.hit), int(s.naive_hit))
            for s in found.held_out
        ],
    )  # fmt: skip
    _write_figures(folder / ensemble.FIGURES, found.figures)
    fitted = found.fitted
    facts = {
        "plausible_share_of_prior": round(fitted.plausible, 4),
        "effective_proposals": round(fitted.effective),
        "impossible": {"first": fitted.first.impossible, "second": fitted.second.impossible},
        "identified": found.identified,
        "varied": [prior.path for prior in priors()],
    }
    ensemble.write_manifest(folder, plan, facts, model)


def keep(folder: Path, kept: Path | None = None) -> Path:
    """Make a calibration the one every scenario draws from; returns where it lies now."""
    place = kept or ensemble.fitted_folder()
    place.mkdir(exist_ok=True)
    for name in (*KEPT, *(name for name in STUDIED if (folder / name).is_file())):
        shutil.copyfile(folder / name, place / name)
    return place


def _emulator_errors(fitted: Fitted) -> Mapping[str, Sequence[float]]:
    """Errors of both emulators by target, in standard deviations of the target."""

    def errors(emulator: Emulator) -> list[float]:
        return [
            float(np.sqrt(variance) / target.sd)
            for target, variance in zip(targets(), emulator.variance, strict=True)
        ]

    pairs = zip(errors(fitted.wide), errors(fitted.local), strict=True)
    return {target.name: pair for target, pair in zip(targets(), pairs, strict=True)}


def _write_figures(path: Path, figures: Mapping[str, Floats]) -> None:
    """Simulated figures by member; shorter columns end early."""
    longest = max(len(column) for column in figures.values())
    rows = [
        [float(column[row]) if row < len(column) else "" for column in figures.values()]
        for row in range(longest)
    ]
    ensemble.write_table(path, list(figures), rows)
