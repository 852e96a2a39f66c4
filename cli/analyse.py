"""`analyse`: tables, pictures and a page of a sweep's results."""

import re
from functools import partial

import click

from cli.console import standard_output
from cli.layout import bullets, paragraph, title
from cli.speaking import SpeakingCommand
from cli.sweep import print_choice
from sim.errors import InputError, Phrase, nearest_names
from sim.messages import text

_BAD = re.compile(r"^\s*(?P<outcome>\w+)\s*(?P<sign>[<>])\s*(?P<number>[-+0-9.eE]+)\s*$")


def analyse_command(lang: str) -> click.Command:
    """Return the command `analyse`."""
    argument = click.Argument(["results"], required=True, metavar=text("cli.help.results", lang))
    bad = click.Option(
        ["--bad"],
        multiple=True,
        metavar=text("cli.help.bad_metavar", lang),
        help=text("cli.option.analyse_bad", lang),
    )
    return SpeakingCommand(
        "analyse",
        lang,
        params=[argument, bad],
        help=text("cli.analyse.help", lang),
        callback=partial(_analyse, lang),
    )


def _analyse(lang: str, results: str, bad: tuple[str, ...]) -> None:
    from sweeps import SweepResults

    found = SweepResults(results)
    if found.manifest["sweep"]["search"] is not None:
        print_choice(found, lang)
        return
    names = [outcome["name"] for outcome in found.outcomes]
    limits = dict(_limit(written, names) for written in bad)
    if found.runs.empty:
        raise InputError("sweep_no_rows", where=results)
    # Trees and pictures take seconds to load, which a mistyped name need not wait for.
    from sweeps.analysis import analyse_sweep
    from viz.sweep_report import summary_files
    from viz.sweep_report.words import Words

    analysis = analyse_sweep(found, limits)
    folder = analysis.save(summary_files(analysis, lang))
    console, words = standard_output(), Words(analysis, lang)
    title(console, text("cli.analyse.effects", lang))
    for one in analysis.found:
        paragraph(console, words.headline(one))
        bullets(console, words.boxes(one))
    console.print()
    console.print(text("cli.analyse.files", lang, folder=folder), soft_wrap=True)


def _limit(written: str, names: list[str]) -> tuple[str, tuple[str, float]]:
    """Return outcome, sign and number of a text like "newly_below>2000"."""
    match = _BAD.match(written)
    try:
        number = float(match["number"]) if match else None
    except ValueError:
        number = None
    if match is None or number is None:
        expected = Phrase("cli.analyse.expected_bad")
        raise InputError("wrong_type", where="--bad", expected=expected, got=written)
    if match["outcome"] not in names:
        near = nearest_names(match["outcome"], names) or names
        raise InputError("unknown_key", where="--bad", name=match["outcome"], nearest=near)
    return match["outcome"], (match["sign"], number)
