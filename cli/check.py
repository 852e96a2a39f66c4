"""`check`: a scenario resolved, what differs from its baseline, where it falls in the year."""

from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console
from rich.text import Text

from cli.console import standard_output
from cli.layout import bullets, definitions, paragraph, table, title
from cli.options import load_scenario, scenario_options
from cli.speaking import SpeakingCommand
from sim.messages import text

if TYPE_CHECKING:
    from sim.scenario import Scenario


def check_command(lang: str) -> click.Command:
    """Return the command `check`."""
    argument = click.Argument(
        ["scenario"], required=True, metavar=text("cli.help.scenario_metavar", lang)
    )
    return SpeakingCommand(
        "check",
        lang,
        params=[argument, *scenario_options(lang)],
        help=text("cli.check.help", lang),
        callback=partial(_check, lang),
    )


def _check(lang: str, scenario: str, settings: tuple[str, ...], **run: Any) -> None:
    checked = load_scenario(scenario, settings, **run)
    check_region(checked)
    console = standard_output()
    console.print(Text(checked.title_zh if lang == "zh" else checked.title, style="bold"))
    question = checked.question_zh if lang == "zh" else checked.question
    if question:
        paragraph(console, question, indent=0)
    _print_resolved(console, checked, lang)
    _print_difference(console, checked, lang)
    _print_calendar(console, checked, lang)
    console.print()
    console.print(text("cli.check.good", lang))


def check_region(scenario: "Scenario") -> None:
    """Raise InputError when the region cannot be true under the parameters of either side."""
    from sim.parameters import load_parameters
    from sim.regions import load_region

    tree = load_parameters()
    for side in (scenario.baseline(), scenario):
        parameters = tree.with_values(side.parameters)
        load_region(scenario.run.region, parameters, search=list(scenario.folders)).check(
            parameters
        )


def _print_resolved(console: Console, scenario: "Scenario", lang: str) -> None:
    content = scenario.resolved()
    title(console, text("cli.check.resolved", lang))
    rows = [(f"run.{key}", _shown(value)) for key, value in content["run"].items()]
    for section in ("shock", "lever"):
        for entry in content[section]:
            prefix = f"{section}.{entry['name']}"
            rows += [
                (f"{prefix}.{key}", _shown(value)) for key, value in entry.items() if key != "name"
            ]
    rows += [(path, _shown(value)) for path, value in content["parameters"].items()]
    definitions(console, rows)


def _print_difference(console: Console, scenario: "Scenario", lang: str) -> None:
    baseline = scenario.baseline()
    title(console, text("cli.check.difference", lang, baseline=baseline.name))
    differences = scenario.diff(baseline)
    if not differences:
        paragraph(console, text("cli.check.no_difference", lang))
        return
    shown = table(
        (text("cli.check.path", lang), "left"),
        (text("shown.column.baseline", lang), "left"),
        (text("shown.column.scenario", lang), "left"),
    )
    for difference in differences:
        shown.add_row(
            Text(difference.path),
            Text(_shown(difference.baseline), style="dim"),
            Text(_shown(difference.scenario)),
        )
    console.print(shown)


def _print_calendar(console: Console, scenario: "Scenario", lang: str) -> None:
    from sim.scenario.calendar import calendar

    title(console, text("cli.check.calendar", lang))
    facts = calendar(scenario)
    if not facts:
        paragraph(console, text("cli.check.nothing_starts", lang))
    for place, found in groupby(facts, key=lambda fact: (fact.shock, fact.chain)):
        shock, chain = place
        chain_name = text(f"chain.{chain}.name", lang)
        paragraph(console, text("cli.check.place", lang, name=shock, chain=chain_name))
        bullets(console, [fact.sentence(lang) for fact in found])


def _shown(value: Any) -> str:
    if value is None:
        return "–"
    if isinstance(value, float):
        return f"{value:g}"
    if isinstance(value, list | tuple):
        return ", ".join(_shown(item) for item in value)
    return str(value)
