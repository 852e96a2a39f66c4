"""`run`: each scenario against its baseline, the answer printed, the files written."""

import json
import sys
import time
import traceback
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from cli.check import check_region
from cli.console import standard_error, standard_output
from cli.options import overrides, run_options, scenario_options, worker_count
from cli.progress import RunProgress
from cli.speaking import SpeakingCommand
from sim.errors import InputError
from sim.messages import text

if TYPE_CHECKING:
    from sim.results import Outcome
    from sim.scenario import Scenario


def run_command(lang: str) -> click.Command:
    """Return the command `run`, which is also what a bare list of scenarios means."""
    argument = click.Argument(
        ["scenarios"],
        nargs=-1,
        required=True,
        metavar=text("cli.help.scenarios_metavar", lang),
    )
    return SpeakingCommand(
        "run",
        lang,
        params=[argument, *scenario_options(lang), *run_options(lang)],
        help=text("cli.run.help", lang),
        callback=partial(_run, lang),
    )


def _run(
    lang: str,
    scenarios: tuple[str, ...],
    settings: tuple[str, ...],
    out: str,
    workers: int | None,
    as_json: bool,
    **run: Any,
) -> int:
    """Check everything, then run everything; returns the exit status.

    No input is found bad after the first minute of running: every scenario, region and the
    output folder are checked before anything runs or is written.
    """
    from sim.results import check_place
    from sim.scenario import Scenario

    checked = [Scenario.load(name, overrides(settings, **run)) for name in scenarios]
    _check_names(checked)
    for scenario in checked:
        check_region(scenario)
    parent = Path(out)
    for scenario in checked:
        check_place(parent / scenario.name)
    answers: dict[str, Any] = {}
    for scenario in checked:
        try:
            outcome = _run_one(scenario, parent, workers, as_json, lang)
        except InputError:
            raise
        except Exception as problem:
            _tell_failure(scenario, problem, lang)
            continue
        answers[scenario.name] = outcome.answer_object
    if as_json and answers:
        _print_json(answers, several=len(checked) > 1)
    return 0 if len(answers) == len(checked) else 1


def _check_names(scenarios: Sequence["Scenario"]) -> None:
    names = [scenario.name for scenario in scenarios]
    # Compared without case: on some disks results/A and results/a are one folder.
    folded = [name.casefold() for name in names]
    for number, name in enumerate(names):
        if folded.index(name.casefold()) < number:
            raise InputError("scenario_twice", name=name)


def _run_one(
    scenario: "Scenario", parent: Path, workers: int | None, as_json: bool, lang: str
) -> "Outcome":
    """Run, write and print one scenario."""
    from sim.comparison import compare

    draws = scenario.run.draws
    started = time.perf_counter()
    heading = scenario.title_zh if lang == "zh" else scenario.title
    with RunProgress(heading, draws, standard_error(), lang) as progress:
        outcome = compare(
            scenario, draws=draws, workers=worker_count(workers, draws), progress=progress
        )
    ran = time.perf_counter()
    folder = _write(outcome, parent / scenario.name)
    written = time.perf_counter()
    if not as_json:
        from cli.answer import print_answer
        from cli.answer_files import print_files

        console = standard_output()
        print_answer(console, outcome, lang)
        print_files(console, folder, running=ran - started, writing=written - ran, lang=lang)
    return outcome


def _write(outcome: "Outcome", folder: Path) -> Path:
    from viz.report import render_report

    return outcome.save(folder, extra_files={"report.html": render_report(outcome)})


def _tell_failure(scenario: "Scenario", problem: Exception, lang: str) -> None:
    error = standard_error()
    trace = "".join(traceback.format_exception(problem))
    error.print(Text(trace), style="dim", soft_wrap=True)
    words = text("cli.run.failed", lang, name=scenario.name, problem=str(problem))
    error.print(Text(words, style="bold red"), soft_wrap=True)


def _print_json(answers: dict[str, Any], several: bool) -> None:
    """Print answer.json; of several scenarios one object with theirs by name."""
    content = answers if several else next(iter(answers.values()))
    shown = json.dumps(content, ensure_ascii=False, indent=2, allow_nan=False)
    sys.stdout.flush()
    try:
        sys.stdout.buffer.write(f"{shown}\n".encode())
        sys.stdout.buffer.flush()
    except AttributeError:  # a stream without bytes beneath, as in a notebook
        print(shown)
