"""Pages of what users write and read: scenarios, tables of a result, figures of an answer."""

from __future__ import annotations

from collections.abc import Iterable

from sim.messages import text
from sim.parameters import load_parameters
from sim.regions import list_regions, load_region
from sim.results import CHANNELS, METRICS, TABLES
from sim.results.groups import GROUPINGS, describe_grouping, grouping_name
from sim.results.schema import PRODUCT_UNIT
from sim.scenario import Scenario, scenario_names
from sim.scenario.declarations import SECTIONS
from sim.scenario.keys import Key
from tools.markdown import PROJECT, code, page, table


def columns_page() -> str:
    """The tables of a results folder, column by column."""
    parts = [
        "The Parquet files of a results folder. **key** columns say what a row is about, a "
        "**flow** adds up over months, a **state** holds at the month's end, a **change** at the "
        "window's end. `{product}` stands for the unit of the chain's farm product. The same "
        "descriptions are in the files' field metadata."
    ]
    for name, declared in TABLES.items():
        rows = [
            [code(c.name), c.role, c.unit, c.describe("en"), c.describe("zh")]
            for c in declared.columns
        ]
        parts += [
            f"## {name}.parquet",
            f"{declared.describe('en')}. {declared.describe('zh')}。",
            table(("column", "role", "unit", "meaning", "含义"), rows),
        ]
    return page("Tables of a result", *parts)


def metrics_page() -> str:
    """The figures of an answer, and the groups they are told for."""
    better = {"up": "more", "down": "less", "": "–"}
    rows = [
        [
            code(metric.name),
            metric.label("en"),
            metric.label("zh"),
            metric.unit.replace(PRODUCT_UNIT, "product unit"),
            better[metric.better],
            metric.describe("en"),
            " · ".join(metric.groupings),
        ]
        for metric in METRICS
    ]
    groups = table(
        ("grouping", "in words", "分组"),
        (
            [
                code(grouping_name(keys)),
                describe_grouping(keys, "en"),
                describe_grouping(keys, "zh"),
            ]
            for keys in GROUPINGS
        ),
    )
    about = (
        "The rows of `answer.json` and `outcome.answer`: one a metric, group and window. Windows: "
        "`first_year` (twelve months from the first harvest under the shock), `worst_12` (the "
        "twelve consecutive months in which growers lose most, in each draw its own) and `run`."
    )
    header = ("metric", "label", "名称", "unit", "better", "definition", "groupings")
    return page(
        "Figures of an answer",
        about,
        table(header, rows),
        "## Groups",
        groups,
        "## Channels",
        "The rows of `channels` in `answer.json` and of `channels.parquet` split the change of net "
        "income, scenario less baseline, without a rest; how is told in "
        "[accounting](accounting.md#through-which-channel).",
        _channels_table(),
    )


def _channels_table() -> str:
    rows = [
        [
            code(channel.name),
            channel.label("en"),
            channel.label("zh"),
            ", ".join(code(source) for source in channel.sources),
            channel.describe("en"),
        ]
        for channel in CHANNELS
    ]
    return table(("channel", "label", "名称", "sources of income", "meaning"), rows)


def scenarios_page() -> str:
    """The shipped scenarios and regions, and what shocks and levers can be written."""
    parts = ["## Library"]
    for name in scenario_names():
        scenario = Scenario.load(name)
        source = (PROJECT / "scenarios" / f"{name}.toml").read_text(encoding="utf-8").strip()
        parts += [
            f"### {name}",
            f"{scenario.title}: {scenario.question}\n{scenario.title_zh}：{scenario.question_zh}",
            f"```toml\n{source}\n```",
        ]
    parts += ["## Regions", _regions_table()]
    for section, kinds in SECTIONS.items():
        parts.append(f"## Kinds of {section}")
        for kind in kinds.values():
            sentences = (text(kind.sentence, lang) for lang in ("en", "zh"))
            parts += [f"### {section}: {kind.name}", "\n".join(sentences), _keys_table(kind.keys)]
    return page("Scenarios", *parts)


def _regions_table() -> str:
    parameters, rows = load_parameters(), []
    for name in list_regions():
        region = load_region(name, parameters)
        households = sum(county.households for county in region.counties)
        scale = "" if region.scale == 1.0 else f", one in {1 / region.scale:.0f}"
        counties = ", ".join(county.id for county in region.counties)
        rows.append(
            [code(name), region.title_en, region.title_zh, f"{households:,}{scale}", counties]
        )
    return table(("region", "title", "名称", "households", "counties"), rows)


def _keys_table(keys: Iterable[Key]) -> str:
    rows = []
    for key in keys:
        limits = "" if key.low is None else f"{key.low:g} to {key.high:g}"
        default = "required" if key.required else "" if key.default is None else str(key.default)
        rows.append([code(key.name), ", ".join(key.choices) or key.type, limits, key.unit, default])
    return table(("key", "type or choices", "range", "unit", "default"), rows)
