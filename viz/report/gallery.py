"""Which plots a report shows, in their order, each with its title, legend and caption."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from markupsafe import Markup

from sim.messages import text
from viz import burden
from viz.report import burden_plots, plots, series, svg
from viz.selection import Selection, capitalised

Legend = list[tuple[str, str]]


@dataclass(frozen=True)
class Plot:
    """A plot to draw; its words are `report.<name>.title` and `.caption`, filled with `values`."""

    name: str
    draw: Callable[[], str]
    legend: Legend = field(default_factory=list)
    values: dict[str, str] = field(default_factory=dict)


def gallery(outcome: Any, selection: Selection, lang: str) -> list[dict[str, Any]]:
    """Return title, caption, svg and legend of every plot that has anything to show."""
    with svg.style():
        drawn = [(plot, plot.draw()) for plot in _wanted(outcome, selection, lang)]
    return [
        {
            "title": text(f"report.{plot.name}.title", lang),
            "caption": text(f"report.{plot.name}.caption", lang, **plot.values),
            "svg": Markup(image),
            "legend": plot.legend,
        }
        for plot, image in drawn
        if image
    ]


def _wanted(outcome: Any, selection: Selection, lang: str) -> Iterator[Plot]:
    sides = _sides(lang)
    chains = selection.chains
    yield Plot("price", partial(plots.price_plot, outcome, chains, lang), sides)
    yield Plot("income", partial(plots.income_plot, selection, lang))
    for chain in chains:
        name = {"chain": capitalised(text(f"chain.{chain}.name", lang))}
        draw = partial(burden_plots.channels_plot, outcome, chain, lang)
        yield Plot("channels", draw, values=name)
    yield Plot("bearers", partial(plots.bearers_plot, selection, lang))
    over_time = partial(burden_plots.over_time_plot, outcome, lang)
    yield Plot("over_time", over_time, _sectors(outcome, lang))
    yield Plot("bridge", partial(plots.bridge_plot, selection, lang))
    yield Plot("below_line", partial(plots.below_line_plot, outcome, lang), sides)
    yield Plot("colours", partial(plots.colours_plot, outcome, lang), _colours(lang))
    for chain in chains:
        name = {"chain": capitalised(text(f"chain.{chain}.name", lang))}
        draw = partial(plots.volumes_plot, outcome, chain, lang)
        yield Plot("volumes", draw, _fates(lang), name)


def _sides(lang: str) -> Legend:
    sides = (("baseline", svg.BASELINE), ("scenario", svg.SCENARIO))
    return [(colour, text(f"shown.column.{side}", lang)) for side, colour in sides]


def _fates(lang: str) -> Legend:
    named = zip(svg.FATES, series.FATES, strict=True)
    return [(colour, text(f"report.fate.{fate}", lang)) for colour, fate in named]


def _colours(lang: str) -> Legend:
    named = zip(svg.WARNINGS, series.COLOURS, strict=True)
    return [(colour, text(f"metric_label.{name}", lang)) for colour, name in named]


def _sectors(outcome: Any, lang: str) -> Legend:
    names = burden_plots.sectors_drawn(outcome)
    return [(svg.SECTORS[name], burden.sector_name(name, lang)) for name in names]
