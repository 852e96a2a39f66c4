"""The planner's answer in a terminal: the sentence, prices, who gains and loses, and why."""

from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from cli.layout import BETTER, INDENT, QUIET, WORSE, bar, bullets, paragraph, table, title
from sim.messages import text
from sim.messages.numbers import number, percent, quantity, span
from sim.results import describe_group
from viz.burden import channel_name, grower_channels, jump_in_words, jumps
from viz.selection import (
    NO_CHANGE,
    Row,
    Section,
    Selection,
    assumption_in_words,
    bearer_name,
    capitalised,
    chains_of,
    in_language,
    percent_of_baseline,
    region_title,
    window_in_words,
    yuan_with_range,
)

BAR_WIDTH = 18
MOST_ASSUMPTIONS = 8


def print_answer(console: Console, outcome: Any, lang: str) -> None:
    """Print the answer of one outcome."""
    selection = Selection(outcome)
    scenario = outcome.scenario
    _print_heading(console, outcome, lang)
    window = window_in_words(selection, scenario, lang)
    _print_ladder(console, selection, window, lang)
    _print_table(console, selection, window, lang)
    _print_channels(console, outcome, window, lang)
    _print_bearers(console, selection, window, lang)
    for row in jumps(outcome):
        for said in jump_in_words(row, outcome.scenario, lang):
            paragraph(console, said)
    _print_bridge(console, selection, lang)
    _print_assumptions(console, outcome.answer_object["assumptions"], lang)
    _print_warnings(console, outcome.answer_object["warnings"], lang)


def _print_heading(console: Console, outcome: Any, lang: str) -> None:
    scenario = outcome.scenario
    heading = scenario.title_zh if lang == "zh" else scenario.title
    question = scenario.question_zh if lang == "zh" else scenario.question
    facts = text(
        "shown.run_facts",
        lang,
        region=region_title(outcome, lang),
        start=scenario.month_name(0),
        months=scenario.run.months,
        draws=outcome.manifest["draws"],
        seed=scenario.run.seed,
    )
    console.print()
    console.print(Text(heading, style="bold underline"))
    if question:
        console.print(Text(question, style="italic"))
    console.print(Text(facts, style=QUIET))
    console.print()
    sentence = in_language(outcome.answer_object["sentence"], lang)
    console.print(Padding(Text(sentence, style="bold"), (0, INDENT), expand=False))
    console.print()
    paragraph(console, in_language(outcome.answer_object["certainty"], lang))


def _print_ladder(console: Console, selection: Selection, window: str, lang: str) -> None:
    sections = selection.ladder()
    if not sections:
        return
    title(console, text("shown.ladder", lang), window)
    grid = Table.grid(padding=(0, 2))
    for justify in ("left", "right", "left", "right", "left", "right"):
        grid.add_column(justify="right" if justify == "right" else "left", no_wrap=True)
    for section in sections:
        if len(sections) > 1:
            grid.add_row(Text(section.heading(lang), style="bold"))
        for row in section.rows:
            change = percent_of_baseline(row, lang)
            is_shown = change not in NO_CHANGE
            size = abs(row.relative or 0.0) if is_shown else 0.0
            style = _style(row) if is_shown else ""
            grid.add_row(
                Text(row.label(lang)),
                Text(number(row.baseline, lang)),
                Text("→", style=QUIET),
                Text(quantity(row.scenario, row.unit, lang)),
                Text(bar(size, BAR_WIDTH), style=style),
                Text(change, style=style),
            )
    console.print(Padding(grid, (0, 0, 0, INDENT), expand=False))


def _print_table(console: Console, selection: Selection, window: str, lang: str) -> None:
    draws = next((row["draws"] for row in selection.answer["metrics"]), 0)
    kind = next((row["range"] for row in selection.answer["metrics"]), "p5_p95")
    title(console, text("shown.table", lang), window)
    columns = ("baseline", "scenario", "difference", "low", "high")
    shown = table(
        (text("shown.column.figure", lang), "left"),
        *((text(f"shown.column.{name}", lang), "right") for name in columns),
        (text("shown.column.unit", lang), "left"),
    )
    for number_of_part, part in enumerate((selection.growers(), selection.region())):
        if number_of_part:
            shown.add_section()
        for section in part:
            _add_section(shown, section, lang)
    console.print(Padding(shown, (0, 0, 0, INDENT), expand=False))
    paragraph(console, text(f"shown.range.{kind}", lang, draws=draws), QUIET)
    if selection.get("newly_below_poverty", "all"):
        paragraph(console, text("shown.poverty_note", lang), QUIET)


def _add_section(shown: Table, section: Section, lang: str) -> None:
    shown.add_row(Text(section.heading(lang), style="bold"))
    for row in section.rows:
        deeper = INDENT if row.group == section.group else 2 * INDENT
        label = Padding(Text(section.label(row, lang)), (0, 0, 0, deeper), expand=False)
        shown.add_row(
            label,
            Text(row.amount("baseline", lang), style=QUIET),
            Text(row.amount("scenario", lang)),
            Text(row.amount("difference", lang), style=f"bold {_style(row)}".strip()),
            Text(row.amount("low", lang), style=QUIET),
            Text(row.amount("high", lang), style=QUIET),
            Text(row.unit_beside(lang), style=QUIET),
        )


def _style(row: Row) -> str:
    return {True: WORSE, False: BETTER, None: ""}[row.worse]


def _print_channels(console: Console, outcome: Any, window: str, lang: str) -> None:
    """Print through which channels the growers of each struck chain gain and lose."""
    answer = outcome.answer_object
    found = {chain: grower_channels(answer, chain) for chain in chains_of(outcome.scenario)}
    shown = {chain: rows for chain, rows in found.items() if rows}
    if not shown:
        return
    title(console, text("shown.channels", lang), window)
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, width=BAR_WIDTH)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(style=QUIET, no_wrap=True)
    for chain, rows in shown.items():
        largest = max(abs(row["difference"]) for row in rows)
        heading = capitalised(describe_group(f"chain={chain}", lang))
        grid.add_row(Text(heading, style="bold"))
        for row in rows:
            amount = row["difference"]
            weight = "bold" if row is rows[-1] else ""
            grid.add_row(
                Text(channel_name(row, lang), style=weight),
                Text(bar(abs(amount) / largest, BAR_WIDTH), style=WORSE if amount < 0 else BETTER),
                Text(quantity(amount, "yuan", lang, signed=True), style=weight),
                Text("" if row["low"] is None else span(row["low"], row["high"], "", lang)),
            )
    console.print(Padding(grid, (0, 0, 0, INDENT), expand=False))
    paragraph(console, text("shown.channels_note", lang), QUIET)


def _print_bearers(console: Console, selection: Selection, window: str, lang: str) -> None:
    total = selection.region_loss()
    if total is None:
        return
    title(console, text("shown.bearers", lang), window)
    rows = selection.bearers()
    largest = max((abs(row["mean"]) for row in rows), default=0.0)
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(no_wrap=True, width=BAR_WIDTH)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(style=QUIET, no_wrap=True)
    for row in rows:
        amount, extent = yuan_with_range(row, lang)
        style = WORSE if row["mean"] > 0 else BETTER
        grid.add_row(
            Text(bearer_name(row, lang)),
            Text(bar(abs(row["mean"]) / largest, BAR_WIDTH), style=style),
            Text(amount),
            Text(_share(row, lang)),
            Text(extent),
        )
    amount, extent = yuan_with_range(total, lang)
    grid.add_row(
        Text(text("shown.region_loss", lang), style="bold"), "", Text(amount, style="bold"),
        Text(_share(total, lang)), Text(extent),
    )  # fmt: skip
    console.print(Padding(grid, (0, 0, 0, INDENT), expand=False))
    if selection.somebody_gains():
        paragraph(console, text("shown.gains", lang), QUIET)


def _share(row: dict[str, Any], lang: str) -> str:
    return "" if row["share"] is None else percent(row["share"], lang)


def _print_bridge(console: Console, selection: Selection, lang: str) -> None:
    rows = selection.bridge()
    if not rows or not any(row["mean"] for row in rows):
        return
    title(console, text("shown.bridge", lang))
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True)
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(style=QUIET, no_wrap=True)
    for row in rows:
        is_end = row["item"] in ("farm_gate_loss", "region_loss")
        words = text(f"bridge.{row['item']}", lang)
        grid.add_row(
            Text(words if is_end else f"  {words}", style="bold" if is_end else ""),
            Text(quantity(row["mean"], "yuan", lang, signed=not is_end)),
            Text(span(row["low"], row["high"], "", lang)),
        )
    console.print(Padding(grid, (0, 0, 0, INDENT), expand=False))


def _print_assumptions(console: Console, assumptions: list[dict[str, Any]], lang: str) -> None:
    if not assumptions:
        return
    title(console, text("shown.assumptions", lang))
    bullets(console, [assumption_in_words(a, lang) for a in assumptions[:MOST_ASSUMPTIONS]])
    rest = len(assumptions) - MOST_ASSUMPTIONS
    if rest > 0:
        paragraph(console, text("shown.more_assumptions", lang, number=rest), QUIET)


def _print_warnings(console: Console, warnings: list[dict[str, str]], lang: str) -> None:
    if not warnings:
        return
    title(console, text("shown.warnings", lang))
    bullets(console, [warning[lang] for warning in warnings])
