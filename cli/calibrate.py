"""`calibrate`: the fit of the open parameters to the evidence, its proofs and its report."""

from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from cli.console import standard_error, standard_output
from cli.layout import definitions, paragraph, title
from cli.options import MOST_WORKERS, WholeNumber, available_cores
from cli.progress import RunProgress
from cli.speaking import SpeakingCommand
from sim.messages import text
from sim.messages.numbers import percent

if TYPE_CHECKING:
    from calibration.pipeline import Calibration

DEFAULT_OUT = "results/calibration"
OF_SIMULATIONS = {
    "start": "cli.calibrate.step_start",
    "step": "cli.calibrate.step",
    "done": "cli.calibrate.step_done",
}


def calibrate_command(lang: str) -> click.Command:
    """Return the command `calibrate`."""
    return SpeakingCommand(
        "calibrate",
        lang,
        params=[
            click.Option(
                ["--out"], metavar="DIR", default=DEFAULT_OUT, help=text("cli.calibrate.out", lang)
            ),
            click.Option(
                ["--workers"],
                metavar="N",
                type=WholeNumber(1, MOST_WORKERS),
                help=text("cli.option.workers", lang),
            ),
            click.Option(
                ["--sensitivity"], is_flag=True, help=text("cli.calibrate.sensitivity", lang)
            ),
            click.Option(["--keep"], is_flag=True, help=text("cli.calibrate.keep", lang)),
            click.Option(
                ["--check-quotes"], metavar="DIR", help=text("cli.calibrate.check_quotes", lang)
            ),
        ],
        help=text("cli.calibrate.help", lang),
        callback=partial(_calibrate, lang),
    )


def _calibrate(
    lang: str,
    out: str,
    workers: int | None,
    sensitivity: bool,
    keep: bool,
    check_quotes: str | None,
) -> int:
    """Fit, or only check the quotes; returns the exit status."""
    if check_quotes is not None:
        return _check_quotes(Path(check_quotes), lang)
    from calibration import pipeline
    from calibration.evidence_checks import read_rows, require_sound
    from calibration.report import write_report
    from sim.compiling import compile_once

    require_sound(read_rows())
    folder = Path(out)
    with _Stages(lang) as stages:
        compile_once(stages.compiling)
        found = pipeline.calibrate(folder, workers or available_cores(), stages)
        if sensitivity:
            pipeline.study_sensitivity(folder, workers or available_cores(), stages)
    report = write_report(folder, lang)
    if keep:
        pipeline.keep(folder)
    _say(found, report, lang)
    return 0


def _check_quotes(folder: Path, lang: str) -> int:
    from calibration.evidence_checks import read_rows, require_sound
    from calibration.quotes import check_quotes

    require_sound(read_rows())
    checked = check_quotes(folder)
    wrong = [quote for quote in checked if not quote.holds]
    console = standard_output()
    rows = []
    for quote in wrong:
        key = "elsewhere" if quote.lines else "nowhere"
        said = text(
            f"cli.calibrate.quote_{key}",
            lang,
            document=quote.document,
            line=quote.line,
            lines=", ".join(str(line) for line in quote.lines),
        )
        rows.append((quote.row, said))
    definitions(console, rows)
    right = len(checked) - len(wrong)
    paragraph(console, text("cli.calibrate.quotes", lang, right=right, all=len(checked)))
    return 1 if wrong else 0


def _say(found: "Calibration", report: Path, lang: str) -> None:
    """Print what was found: parameters, targets, held-out figures, where the report lies."""
    console = standard_output()
    title(console, text("cli.calibrate.identified", lang))
    rows = []
    for recovery in found.recoveries:
        key = "kept" if recovery.path in found.identified else "prior"
        words = text(
            f"cli.calibrate.parameter_{key}",
            lang,
            width=percent(recovery.width, lang),
            coverage=percent(recovery.coverage, lang),
            trials=recovery.trials,
        )
        rows.append((recovery.path, words))
    definitions(console, rows)
    met = sum(score.met for score in found.targets)
    hit = sum(score.hit for score in found.held_out)
    naive = sum(score.naive_hit for score in found.held_out)
    for key, values in (
        ("targets", {"met": met, "all": len(found.targets)}),
        ("held_out", {"hit": hit, "naive": naive, "all": len(found.held_out)}),
        ("report", {"file": str(report)}),
    ):
        paragraph(console, text(f"cli.calibrate.{key}", lang, **values))


class _Stages:
    """Progress through the stages of a fit: a bar each."""

    def __init__(self, lang: str) -> None:
        self.lang = lang
        self._stage, self._bar = "", None  # type: tuple[str, RunProgress | None]

    def __enter__(self) -> "_Stages":
        return self

    def compiling(self, seconds: float) -> None:
        """Say that the model is compiled first."""
        said = "compiled" if seconds > 0.0 else "compiling"
        words = text(f"cli.progress.{said}", self.lang, title="", seconds=f"{seconds:.0f}")
        standard_error().print(words.strip())

    def __call__(self, stage: str, done: int, total: int) -> None:
        """Report `done` of `total` simulations of a stage."""
        if stage != self._stage or self._bar is None:
            self._end()
            name = text(f"cli.calibrate.stage.{stage}", self.lang)
            self._stage = stage
            self._bar = RunProgress(name, total, standard_error(), self.lang, OF_SIMULATIONS)
            self._bar.__enter__()
        self._bar(done, total)

    def _end(self) -> None:
        if self._bar is not None:
            self._bar.__exit__(None, None, None)
            self._bar = None

    def __exit__(self, *_: object) -> None:
        self._end()
