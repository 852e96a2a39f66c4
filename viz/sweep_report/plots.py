"""The pictures of an analysis: each takes tables and returns a figure, None without anything."""

import textwrap
import unicodedata
from collections.abc import Callable

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from sim.messages import text
from sim.messages.numbers import number
from viz.report import svg

HEIGHT, BAR_HEIGHT, HEAD = 2.2, 0.32, 0.7  # inches
MOST_BARS, MOST_PAIRS, LONGEST_LABEL = 12, 4, 36
SHARE_COLOURS = {"factors": svg.GAIN, "draws": "#E69F00", "both": "#BFBFBF"}
Named = Callable[[str], str]


def _numbers(axes: Axes, lang: str) -> None:
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, lang)))
    axes.yaxis.set_major_locator(MaxNLocator(5))


def effects_plot(table: pd.DataFrame, lang: str, named: Named) -> Figure | None:
    """Draw the mean of one outcome along each factor, with the range of draws."""
    factors = list(dict.fromkeys(table["factor"]))
    if not factors:
        return None
    figure, places = svg.panels(len(factors), HEIGHT, columns=min(len(factors), 2))
    figure.subplots_adjust(left=0.13, right=0.97, wspace=0.35, hspace=0.55, bottom=0.2)
    for axes, factor in zip(places, factors, strict=True):
        rows = table[table["factor"] == factor]
        levels = pd.to_numeric(rows["level"], errors="coerce")
        numeric = bool(levels.notna().all())
        across = levels.to_numpy() if numeric else np.arange(len(rows))
        style = "-" if numeric else "o"
        axes.plot(across, rows["mean"], style, color=svg.SCENARIO, markersize=5)
        low, high = rows["low"].to_numpy(), rows["high"].to_numpy()
        if numeric:
            axes.fill_between(across, low, high, color=svg.SCENARIO, alpha=0.18, linewidth=0)
        else:
            axes.vlines(across, low, high, color=svg.SCENARIO, alpha=0.5)
            axes.set_xticks(across, [str(level) for level in rows["level"]])
            axes.margins(x=0.3)
        axes.set_xlabel(named(factor))
        _numbers(axes, lang)
    return figure


def bars_plot(
    table: pd.DataFrame, names: str, values: str, ends: tuple[str, str], named: Named
) -> Figure | None:
    """Draw bars with intervals, largest first: `names`, `values` and `ends` are columns."""
    rows = table.sort_values(values, ascending=False).head(MOST_BARS)[::-1]
    if rows.empty:
        return None
    figure, (axes,) = svg.panels(1, HEAD + BAR_HEIGHT * len(rows))
    figure.subplots_adjust(left=0.42, right=0.97, bottom=0.3 / (HEAD + BAR_HEIGHT * len(rows)))
    places = np.arange(len(rows))
    axes.barh(places, rows[values], color=svg.GAIN, height=0.62)
    axes.hlines(places, rows[ends[0]], rows[ends[1]], color="#333333", linewidth=1.2)
    axes.set_yticks(places, [wrapped(named(str(name))) for name in rows[names]])
    axes.tick_params(axis="y", length=0)
    return figure


def indices_plot(table: pd.DataFrame, lang: str, named: Named) -> Figure | None:
    """Draw first and total Sobol indices side by side, each with its 95% interval."""
    rows = table.sort_values("total", ascending=False).head(MOST_BARS)[::-1]
    if rows.empty:
        return None
    height = HEAD + 1.6 * BAR_HEIGHT * len(rows)
    figure, (axes,) = svg.panels(1, height)
    figure.subplots_adjust(left=0.42, right=0.97, bottom=0.3 / height)
    places = np.arange(len(rows))
    for kind, shift, colour in (("total", -0.2, svg.BASELINE), ("first", 0.2, svg.GAIN)):
        axes.barh(
            places + shift,
            rows[kind],
            xerr=rows[f"{kind}_error"],
            height=0.36,
            color=colour,
            label=text(f"analysis.index.{kind}", lang),
        )
    axes.set_yticks(places, [wrapped(named(str(name))) for name in rows["factor"]])
    axes.tick_params(axis="y", length=0)
    axes.legend(frameon=False, loc="lower right")
    return figure


def shares_plot(table: pd.DataFrame, lang: str, named: Named) -> Figure | None:
    """Draw, for every outcome, what part of its spread comes from factors and from draws."""
    if table.empty:
        return None
    outcomes = list(dict.fromkeys(table["outcome"]))[::-1]
    height = HEAD + 0.3 + BAR_HEIGHT * len(outcomes)
    figure, (axes,) = svg.panels(1, height)
    figure.subplots_adjust(left=0.42, right=0.97, bottom=0.3 / height, top=1 - 0.35 / height)
    start = np.zeros(len(outcomes))
    for source, colour in SHARE_COLOURS.items():
        share = table[table["source"] == source].set_index("outcome")["share"].loc[outcomes]
        label = text(f"analysis.source.{source}", lang)
        axes.barh(range(len(outcomes)), share, left=start, color=colour, height=0.62, label=label)
        start = start + share.to_numpy()
    axes.set_yticks(range(len(outcomes)), [wrapped(named(name)) for name in outcomes])
    axes.tick_params(axis="y", length=0)
    axes.set_xlim(0.0, 1.0)
    axes.xaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{100 * value:.0f}%"))
    axes.legend(frameon=False, loc="lower left", bbox_to_anchor=(-0.5, 1.0), ncols=3)
    return figure


def heat_plot(table: pd.DataFrame, lang: str, named: Named) -> Figure | None:
    """Draw the mean of one outcome over pairs of factors."""
    pairs = list(dict.fromkeys(zip(table["x_factor"], table["y_factor"], strict=True)))
    if not pairs:
        return None
    pairs = pairs[:MOST_PAIRS]
    figure, places = svg.panels(len(pairs), 2.6, columns=min(len(pairs), 2))
    figure.subplots_adjust(left=0.18, right=0.95, wspace=0.6, hspace=0.6, bottom=0.24)
    for axes, (across, down) in zip(places, pairs, strict=True):
        rows = table[(table["x_factor"] == across) & (table["y_factor"] == down)]
        grid = rows.pivot(index="y", columns="x", values="mean")
        drawn = axes.imshow(grid.to_numpy(), origin="lower", aspect="auto", cmap="cividis")
        axes.set_xticks(range(grid.shape[1]), [_short(x) for x in grid.columns], rotation=45)
        axes.set_yticks(range(grid.shape[0]), [_short(y) for y in grid.index])
        axes.set_xlabel(named(across))
        axes.set_ylabel(named(down))
        bar = figure.colorbar(drawn, ax=axes)
        bar.ax.yaxis.set_major_formatter(FuncFormatter(lambda value, _: number(value, lang)))
    return figure


def convergence_plot(table: pd.DataFrame, lang: str) -> Figure | None:
    """Draw the standard error of the mean against the number of draws."""
    if table.empty:
        return None
    figure, (axes,) = svg.panels(1, HEIGHT)
    figure.subplots_adjust(left=0.13, right=0.97, bottom=0.22)
    for column, colour in (("worst_point", svg.BASELINE), ("mc_error", svg.SCENARIO)):
        label = text(f"analysis.convergence.{column}", lang)
        axes.plot(table["draws"], table[column], color=colour, label=label)
    axes.set_xlabel(text("analysis.convergence.draws", lang))
    axes.xaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(bottom=0.0)
    axes.legend(frameon=False)
    _numbers(axes, lang)
    return figure


def wrapped(label: str) -> str:
    """Return a label in lines short enough to stand beside a bar."""
    wide = any(unicodedata.east_asian_width(letter) == "W" for letter in label)
    return textwrap.fill(label, LONGEST_LABEL // 2 if wide else LONGEST_LABEL)


def _short(level: object) -> str:
    return f"{level:.3g}" if isinstance(level, float) else str(level)
