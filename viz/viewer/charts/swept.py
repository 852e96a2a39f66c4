"""Charts of a sweep: the mean over two factors, the mean along one, what a search tried."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd

from sim.messages import text
from sim.messages.numbers import quantity
from viz.palette import BASELINE, LOW_TO_HIGH, SCENARIO
from viz.viewer.charts.base import Chart, band_series, frame, plain, unit_words, value_axis

# Up to so many cells, each says its figure; in more they would lie over one another.
MOST_WRITTEN = 80
ROW_HEIGHT, HEAD = 34, 130
# Lines of single levers, told apart by colour and by their names.
LINES = ("#0072B2", "#009E73", "#CC79A7", "#E69F00", "#56B4E9", "#8C8C8C")
YUAN, HOUSEHOLDS = "yuan", "households"


@dataclass(frozen=True)
class Axis:
    """A factor as an axis: its name, and how its levels are written."""

    label: str
    written: Callable[[Any], str]


@dataclass(frozen=True)
class Figure:
    """An outcome: its name and its unit."""

    label: str
    unit: str


def heat(table: pd.DataFrame, across: Axis, down: Axis, figure: Figure, lang: str) -> Chart:
    """Mean of an outcome at each pair of levels; `table` has x, y and mean."""
    known = table.dropna(subset=["mean"])
    columns, rows = sorted(known["x"].unique()), sorted(known["y"].unique())
    place_x = {level: place for place, level in enumerate(columns)}
    place_y = {level: place for place, level in enumerate(rows)}
    means = plain(known["mean"])
    # Cividis is dark up to its middle.
    middle = (min(means, default=0.0) + max(means, default=0.0)) / 2.0
    is_written = len(columns) * len(rows) <= MOST_WRITTEN
    cells = [
        {
            "value": [place_x[x], place_y[y], mean],
            "label": {"color": "#000" if mean > middle else "#fff"},
            "said": _said(
                [(across.label, across.written(x)), (down.label, down.written(y))],
                quantity(mean, figure.unit, lang),
                lang,
            ),
        }
        for x, y, mean in zip(known["x"], known["y"], means, strict=True)
    ]
    shown_x, shown_y = [across.written(x) for x in columns], [down.written(y) for y in rows]
    option = frame(
        figure.unit,
        legend={"show": False},
        tooltip={"trigger": "item", "confine": True, "said": True},
        grid={"left": 8, "right": 124, "top": 40, "bottom": 30, "containLabel": True},
        title=_above(down.label, 4),
        xAxis=_levels_axis(shown_x, **_below(across.label)),
        yAxis=_levels_axis(shown_y),
        visualMap=_scale(means, figure.unit, dimension=2),
        series=[
            {
                "type": "heatmap",
                "data": cells,
                "label": {"show": is_written, "cell": True, "fontSize": 11},
                "itemStyle": {"borderColor": "#fff", "borderWidth": 1},
            }
        ],
    )
    return Chart(
        "sweep-heat",
        text("viewer.swept.heat_title", lang, outcome=figure.label),
        text("viewer.swept.heat_caption", lang, across=across.label, down=down.label),
        option,
        [across.label, down.label, figure.label],
        [
            [across.written(x), down.written(y), mean]
            for x, y, mean in zip(known["x"], known["y"], means, strict=True)
        ],
        unit_words(figure.unit, lang) if figure.unit else "",
        height=max(320, HEAD + ROW_HEIGHT * len(rows)),
    )


def effect(rows: Sequence[dict[str, Any]], across: Axis, figure: Figure, lang: str) -> Chart:
    """Mean of an outcome at each level of one factor, with its range over draws."""
    table = pd.DataFrame(list(rows)).dropna(subset=["mean"]).sort_values("level")
    levels = [across.written(level) for level in table["level"]]
    line = tuple(table[part].to_numpy(float) for part in ("mean", "low", "high"))
    mean, low, high = line
    option = frame(
        figure.unit,
        legend={"show": False},
        grid={"left": 8, "right": 24, "top": 20, "bottom": 30, "containLabel": True},
        xAxis=_levels_axis(levels, **_below(across.label)),
        yAxis=value_axis(figure.unit, scale=True),
        series=band_series(figure.label, SCENARIO, (mean, low, high)),
    )
    parts = [text(f"shown.column.{part}", lang) for part in ("low", "high")]
    return Chart(
        "sweep-effect",
        text("viewer.swept.effect_title", lang, outcome=figure.label, across=across.label),
        text("viewer.swept.effect_caption", lang),
        option,
        [across.label, figure.label, *parts],
        [
            [name, *row]
            for name, *row in zip(levels, plain(mean), plain(low), plain(high), strict=True)
        ],
        unit_words(figure.unit, lang) if figure.unit else "",
    )


@dataclass(frozen=True)
class Tried:
    """What a search tried, as the chart of the trade-off needs it.

    levers: names of columns; packages and singles have these, public_cost, kept and worst_kept,
    singles also the lever; chosen is one package; named, said: a lever, a package in words.
    """

    levers: list[str]
    packages: pd.DataFrame
    singles: pd.DataFrame
    chosen: dict[str, Any]
    budget: float
    named: Callable[[str], str]
    said: Callable[[Any], str]
    words: dict[str, str]


def tradeoff(tried: Tried, lang: str) -> Chart:
    """Every package by what it costs and whom it keeps, single levers as lines, the choice."""
    packages, words = tried.packages, tried.words
    option = frame(
        HOUSEHOLDS,
        legend={"type": "scroll", "top": 0, "left": 0, "itemWidth": 18, "itemHeight": 9},
        tooltip={"trigger": "item", "confine": True, "said": True},
        grid={"left": 8, "right": 120, "top": 62, "bottom": 34, "containLabel": True},
        title=_above(words["kept_axis"], 30),
        xAxis=value_axis(YUAN, **_below(words["cost"])),
        yAxis=value_axis(HOUSEHOLDS),
        visualMap=_scale(plain(packages["worst_kept"]), HOUSEHOLDS, 2, [words["worst"], ""])
        | {"seriesIndex": 0},
        series=[
            _dots(tried, lang),
            *_lines(tried, lang),
            {
                "type": "scatter",
                "name": words["chosen"],
                "symbol": "diamond",
                "symbolSize": 20,
                "z": 5,
                "itemStyle": {"color": SCENARIO, "borderColor": "#000", "borderWidth": 1.5},
                "data": [_dot(tried.chosen, tried.said(tried.chosen), lang)],
            },
        ],
    )
    columns = [*tried.levers, *FIGURES]
    return Chart(
        "sweep-tradeoff",
        words["tradeoff"],
        text("viewer.swept.tradeoff_caption", lang),
        option,
        [words[name] if name in FIGURES else tried.named(name) for name in columns],
        [list(row) for row in zip(*(plain(packages[name]) for name in columns), strict=True)],
        "",
        height=440,
    )


FIGURES = ("public_cost", "kept", "worst_kept", "enterprises_saved", "largest_regret")


def _dots(tried: Tried, lang: str) -> dict[str, Any]:
    """Every package, coloured by whom it keeps under the worst shock; the budget as a line."""
    return {
        "type": "scatter",
        "name": tried.words["packages"],
        "symbolSize": 9,
        "itemStyle": {"color": LOW_TO_HIGH[4]},
        "data": [_dot(row, tried.said(row), lang) for row in tried.packages.to_dict("records")],
        "markLine": {
            "silent": True,
            "symbol": "none",
            "lineStyle": {"color": BASELINE, "type": "dashed"},
            "label": {"formatter": tried.words["budget"], "position": "insideEndTop"},
            "data": [{"xAxis": tried.budget}],
        },
    }


def _lines(tried: Tried, lang: str) -> list[dict[str, Any]]:
    """Single levers, step by step."""
    singles = tried.singles[tried.singles["lever"] != ""]
    return [
        {
            "type": "line",
            "name": tried.named(str(name)),
            "symbolSize": 5,
            "lineStyle": {"width": 1.4, "color": paint},
            "itemStyle": {"color": paint},
            "data": [
                _dot(row, tried.said(row), lang)
                for row in rows.sort_values("public_cost").to_dict("records")
            ],
        }
        for (name, rows), paint in zip(singles.groupby("lever"), _paints(), strict=False)
    ]


def _paints() -> Any:
    while True:
        yield from LINES


def _dot(row: Any, said: str, lang: str) -> dict[str, Any]:
    cost, kept, worst = plain([row["public_cost"], row["kept"], row.get("worst_kept", row["kept"])])
    amounts = quantity(cost, YUAN, lang), quantity(kept, HOUSEHOLDS, lang)
    return {
        "value": [cost, kept, worst],
        "said": text("viewer.swept.dot", lang, package=said, cost=amounts[0], kept=amounts[1]),
    }


def _said(pairs: Sequence[tuple[str, str]], amount: str, lang: str) -> str:
    """A cell in words: factor by factor, then its figure."""
    known = [text("viewer.said", lang, name=name, amount=level) for name, level in pairs]
    return " · ".join([*known, amount])


def _levels_axis(names: Sequence[str], **rest: Any) -> dict[str, Any]:
    return {
        "type": "category",
        "data": list(names),
        "axisTick": {"show": False},
        "axisLabel": {"hideOverlap": True, "width": 110, "overflow": "truncate"},
        **rest,
    }


def _below(label: str) -> dict[str, Any]:
    """The name of an axis that lies."""
    return {"name": label, "nameLocation": "middle", "nameGap": 30}


def _above(label: str, top: int) -> list[dict[str, Any]]:
    """The name of an axis that stands, above it: beside it long names would be cut."""
    style = {"fontSize": 12, "fontWeight": "normal", "color": "#595959"}
    style |= {"width": 380, "overflow": "truncate"}
    return [{"text": label, "left": 0, "top": top, "textStyle": style}]


def _scale(
    values: Sequence[float], unit: str, dimension: int, ends: Sequence[str] = ()
) -> dict[str, Any]:
    """The colours of figures from low to high, at the right edge."""
    known = [value for value in values if value is not None] or [0.0]
    low, high = min(known), max(known)
    return {
        "type": "continuous",
        "unit": unit,
        "min": low,
        "max": high if high > low else low + 1.0,
        "dimension": dimension,
        "orient": "vertical",
        "right": 4,
        "top": "middle",
        "itemHeight": 130,
        "calculable": True,
        "inRange": {"color": list(LOW_TO_HIGH)},
        **({"text": list(ends)} if ends else {}),
    }
