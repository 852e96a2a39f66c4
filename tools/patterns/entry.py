"""What the page says of one pattern, and the style its plots share."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from viz.report.svg import BASELINE, GAIN, SCENARIO

COLOURS = (SCENARIO, GAIN, "#009E73", "#E69F00", "#CC79A7", BASELINE)
WIDTH, HEIGHT = 6.4, 2.6


@dataclass(frozen=True)
class Entry:
    """A pattern: its number, title, the statement with its conditions, what was found, a plot."""

    number: int
    title: str
    statement: str
    finding: str
    figure: Figure


def axes(count: int = 1) -> tuple[Figure, list[Axes]]:
    """A figure with `count` plots side by side."""
    figure = Figure(figsize=(WIDTH, HEIGHT), layout="constrained")
    return figure, [figure.add_subplot(1, count, place + 1) for place in range(count)]


def label(place: Axes, x: str, y: str, legend: bool = True) -> None:
    """Name the axes and draw the legend without a frame."""
    place.set_xlabel(x)
    place.set_ylabel(y)
    if legend:
        place.legend(frameon=False, fontsize=8)
