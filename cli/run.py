"""`run`: each scenario against its baseline, the answer printed, the files written."""

import gc
import json
import shlex
import sys
import time
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from rich.text import Text

from cli.check import check_region
from cli.console import in_one_line, standard_error, standard_output
from cli.options import load_scenario, run_options, scenario_options, worker_count
from cli.progress import RunProgress
from cli.speaking import SpeakingCommand
from sim.compiling import start_helper
from sim.errors import InputError
from sim.messages import text
from sim.workers import start_early

if TYPE_CHECKING:
    from sim.results import Outcome
    from sim.scenario import Scenario


@dataclass(frozen=True)
class _Options:
    """How the scenarios of one call are run: where to, by how many processes, said how."""

    parent: Path
    workers: int | None
    as_json: bool
    shares: bool
    settings: tuple[str, ...]
    lang: str


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
    shares: bool,
    **run: Any,
) -> int:
    """Check everything, then run everything; returns the exit status.

    No input is found bad after the first minute of running: every scenario, region and the
    output folder are checked before anything runs or is written.
    """
    # Begun before the input is read, which takes a second itself: a mistake in it ends the helper.
    start_helper()
    checked = [load_scenario(name, settings, **run) for name in scenarios]
    if worker_count(workers, checked[0].run.draws) > 1:
        start_early()
    # Loads the libraries of the tables, which a mistyped name need not wait for.
    from sim.results import check_place

    _check_names(checked)
    for scenario in checked:
        check_region(scenario)
    parent = Path(out)
    for scenario in checked:
        check_place(parent / scenario.name)
    options = _Options(parent, workers, as_json, shares, settings, lang)
    answers: dict[str, Any] = {}
    for group in _sharing_a_baseline(checked):
        try:
            outcomes = _run_together(group, options)
        except InputError:
            raise
        except Exception as problem:
            _tell_failure(group, problem, lang)
            continue
        answers.update({outcome.scenario.name: outcome.answer_object for outcome in outcomes})
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


def _sharing_a_baseline(scenarios: Sequence["Scenario"]) -> list[list["Scenario"]]:
    """Group scenarios that one run of the baseline serves, in the order they were named."""
    from sim.comparison import share_baseline

    groups: list[list[Scenario]] = []
    for scenario in scenarios:
        for group in groups:
            if share_baseline([*group, scenario]):
                group.append(scenario)
                break
        else:
            groups.append([scenario])
    return groups


def _run_together(scenarios: Sequence["Scenario"], options: _Options) -> list["Outcome"]:
    """Run, print and write scenarios that share a baseline."""
    from cli.answer import print_answer
    from cli.answer_files import print_files
    from sim.comparison import compare_all

    draws = scenarios[0].run.draws
    # The libraries are loaded and stay to the end: no garbage is looked for among them.
    gc.freeze()
    gc.enable()
    titles = text("cli.run.titles_join", options.lang).join(
        scenario.title_zh if options.lang == "zh" else scenario.title for scenario in scenarios
    )
    runs = 2 * draws if options.shares else draws
    with RunProgress(titles, runs, standard_error(), options.lang) as progress:
        outcomes = compare_all(
            scenarios,
            draws=draws,
            workers=worker_count(options.workers, runs),
            progress=progress,
            compiling=progress.compiling,
            shares=options.shares,
            keep=True,
        )
        running = time.perf_counter() - progress.started
    for outcome in outcomes:
        # Plots take seconds: who waits for the answer reads it meanwhile.
        if not options.as_json:
            print_answer(standard_output(), outcome, options.lang)
        started = time.perf_counter()
        folder = _write(outcome, options)
        writing = time.perf_counter() - started
        if not options.as_json:
            print_files(
                standard_output(), folder, running=running, writing=writing, lang=options.lang
            )
    return outcomes


def _write(outcome: "Outcome", options: _Options) -> Path:
    from viz.report import render_report

    name = outcome.scenario.name
    outcome.manifest["command"] = repeat_command(outcome.scenario, options)
    report = render_report(outcome, options.lang)
    return outcome.save(options.parent / name, extra_files={"report.html": report})


def repeat_command(scenario: "Scenario", options: _Options) -> str:
    """Return the command that gives the same answer again, whatever the defaults become."""
    run = scenario.run
    words = ["oasis-chains", "run", scenario.name]
    words += [word for setting in options.settings for word in ("--set", setting)]
    words += ["--region", run.region, "--months", str(run.months)]
    words += ["--seed", str(run.seed), "--draws", str(run.draws)]
    words += ["--shares"] if options.shares else []
    return shlex.join(words)


def _tell_failure(scenarios: Sequence["Scenario"], problem: Exception, lang: str) -> None:
    error = standard_error()
    trace = "".join(traceback.format_exception(problem))
    error.print(Text(trace), style="dim", soft_wrap=True)
    names = ", ".join(scenario.name for scenario in scenarios)
    words = text("cli.run.failed", lang, name=names, problem=in_one_line(problem))
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
