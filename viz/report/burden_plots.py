"""Plots of who bears the loss: through which channels growers lose, and month by month."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from numpy.typing import NDArray

from sim.messages import text
from sim.results.channels import WHOLE
from viz import burden
from viz.report import series, svg
from viz.report.plots import NUMBER_MARGIN, Step, number_axis, steps_plot, time_axis
from viz.report.series import Band
from viz.selection import capitalised

Amounts = NDArray[np.float64]
LABEL_ROOM = 0.8  # share of the width that is left of the lines' names
# Lines are told apart without colour by their dashes and by the names at their ends.
DASHES: tuple[Any, ...] = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (3, 1, 1, 1)))
# Names at line ends are kept apart by this share of the height.
LEAST_GAP = 0.09
# Room over the columns for the name of a floor that fails: a share of the height, and points.
HEADROOM = 0.13
LINE_HEIGHT = 12


def channels_plot(outcome: Any, chain: str, lang: str) -> str:
    """Draw the change of a chain's growers' net income as a waterfall of its channels."""
    steps = [
        Step(
            burden.channel_name(row, lang),
            row["difference"],
            is_end=row["channel"] == WHOLE,
            is_loss=row["difference"] < 0.0,
        )
        for row in burden.grower_channels(outcome.answer_object, chain)
    ]
    if not steps:
        return ""
    return steps_plot(steps, f"channels-{chain}-{lang}", text("shown.channels", lang), lang)


def over_time_plot(outcome: Any, lang: str) -> str:
    """Draw the sectors' losses over time: stacked by month above, summed up below.

    The months in which a floor fails are marked: the median draw by a line, all draws by a band.
    """
    felt, rest = burden.sectors_over_time(outcome.answer_object)
    if not felt:
        return ""
    parts = {name: [name] for name in svg.SECTORS if name in felt}
    with_others = parts | ({burden.OTHERS: rest} if rest else {})
    monthly = series.losses_by_sector(outcome.tables, "loss", with_others)
    if not any(line.mean.any() for line in monthly.values()):
        return ""
    figure, axes = svg.panels(2, 2.5)
    figure.subplots_adjust(left=NUMBER_MARGIN, right=LABEL_ROOM, top=0.95, bottom=0.07, hspace=0.3)
    _stack(axes[0], monthly)
    axes[0].set_title(text("report.over_time.by_month", lang), fontsize=svg.FONT_SIZE)
    _lines(axes[1], series.losses_by_sector(outcome.tables, "cumulative", parts), lang)
    axes[1].set_title(text("report.over_time.so_far", lang), fontsize=svg.FONT_SIZE)
    months = next(iter(monthly.values())).months
    for place in axes:
        place.axhline(0.0, color="black", linewidth=0.6)
        place.set_xlim(months[0] - 0.5, months[-1] + 0.5)
        time_axis(place, outcome.scenario.month_name, months)
        number_axis(place, lang)
    _mark_failures(axes, outcome, lang)
    return svg.inline(figure, f"over-time-{lang}", text("report.over_time.title", lang))


def sectors_drawn(outcome: Any) -> list[str]:
    """Return the sectors that `over_time_plot` tells apart, and "others"."""
    felt, rest = burden.sectors_over_time(outcome.answer_object)
    drawn = [name for name in svg.SECTORS if name in felt]
    return [*drawn, burden.OTHERS] if rest else drawn


def _stack(axes: Axes, monthly: Mapping[str, Band]) -> None:
    """Stack losses upwards and gains downwards, a column a month; the region's loss is a line."""
    months = next(iter(monthly.values())).months
    heights = {sign: np.zeros(len(months)) for sign in (1.0, -1.0)}
    edges = np.append(months, months[-1] + 1) - 0.5
    for name, line in monthly.items():
        for sign, foot in heights.items():
            part = sign * np.maximum(sign * line.mean, 0.0)
            if part.any():
                # One outline a sector: hundreds of bars take a second to draw.
                axes.stairs(foot + part, edges, baseline=foot, fill=True, color=svg.SECTORS[name])
            heights[sign] = foot + part
    total: Amounts = np.sum([line.mean for line in monthly.values()], axis=0)
    axes.plot(months, total, color="black", linewidth=1.0)


def _lines(axes: Axes, sums: Mapping[str, Band], lang: str) -> None:
    """Draw each sector's loss so far with its range, and name the lines at their ends."""
    for number, (name, line) in enumerate(sums.items()):
        colour = svg.SECTORS[name]
        axes.fill_between(line.months, line.low, line.high, color=colour, alpha=0.15, linewidth=0)
        axes.plot(line.months, line.mean, color=colour, linestyle=DASHES[number % len(DASHES)])
    bottom, top = axes.get_ylim()
    ends = {name: float(line.mean[-1]) for name, line in sums.items()}
    for name, height in _kept_apart(ends, LEAST_GAP * (top - bottom)).items():
        axes.annotate(
            burden.sector_name(name, lang),
            (1.01, height),
            xycoords=("axes fraction", "data"),
            va="center",
            fontsize=svg.FONT_SIZE - 1,
            annotation_clip=False,
        )


def _kept_apart(heights: Mapping[str, float], gap: float) -> dict[str, float]:
    """Move heights up where they are closer than `gap`, from the lowest on."""
    found: dict[str, float] = {}
    lowest = -np.inf
    for name, height in sorted(heights.items(), key=lambda item: item[1]):
        lowest = max(height, lowest + gap)
        found[name] = lowest
    return found


def _mark_failures(axes: list[Axes], outcome: Any, lang: str) -> None:
    """Mark when floors fail and enterprises leave, named at the head of the upper panel."""
    events = list(_events(outcome))
    if events:
        bottom, top = axes[0].get_ylim()
        axes[0].set_ylim(bottom, top + HEADROOM * len(events) * (top - bottom))
    for number, (name, chain, event) in enumerate(events):
        for place in axes:
            place.axvspan(
                event["earliest"] - 0.5,
                event["latest"] + 0.5,
                color="black",
                alpha=0.06,
                linewidth=0,
            )
            place.axvline(event["median"], color="black", linewidth=1.0, linestyle=(0, (2, 2)))
        words = capitalised(text(f"chain.{chain}.name", lang))
        first, last = axes[0].get_xlim()
        is_late = event["median"] > (first + last) / 2.0
        axes[0].annotate(
            text(f"report.over_time.{name}", lang, chain=words),
            (event["median"], axes[0].get_ylim()[1]),
            xytext=(-3 if is_late else 3, -2 - LINE_HEIGHT * number),
            textcoords="offset points",
            ha="right" if is_late else "left",
            va="top",
            fontsize=svg.FONT_SIZE - 1,
        )


def _events(outcome: Any) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Yield (name of its words, chain, draws and months) of every failure and exit."""
    for row in burden.jumps(outcome):
        if not row["failed"]:
            continue
        yield "floor_fails", row["chain"], row
        left = burden.exit_of(row)
        if left is not None:
            yield "enterprise_leaves", row["chain"], left
