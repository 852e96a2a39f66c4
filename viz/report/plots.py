"""The plots of the report; each returns an `<svg>` element, "" where there is nothing to draw."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.messages import text
from sim.messages.numbers import number, quantity
from sim.results import describe_group
from viz.report import series, svg
from viz.report.series import Band
from viz.selection import Selection, bearer_name, capitalised

MonthName = Callable[[int], str]
# Shares of the width: room for the longest name in either language, for numbers with a word.
LABEL_MARGIN = 0.33
LONG_LABEL_MARGIN = 0.46
NUMBER_MARGIN = 0.13
ROOM_FOR_A_FIGURE = 0.25
ROOM_BEFORE_A_BAR = 0.2  # of that room
# Inches: room under and over the axes.
FOOT, HEAD = 0.32, 0.08
_SIDE_COLOURS = {"baseline": svg.BASELINE, "scenario": svg.SCENARIO}


def price_plot(outcome: Any, chains: Sequence[str], lang: str) -> str:
    """Draw the farm-gate price of each struck chain, baseline against scenario."""
    found = {chain: series.farm_gate_price(outcome.tables, chain) for chain in chains}
    drawn = {chain: sides for chain, sides in found.items() if sides["baseline"].is_known}
    if not drawn:
        return ""
    columns = 1 if len(drawn) == 1 else 2
    figure, axes = svg.panels(len(drawn), 2.4, columns)
    figure.subplots_adjust(left=0.09, right=0.98, hspace=0.45, wspace=0.22)
    for place, (chain, sides) in zip(axes, drawn.items(), strict=True):
        _lines(place, sides, outcome, lang)
        if len(drawn) > 1:
            place.set_title(text(f"chain.{chain}.name", lang), fontsize=svg.FONT_SIZE)
    return svg.inline(figure, f"price-{lang}", text("report.price.title", lang))


def below_line_plot(outcome: Any, lang: str) -> str:
    """Draw the households under the monitoring line over time."""
    sides = series.below_line(outcome.tables)
    if not sides["baseline"].is_known:
        return ""
    figure, (axes,) = svg.panels(1, 2.4)
    _fit(figure, NUMBER_MARGIN)
    _lines(axes, sides, outcome, lang)
    return svg.inline(figure, f"line-{lang}", text("report.below_line.title", lang))


def colours_plot(outcome: Any, lang: str) -> str:
    """Draw the warning colours over time, one panel a side, one scale."""
    sides = series.warning_colours(outcome.tables)
    if not sides["baseline"][series.COLOURS[0]].is_known:
        return ""
    figure, axes = svg.panels(2, 2.3, columns=2)
    figure.subplots_adjust(left=NUMBER_MARGIN, right=0.98, wspace=0.1)
    for place, (side, bands) in zip(axes, sides.items(), strict=True):
        months = bands[series.COLOURS[0]].months
        heights = [bands[colour].mean for colour in series.COLOURS]
        place.stackplot(months, *heights, colors=svg.WARNINGS, linewidth=0)
        place.set_title(text(f"shown.column.{side}", lang), fontsize=svg.FONT_SIZE)
        time_axis(place, outcome.scenario.month_name, months)
        number_axis(place, lang)
    top = max(place.get_ylim()[1] for place in axes)
    for place in axes:
        place.set_ylim(0.0, top)
    axes[1].set_yticklabels([])
    return svg.inline(figure, f"colours-{lang}", text("report.colours.title", lang))


def volumes_plot(outcome: Any, chain: str, lang: str) -> str:
    """Draw where a chain's crop went, year by year: baseline and scenario side by side."""
    sides = series.volumes(outcome.tables, chain)
    years = len(sides["baseline"]["eaten"])
    if not years:
        return ""
    figure, (axes,) = svg.panels(1, 2.6)
    _fit(figure, NUMBER_MARGIN)
    places = np.arange(years, dtype=np.float64)
    for side, shift in (("baseline", -0.21), ("scenario", 0.21)):
        foot = np.zeros(years)
        for colour, amounts in zip(svg.FATES, sides[side].values(), strict=True):
            axes.bar(
                places + shift,
                amounts,
                width=0.38,
                bottom=foot,
                color=colour,
                edgecolor=_SIDE_COLOURS[side],
                linewidth=0.8 if side == "scenario" else 0.0,
            )
            foot = foot + amounts
    start = outcome.scenario.run.start
    axes.set_xticks(places, [_year_name(start, year) for year in range(years)])
    axes.tick_params(axis="x", length=0)
    number_axis(axes, lang)
    return svg.inline(figure, f"volumes-{chain}-{lang}", text("report.volumes.title", lang))


def income_plot(selection: Selection, lang: str) -> str:
    """Draw the change of net income per household of growers, with its range, by linkage."""
    rows = [
        (capitalised(describe_group(_last_part(row.group), lang)), row)
        for section in selection.growers()
        for row in section.rows
        if row.metric == "net_income_per_household"
    ]
    if not rows:
        return ""
    figure, (axes,) = svg.panels(1, 0.4 + 0.3 * len(rows))
    _fit(figure, LABEL_MARGIN)
    for place, (_, row) in enumerate(rows):
        colour = svg.SCENARIO if row.difference < 0.0 else svg.GAIN
        axes.barh(place, row.difference, height=0.6, color=colour)
        axes.plot([row.low, row.high], [place, place], color="black", linewidth=1.2)
    _categories(axes, [name for name, _ in rows], lang)
    return svg.inline(figure, f"income-{lang}", text("report.income.title", lang))


def bearers_plot(selection: Selection, lang: str) -> str:
    """Draw each sector's loss with its range; they add up to the region's."""
    rows = selection.bearers()
    total = selection.region_loss()
    if not rows or total is None:
        return ""
    figure, (axes,) = svg.panels(1, 0.4 + 0.3 * (len(rows) + 1))
    _fit(figure, LABEL_MARGIN)
    for place, row in enumerate([*rows, total]):
        colour = svg.SCENARIO if row["mean"] > 0.0 else svg.GAIN
        colour = svg.BASELINE if row is total else colour
        axes.barh(place, row["mean"], height=0.6, color=colour)
        axes.plot([row["low"], row["high"]], [place, place], color="black", linewidth=1.2)
    names = [bearer_name(row, lang) for row in rows]
    _categories(axes, [*names, text("shown.region_loss", lang)], lang)
    return svg.inline(figure, f"bearers-{lang}", text("shown.bearers", lang))


def bridge_plot(selection: Selection, lang: str) -> str:
    """Draw the steps from the loss at the farm gate to the region's loss."""
    rows = selection.bridge()
    if not any(row["mean"] for row in rows):
        return ""
    steps = [
        Step(
            text(f"bridge.{row['item']}", lang),
            row["mean"],
            is_end=row["item"] in ("farm_gate_loss", "region_loss"),
            is_loss=row["mean"] > 0.0,
        )
        for row in rows
    ]
    return steps_plot(steps, f"bridge-{lang}", text("shown.bridge", lang), lang)


@dataclass(frozen=True)
class Step:
    """A bar of a waterfall: a step from where the last one ended, or an end that starts at 0."""

    name: str
    amount: float
    is_end: bool
    is_loss: bool


def steps_plot(steps: Sequence[Step], name: str, title: str, lang: str) -> str:
    """Draw a waterfall from top to bottom; `name` keeps its ids apart, `title` describes it."""
    figure, (axes,) = svg.panels(1, 0.4 + 0.3 * len(steps))
    _fit(figure, LONG_LABEL_MARGIN)
    reached = 0.0
    for place, step in enumerate(steps):
        foot = 0.0 if step.is_end else reached
        colour = svg.SCENARIO if step.is_loss else svg.GAIN
        colour = svg.BASELINE if step.is_end else colour
        axes.barh(place, step.amount, left=foot, height=0.6, color=colour)
        reached = foot + step.amount
        axes.annotate(
            quantity(step.amount, "", lang, signed=not step.is_end),
            (max(foot, reached), place),
            xytext=(4, 0),
            textcoords="offset points",
            va="center",
            fontsize=svg.FONT_SIZE - 1,
        )
    left, right = axes.get_xlim()
    # Bars stick to the edge of their axes; the figure behind the longest needs room.
    room = ROOM_FOR_A_FIGURE * (right - left)
    axes.set_xlim(left - ROOM_BEFORE_A_BAR * room if left < 0.0 else left, right + room)
    _categories(axes, [step.name for step in steps], lang)
    return svg.inline(figure, name, title)


def _fit(figure: Figure, left: float) -> None:
    """Fit the axes into the figure, whatever its height; `left` is a share of the width."""
    height = figure.get_figheight()
    figure.subplots_adjust(left=left, right=0.98, bottom=FOOT / height, top=1.0 - HEAD / height)


def _last_part(group: str) -> str:
    """Return "linkage=member" of "chain=jujube,linkage=member": the rest is the plot's title."""
    return group.rpartition(",")[2]


def _lines(axes: Axes, sides: dict[str, Band], outcome: Any, lang: str) -> None:
    for side, line in sides.items():
        colour = _SIDE_COLOURS[side]
        axes.fill_between(line.months, line.low, line.high, color=colour, alpha=0.2, linewidth=0)
        dashes = "-" if side == "scenario" else (0, (4, 2))
        axes.plot(line.months, line.mean, color=colour, linestyle=dashes)
    axes.set_ylim(bottom=0.0)
    time_axis(axes, outcome.scenario.month_name, sides["baseline"].months)
    number_axis(axes, lang)


def time_axis(axes: Axes, month_name: MonthName, months: Any) -> None:
    """Mark the Januaries of the run with their year, or every third month of a short run."""
    named = {int(month): month_name(int(month)) for month in months}
    januaries = [month for month, name in named.items() if name.endswith("-01") and month >= 0]
    if len(januaries) >= 2:
        axes.set_xticks(januaries, [named[month][:4] for month in januaries])
    else:
        marked = list(named)[1::3]
        axes.set_xticks(marked, [named[month] for month in marked])


def number_axis(axes: Axes, lang: str) -> None:
    """Number the upright axis in the words of a language."""
    axes.yaxis.set_major_locator(MaxNLocator(5))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, lang)))


def _categories(axes: Axes, names: Sequence[str], lang: str) -> None:
    """Name the bars of a horizontal bar chart, first on top, and number the other axis."""
    axes.set_yticks(range(len(names)), names)
    axes.invert_yaxis()
    axes.axvline(0.0, color="black", linewidth=0.8)
    axes.tick_params(axis="y", length=0)
    axes.spines["left"].set_visible(False)
    axes.xaxis.set_major_locator(MaxNLocator(5))
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, lang)))


def _year_name(start: Any, year: int) -> str:
    """Return "2021", or "2021-07" for years of the run that do not begin in January."""
    name = str(start.year + year)
    return name if start.month == 1 else f"{name}-{start.month:02d}"
