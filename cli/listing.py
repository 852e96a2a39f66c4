"""`list`: what there is to choose from, each with its sentence."""

from functools import partial

import click

from cli.console import standard_output
from cli.layout import definitions, title
from cli.speaking import SpeakingCommand
from sim.messages import text


def list_command(lang: str) -> click.Command:
    """Return the command `list`."""
    return SpeakingCommand(
        "list",
        lang,
        params=[],
        help=text("cli.list.help", lang),
        callback=partial(_list, lang),
    )


def _list(lang: str) -> None:
    from sim.chains import CHAINS
    from sim.scenario.levers import LEVERS
    from sim.scenario.shocks import SHOCKS

    sections = {
        "scenarios": _scenarios(lang),
        "regions": _regions(lang),
        "chains": [(name, text(f"chain.{name}.sentence", lang)) for name in CHAINS],
        "shocks": [(kind.name, text(kind.sentence, lang)) for kind in SHOCKS.values()],
        "levers": [(kind.name, text(kind.sentence, lang)) for kind in LEVERS.values()],
    }
    console = standard_output()
    for name, rows in sections.items():
        title(console, text(f"cli.list.{name}", lang))
        definitions(console, rows)
    console.print()
    console.print(text("cli.list.more", lang), style="dim")


def _scenarios(lang: str) -> list[tuple[str, str]]:
    from sim.scenario import Scenario, scenario_names

    rows = []
    for name in scenario_names():
        scenario = Scenario.load(name)
        heading, question = (
            (scenario.title_zh, scenario.question_zh)
            if lang == "zh"
            else (scenario.title, scenario.question)
        )
        rows.append((name, "\n".join(line for line in (heading, question) if line)))
    return rows


def _regions(lang: str) -> list[tuple[str, str]]:
    from sim.parameters import load_parameters
    from sim.regions import list_regions, load_region

    parameters = load_parameters()
    rows = []
    for name in list_regions():
        region = load_region(name, parameters)
        households = sum(county.households for county in region.counties)
        sentence = text(
            "cli.list.region",
            lang,
            title=region.title_zh if lang == "zh" else region.title_en,
            households=f"{households:,.0f}",
            counties=len(region.counties),
        )
        rows.append((name, sentence))
    return rows
