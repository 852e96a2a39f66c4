"""A chart as data: what ECharts draws, and the same figures as a table.

Functions of other modules turn an outcome into charts; nothing here knows of a browser. The page
formats axes and tooltips itself, by the `unit` of an axis, as each language writes numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.messages import text
from sim.messages.numbers import counted_label
from sim.results.statistics import low_high
from viz.palette import BASELINE, SCENARIO

Amounts = NDArray[np.float64]
SIDE_COLOURS = (BASELINE, SCENARIO)
SIDE_NAMES = ("baseline", "scenario")
# What is drawn must not be longer than what can be seen.
SIGNIFICANT = 6


@dataclass(frozen=True)
class Chart:
    """One chart: `option` for ECharts, `columns` and `rows` for the table, names in a language."""

    name: str
    title: str
    caption: str
    option: dict[str, Any]
    columns: list[str]
    rows: list[list[Any]]
    unit_words: str
    height: int = 300
    # What else the page needs: the flows of a Sankey and its months.
    extra: dict[str, Any] = field(default_factory=dict)

    def as_data(self) -> dict[str, Any]:
        """The chart as the page takes it."""
        return {
            "name": self.name,
            "title": self.title,
            "caption": self.caption,
            "option": self.option,
            "columns": self.columns,
            "rows": self.rows,
            "height": self.height,
            "unit": self.unit_words,
            **self.extra,
        }


def plain(values: Any) -> list[Any]:
    """Numbers as the page takes them: short, and nothing where there is none."""
    found = np.asarray(values, dtype=np.float64)
    known = np.isfinite(found)
    size = np.abs(np.where(known & (found != 0.0), found, 1.0))
    # Division and multiplication by whole powers of ten leave the shortest decimals.
    places = SIGNIFICANT - 1 - np.floor(np.log10(size))
    whole = np.round(np.where(known, found, 0.0) * 10.0**places)
    short = np.where(places > 0, whole / 10.0 ** np.abs(places), whole * 10.0 ** np.abs(places))
    written: NDArray[np.object_] = short.astype(object)
    written[~known] = None
    return list(written.tolist())


def spread(values: Amounts) -> tuple[Amounts, Amounts, Amounts]:
    """Mean, low and high over the last axis, which are the draws."""
    low, high = low_high(values)
    return values.mean(axis=-1), low, high


def side_label(side: str, lang: str) -> str:
    """Baseline or scenario in words."""
    return text(f"shown.column.{side}", lang)


def unit_words(unit: str, lang: str) -> str:
    """A unit in words for an axis."""
    return counted_label(unit, lang)


def month_names(scenario: Any, first: int, count: int) -> list[str]:
    """Names of months as in "2021-08"."""
    return [scenario.month_name(first + month) for month in range(count)]


def frame(unit: str, **option: Any) -> dict[str, Any]:
    """What all charts share: quiet axes, a tooltip. What readers of screens hear is the page's."""
    return {
        "animation": False,
        "textStyle": {"fontFamily": "inherit"},
        "tooltip": {"trigger": "axis", "confine": True, "unit": unit},
        "legend": {"type": "scroll", "top": 0, "left": 0, "itemWidth": 18, "itemHeight": 9},
        "grid": {"left": 8, "right": 16, "top": 34, "bottom": 8, "containLabel": True},
        **option,
    }


def value_axis(unit: str, **rest: Any) -> dict[str, Any]:
    """An axis of amounts; the unit stands beside the chart's title."""
    return {
        "type": "value",
        "unit": unit,
        "splitNumber": 4,
        "axisLabel": {"hideOverlap": True},
        "splitLine": {"lineStyle": {"color": "#ECECEC"}},
        "scale": False,
        **rest,
    }


def bars_across(
    names: Sequence[str], bars: list[dict[str, Any]], unit: str, right: int
) -> dict[str, Any]:
    """What draws bars from one amount to another, a row a name; `right` is room behind them."""
    return frame(
        unit,
        legend={"show": False},
        tooltip={"trigger": "item", "confine": True, "said": True},
        grid={"left": 8, "right": right, "top": 12, "bottom": 8, "containLabel": True},
        xAxis=value_axis(unit),
        yAxis={
            "type": "category",
            "inverse": True,
            "data": list(names),
            "axisTick": {"show": False},
            "axisLabel": {"width": 190, "overflow": "break", "interval": 0},
        },
        series=[
            {
                "type": "custom",
                "name": "bars",
                "waterfall": True,
                "encode": {"x": [0, 1, 3, 4], "y": 2},
                "data": bars,
            }
        ],
    )


def month_axis(names: Sequence[str], **rest: Any) -> dict[str, Any]:
    """An axis of months, labelled where a year begins."""
    return {
        "type": "category",
        "data": list(names),
        "boundaryGap": False,
        "axisLabel": {"months": True, "hideOverlap": True},
        "axisTick": {"show": False},
        **rest,
    }


def band_series(
    name: str,
    colour: str,
    lines: tuple[Amounts, Amounts, Amounts],
    place: int = 0,
    dashed: bool = False,
) -> list[dict[str, Any]]:
    """A line with its range over draws as two stacked series without names of their own."""
    mean, low, high = lines
    axes = {"xAxisIndex": place, "yAxisIndex": place}
    quiet = {
        **axes,
        "type": "line",
        "stack": f"range {name} {place}",
        "stackStrategy": "all",
        "symbol": "none",
        "silent": True,
        "lineStyle": {"opacity": 0},
        "tooltip": {"show": False},
        "hidden": True,
    }
    return [
        {**quiet, "name": f"low {name}", "data": plain(low)},
        {
            **quiet,
            "name": f"high {name}",
            "data": plain(high - low),
            "areaStyle": {"color": colour, "opacity": 0.16},
        },
        {
            **axes,
            "type": "line",
            "name": name,
            "symbol": "none",
            "data": plain(mean),
            "lineStyle": {"color": colour, "width": 2, "type": "dashed" if dashed else "solid"},
            "itemStyle": {"color": colour},
        },
    ]


def months_table(
    names: Sequence[str], lines: dict[str, tuple[Amounts, Amounts, Amounts]], lang: str
) -> tuple[list[str], list[list[Any]]]:
    """Columns and rows of lines by month: mean, low and high of each."""
    columns = [text("viewer.month", lang)]
    for name in lines:
        columns += [name] + [
            text("viewer.of", lang, name=name, part=text(f"shown.column.{part}", lang))
            for part in ("low", "high")
        ]
    parts = [plain(part) for line in lines.values() for part in line]
    return columns, [[month, *row] for month, *row in zip(names, *parts, strict=True)]


def two_sided(
    values: Amounts, lang: str, what: str = "", place: int = 0
) -> tuple[list[dict[str, Any]], dict[str, tuple[Amounts, Amounts, Amounts]]]:
    """Lines of baseline and scenario from (side, draw, month), the baseline dashed."""
    series: list[dict[str, Any]] = []
    lines = {}
    for side, name in enumerate(SIDE_NAMES):
        label = side_label(name, lang)
        line = spread(values[side].T)
        shown = f"{what} · {label}" if what else label
        series += band_series(shown, SIDE_COLOURS[side], line, place, dashed=side == 0)
        lines[f"{what} {label}".strip()] = line
    return series, lines
