"""Plots as SVG inside a page: the reader's own fonts, no addresses, no clashing names."""

import io
import re
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from typing import Any

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from viz.palette import BASELINE, FATES, GAIN, SCENARIO, SECTORS, WARNINGS

__all__ = [
    "BASELINE",
    "FATES",
    "GAIN",
    "SCENARIO",
    "SECTORS",
    "WARNINGS",
    "inline",
    "panels",
    "style",
]

WIDTH = 7.0  # inches: the text width of an A4 page
FONT_SIZE = 9.0
_STYLE: dict[Any, Any] = {
    "svg.fonttype": "none",
    "svg.hashsalt": "oasis-chains",
    "font.size": FONT_SIZE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.edgecolor": "#8C8C8C",
    "axes.grid": False,
    "axes.unicode_minus": True,
    "text.parse_math": False,
    "lines.linewidth": 1.6,
}


@contextmanager
def style() -> Iterator[None]:
    """Draw in the report's style; nothing of the caller's matplotlib is changed."""
    with mpl.rc_context(_STYLE), warnings.catch_warnings():
        # Chinese is not in matplotlib's own font, and need not be: the reader's font draws it.
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        yield


def panels(count: int, height: float, columns: int = 1) -> tuple[Figure, list[Axes]]:
    """Return a figure of the page's width with `count` axes, `height` inches a row."""
    rows = -(-count // columns)
    figure = Figure(figsize=(WIDTH, height * rows))
    return figure, [figure.add_subplot(rows, columns, place + 1) for place in range(count)]


def inline(figure: Figure, name: str, described: str) -> str:
    """Return the figure as an `<svg>` element; `name` keeps its ids apart from other figures'."""
    buffer = io.StringIO()
    figure.patch.set_alpha(0.0)
    for axes in figure.axes:
        axes.patch.set_alpha(0.0)
    unsigned = dict.fromkeys(("Date", "Creator", "Format", "Type"))
    figure.savefig(buffer, format="svg", metadata=unsigned)
    drawn = buffer.getvalue()
    drawn = drawn[drawn.index("<svg") :]
    drawn = re.sub(r"<metadata>.*?</metadata>", "", drawn, flags=re.DOTALL)
    # This rule would hold for the whole page.
    drawn = re.sub(r"<style.*?</style>", "", drawn, flags=re.DOTALL)
    drawn = re.sub(r"font-family: [^;\"]*", "font-family: inherit", drawn)
    drawn = re.sub(r"\s+xmlns(:xlink)?=\"[^\"]*\"", "", drawn).replace("xlink:href", "href")
    drawn = re.sub(r'id="([^"]*)"', rf'id="{name}-\1"', drawn)
    drawn = re.sub(r'href="#([^"]*)"', rf'href="#{name}-\1"', drawn)
    drawn = re.sub(r"url\(#([^)]*)\)", rf"url(#{name}-\1)", drawn)
    size = r'<svg width="[^"]*" height="[^"]*"'
    label = escape(described, quote=True)
    return re.sub(size, lambda _: f'<svg role="img" aria-label="{label}"', drawn, count=1)
