"""`sweep`: an experiment from its file to its folder of results, begun, continued or checked."""

import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.text import Text

from cli.console import standard_error, standard_output
from cli.layout import definitions, paragraph, title
from cli.options import available_cores, output_option, workers_option
from cli.speaking import SpeakingCommand
from cli.sweep_progress import SweepProgress, duration
from sim.errors import InputError
from sim.messages import text

if TYPE_CHECKING:
    from sweeps import Sweep, SweepResults
    from sweeps.experiment import Estimate
    from sweeps.factors import Factor


def sweep_command(lang: str) -> click.Command:
    """Return the command `sweep`."""
    argument = click.Argument(["sweep"], required=True, metavar=text("cli.help.sweep", lang))
    flags = [
        click.Option([f"--{name}"], is_flag=True, help=text(f"cli.option.sweep_{name}", lang))
        for name in ("check", "yes", "resume")
    ]
    scheduler = click.Option(
        ["--scheduler"], metavar="ADDRESS|local", help=text("cli.option.sweep_scheduler", lang)
    )
    return SpeakingCommand(
        "sweep",
        lang,
        params=[argument, *flags, output_option(lang), workers_option(lang), scheduler],
        help=text("cli.sweep.help", lang),
        callback=partial(_sweep, lang),
    )


def _sweep(
    lang: str,
    sweep: str,
    check: bool,
    yes: bool,
    resume: bool,
    out: str,
    workers: int | None,
    scheduler: str | None,
) -> int:
    from sweeps import load_sweep, run_sweep

    checked = load_sweep(sweep)
    console = standard_output()
    processes = workers or available_cores()
    if check:
        _print_sweep(console, checked, lang)
        _print_estimate(console, checked, processes, lang)
        return 0
    heading = checked.title_zh if lang == "zh" else checked.title
    with SweepProgress(heading, checked.runs, standard_error(), lang) as progress:
        try:
            results = run_sweep(
                checked,
                out=out,
                workers=processes,
                scheduler=scheduler,
                resume=resume,
                yes=yes,
                progress=progress,
                told=progress.told,
                compiling=progress.compiling,
                command=_command(sweep, out),
            )
        except KeyboardInterrupt:
            _tell_stopped(Path(out) / checked.name, sweep, lang)
            raise
    _print_results(console, results, lang)
    if checked.search is not None:
        print_choice(results, lang)
    return 1 if results.manifest["failures"] else 0


def _command(sweep: str, out: str) -> str:
    return shlex.join(["oasis-chains", "sweep", sweep, "--out", out])


def _print_sweep(console: Console, sweep: "Sweep", lang: str) -> None:
    console.print(Text(sweep.title_zh if lang == "zh" else sweep.title, style="bold"))
    question = sweep.question_zh if lang == "zh" else sweep.question
    if question:
        paragraph(console, question, indent=0)
    title(console, text("cli.sweep.factors", lang))
    definitions(console, [(factor.name, _shown(factor)) for factor in sweep.factors])
    title(console, text("cli.sweep.outcomes", lang))
    rows = [(o.name, f"{o.label(lang)} · {o.group} · {o.window}") for o in sweep.outcomes]
    definitions(console, rows)
    console.print()


def _shown(factor: "Factor") -> str:
    extent = ", ".join(str(value) for value in factor.values)
    if not factor.values:
        extent = f"{factor.low:g} – {factor.high:g}"
    return f"{factor.path}: {extent}"


def _print_estimate(console: Console, sweep: "Sweep", workers: int, lang: str) -> None:
    from sim.compiling import compile_once
    from sweeps.experiment import estimate

    compile_once()
    console.print(estimate_text(sweep, estimate(sweep, workers), lang))
    console.print(text("cli.sweep.good", lang))


def estimate_text(sweep: "Sweep", found: "Estimate", lang: str) -> str:
    """Return what a sweep comes to, as a sentence."""
    if sweep.search is not None:
        return text(
            "cli.sweep.comes_to_search",
            lang,
            runs=f"{found.runs:,}",
            time=duration(found.seconds, lang),
            workers=found.workers,
        )
    return text(
        "cli.sweep.comes_to",
        lang,
        points=f"{sweep.count:,}",
        scenarios=len(sweep.scenarios),
        draws=sweep.draws,
        runs=f"{found.runs:,}",
        time=duration(found.seconds, lang),
        workers=found.workers,
    )


def _tell_stopped(folder: Path, sweep: str, lang: str) -> None:
    from sweeps import SweepResults

    try:
        rows = len(SweepResults(folder).rows)
    except InputError:  # stopped before there was a folder
        return
    words = text("cli.sweep.stopped", lang, runs=f"{rows:,}", folder=folder, sweep=sweep)
    standard_error().print(words, soft_wrap=True)


def print_choice(results: "SweepResults", lang: str) -> None:
    """Print what a search chose and how it holds up, and write its page."""
    from sweeps.search.searching import SearchResults
    from viz.sweep_report.choice import ChoiceWords, save_choice

    console = standard_output()
    found = SearchResults(results.folder)
    words = ChoiceWords(found, lang)
    console.print()
    paragraph(console, words.sentence())
    paragraph(console, words.verdict())
    console.print()
    page = save_choice(found, lang)
    console.print(text("cli.sweep.choice.page", lang, file=page), soft_wrap=True)


def _print_results(console: Console, results: "SweepResults", lang: str) -> None:
    manifest = results.manifest
    seconds = duration(manifest["seconds"], lang)
    runs = f"{manifest['runs']:,}"
    console.print(text("cli.sweep.done", lang, runs=runs, time=seconds))
    for reason, count in manifest["failures"].items():
        words = text("cli.sweep.failed", lang, count=count, reason=reason)
        console.print(Text(words, style="bold red"), soft_wrap=True)
    if manifest["sweep"]["search"] is None:
        console.print(text("cli.sweep.files", lang, folder=results.folder), soft_wrap=True)
