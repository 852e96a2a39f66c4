"""`explain`: what a name means and where it comes from - a parameter, a figure, a column, a key."""

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any

import click
from rich.console import Console

from cli.console import standard_output
from cli.layout import QUIET, definitions, paragraph, title
from cli.speaking import SpeakingCommand
from sim.errors import InputError, Phrase, nearest_names
from sim.messages import text
from sim.messages.numbers import is_share, number, quantity, span, unit_label

if TYPE_CHECKING:
    from sim.scenario.keys import Key, Kind

# Parameters named for each chain under a figure.
MOST_MOVING = 5
Page = Callable[[Console, str], None]


def explain_command(lang: str) -> click.Command:
    """Return the command `explain`."""
    argument = click.Argument(["name"], required=True, metavar=text("cli.help.name_metavar", lang))
    return SpeakingCommand(
        "explain",
        lang,
        params=[argument],
        help=text("cli.explain.help", lang),
        callback=partial(_explain, lang),
    )


def _explain(lang: str, name: str) -> None:
    """Print every meaning of a name: `members` is a column as well as a figure."""
    pages = list(_pages(name.strip(), lang))
    if not pages:
        near = nearest_names(name, _all_names())
        expected = Phrase("cli.explain.expected")
        raise InputError("unknown_to_explain", name=name, expected=expected, nearest=near)
    console = standard_output()
    for page in pages:
        page(console, lang)


def _pages(name: str, lang: str) -> Iterator[Page]:
    from sim.parameters import load_parameters
    from sim.results import CHANNEL, METRIC, TABLES
    from sim.scenario.declarations import SECTIONS

    if name in {leaf.path for leaf in load_parameters().leaves()}:
        yield partial(_parameter, name)
    if name in METRIC:
        yield partial(_metric, name)
    if name in CHANNEL:
        yield partial(_channel, name)
    if _is_group(name):
        yield partial(_group, name)
    if name in TABLES:
        yield partial(_table, name)
    places = _columns(name)
    if places:
        yield partial(_column, places)
    for section, kinds in SECTIONS.items():
        if name.removeprefix(f"{section}.") in kinds:
            yield partial(_kind, kinds[name.removeprefix(f"{section}.")])
    keys = _scenario_keys(name)
    if keys:
        yield partial(_key, name, keys)
    yield from _reference_page(name)


def _all_names() -> list[str]:
    from sim.parameters import load_parameters
    from sim.results import CHANNEL, METRIC, TABLES
    from sim.scenario.declarations import SECTIONS

    names = [leaf.path for leaf in load_parameters().leaves()]
    names += [*METRIC, *CHANNEL, *TABLES]
    names += [column.name for table in TABLES.values() for column in table.columns]
    for section, kinds in SECTIONS.items():
        names += kinds
        names += [
            f"{section}.{kind.name}.{key.name}" for kind in kinds.values() for key in kind.keys
        ]
    return names


def _parameter(path: str, console: Console, lang: str) -> None:
    from sim.parameters import describe

    known = describe(path)
    title(console, path, text("cli.explain.parameter", lang))
    paragraph(console, known[f"meaning_{lang}"])
    unit = known["unit"]
    rows = [
        (text("cli.explain.value", lang), _value(known["value"], unit, lang)),
        (text("cli.explain.range", lang), span(known["low"], known["high"], unit, lang)),
        (text("cli.explain.grade", lang), text(f"cli.grade.{known['grade']}", lang)),
        (text("cli.explain.use", lang), text(f"cli.use.{known['use']}", lang)),
    ]
    if known["sampled"]:
        rows.append((text("cli.explain.sampled", lang), text("cli.explain.is_sampled", lang)))
    if known["fitted"]:
        low, high = known["fitted"]
        rows.append((text("cli.explain.fitted", lang), span(low, high, unit, lang)))
    definitions(console, rows)
    if known["evidence"]:
        title(console, text("cli.explain.evidence", lang))
    for row in known["evidence"]:
        _evidence(console, row, lang)


def _value(value: float | tuple[float, ...], unit: str, lang: str) -> str:
    if isinstance(value, tuple):
        numbers = ", ".join(number(item, lang) for item in value)
        return " ".join(part for part in (numbers, unit_label(unit, lang)) if part)
    return quantity(value, unit, lang)


def _evidence(console: Console, row: dict[str, str], lang: str) -> None:
    """Print what a report or an outside source says, in its own words and with its line."""
    definitions(console, [(row["id"], row[f"statement_{lang}"])])
    if row["quote"]:
        paragraph(console, f"“{row['quote']}”", indent=6)
    document = row[f"title_{lang}"]
    if document:
        words = text("cli.explain.line", lang, document=document, line=row["line"])
        paragraph(console, words, QUIET, indent=6)
    for words in (row[f"source_{lang}"], _served_for(row, lang), row[f"note_{lang}"]):
        if words:
            paragraph(console, words, QUIET, indent=6)


def _served_for(row: dict[str, str], lang: str) -> str:
    """Say what a figure is used for, and whether it is a plan; "" where neither is known."""
    words = [text(f"cli.figure_use.{row['use']}", lang)] if row["use"] else []
    if row["standing"]:
        words.append(text(f"cli.standing.{row['standing']}", lang))
    return text("cli.explain.join", lang).join(words)


def _reference_page(name: str) -> Iterator[Page]:
    """Yield the page of an evidence id such as E519."""
    from sim.parameters.describe import described
    from sim.parameters.evidence import references

    reference = references().get(name.upper())
    if reference is None:
        return
    row = described(reference)

    def page(console: Console, lang: str) -> None:
        title(console, row["id"], text("cli.explain.reference", lang))
        _evidence(console, row, lang)

    yield page


def _metric(name: str, console: Console, lang: str) -> None:
    from sim.results import METRIC

    metric = METRIC[name]
    title(console, name, text("cli.explain.metric", lang))
    paragraph(console, metric.describe(lang))
    better = text(f"cli.better.{metric.better or 'neither'}", lang)
    definitions(
        console,
        [
            (text("shown.column.unit", lang), _unit(metric.unit, lang)),
            (text("cli.explain.better", lang), better),
            (text("cli.explain.groups", lang), "; ".join(metric.groupings)),
        ],
    )
    _moved_by(name, console, lang)


def _moved_by(metric: str, console: Console, lang: str) -> None:
    """Print which parameters move a figure most: `explain` of each leads on to the reports."""
    from sim.chains import CHAINS
    from sim.results.sensitivity import most_moving

    rows = []
    for chain in CHAINS:
        paths = [effect.path for effect in most_moving((chain,), metric)[:MOST_MOVING]]
        if paths:
            rows.append((text(f"chain.{chain}.name", lang), ", ".join(paths)))
    if rows:
        title(console, text("cli.explain.moved_by", lang))
        definitions(console, rows)


def _channel(name: str, console: Console, lang: str) -> None:
    from sim.results import CHANNEL

    channel = CHANNEL[name]
    title(console, name, text("cli.explain.channel", lang))
    paragraph(console, channel.describe(lang))
    definitions(console, [(text("cli.explain.sources", lang), ", ".join(channel.sources))])


def _unit(unit: str, lang: str) -> str:
    product = text("cli.explain.product_unit", lang)
    return "/".join(
        product if part == "{product}" else unit_label(part, lang) for part in unit.split("/")
    )


def _is_group(name: str) -> bool:
    """Say whether a name is "all" or written like "chain=jujube,linkage=member"."""
    from sim.results import GROUPINGS
    from sim.scenario.levers import LEVERS

    keys = {key for grouping in GROUPINGS for key in grouping}
    if name.removeprefix("lever=") in LEVERS and name not in LEVERS:
        return True
    parts = [part.partition("=") for part in name.split(",")]
    return name == "all" or all(key in keys and value for key, _, value in parts)


def _group(name: str, console: Console, lang: str) -> None:
    from sim.results import describe_group

    title(console, name, text("cli.explain.group", lang))
    paragraph(console, describe_group(name, lang))


def _table(name: str, console: Console, lang: str) -> None:
    from sim.results import TABLES

    table = TABLES[name]
    title(console, f"{name}.parquet", text("cli.explain.table", lang))
    paragraph(console, table.describe(lang))
    definitions(console, [(column.name, column.describe(lang)) for column in table.columns])


def _columns(name: str) -> list[tuple[str, str]]:
    """Return (table, column) of every column of that name; `table.column` names one."""
    from sim.results import TABLES

    wanted_table, dot, wanted = name.partition(".")
    return [
        (table.name, column.name)
        for table in TABLES.values()
        for column in table.columns
        if (column.name == wanted and table.name == wanted_table)
        or (not dot and column.name == name)
    ]


def _column(places: list[tuple[str, str]], console: Console, lang: str) -> None:
    from sim.results import TABLES

    title(console, places[0][1], text("cli.explain.column", lang))
    told: dict[tuple[str, str], list[str]] = {}
    for table, name in places:
        column = TABLES[table].column(name)
        told.setdefault((column.describe(lang), column.unit), []).append(f"{table}.parquet")
    for (words, unit), files in told.items():
        paragraph(console, words)
        rows = [(text("cli.explain.files", lang), ", ".join(files))]
        if unit:
            rows.insert(0, (text("shown.column.unit", lang), _unit(unit, lang)))
        definitions(console, rows)


def _kind(kind: "Kind", console: Console, lang: str) -> None:
    title(console, kind.name, text(f"cli.explain.{kind.section}", lang))
    paragraph(console, text(kind.sentence, lang))
    rows = [(key.name, _key_in_words(key, lang)) for key in kind.keys]
    definitions(console, rows)


def _scenario_keys(name: str) -> dict[str, "Key"]:
    """Return the declared keys a scenario path may mean, by the kinds that have it.

    The name of a shock is its file's own, so every kind that has the key may be meant.
    """
    from sim.scenario.declarations import RUN, SECTIONS

    section, _, rest = name.partition(".")
    if section == "run":
        return {key.name: key for key in RUN if key.name == rest}
    entry, _, wanted = rest.partition(".")
    if section not in SECTIONS or not wanted:
        return {}
    kinds = SECTIONS[section]
    meant = [kinds[entry]] if entry in kinds else list(kinds.values())
    found: dict[Any, tuple[Key, list[str]]] = {}
    for kind in meant:
        for key in kind.keys:
            if key.name == wanted:
                same = (key.unit, key.low, key.high, key.choices, key.default, key.required)
                found.setdefault(same, (key, []))[1].append(kind.name)
    return {", ".join(names): key for key, names in found.values()}


def _key(name: str, keys: dict[str, "Key"], console: Console, lang: str) -> None:
    title(console, name, text("cli.explain.key", lang))
    if len(keys) == 1:
        paragraph(console, _key_in_words(next(iter(keys.values())), lang))
        return
    rows = [(kinds, _key_in_words(key, lang)) for kinds, key in keys.items()]
    definitions(console, rows)


def _key_in_words(key: "Key", lang: str) -> str:
    """Return a key's meaning, what it may hold and what holds without it."""
    words = [text(f"scenario.key.{key.name}", lang)]
    if key.choices:
        words.append(text("cli.explain.choices", lang, choices=", ".join(key.choices)))
    elif key.low is not None and key.high is not None:
        low, high = f"{key.low:g}", f"{key.high:g}"
        unit = "" if is_share(key.unit) else unit_label(key.unit, lang)
        words.append(text("cli.explain.between", lang, low=low, high=high, unit=unit).strip())
    if key.required:
        words.append(text("cli.explain.required", lang))
    elif key.default not in (None, ""):
        words.append(text("cli.explain.default", lang, value=key.default))
    return text("cli.explain.join", lang).join(words)
