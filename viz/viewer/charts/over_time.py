"""Charts along the months: households under the lines, warning colours, prices, enterprises."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.messages import text
from sim.results.figures import Figures, distinct_pairs
from viz.palette import HEALTH, WARNINGS
from viz.selection import capitalised
from viz.viewer.charts.base import (
    SIDE_NAMES,
    Amounts,
    Chart,
    frame,
    month_axis,
    month_names,
    months_table,
    plain,
    side_label,
    spread,
    two_sided,
    unit_words,
    value_axis,
)

PRICES = ("farm_gate", "reference", "contract_paid", "index")
COLOURS = ("red", "orange", "yellow")
STANDINGS = (
    "enterprises_operating",
    "enterprises_strained",
    "enterprises_in_default",
    "enterprises_gone",
)


def under_line(scenario: Any, figures: Figures, line: str, lang: str) -> Chart:
    """Households under the poverty or the monitoring line, month by month."""
    values = _households(figures, f"below_{line}")
    names = month_names(scenario, -1, values.shape[-1])
    series, lines = two_sided(values, lang)
    columns, rows = months_table(names, lines, lang)
    option = frame(
        "households",
        xAxis=month_axis(names),
        yAxis=value_axis("households"),
        series=series,
    )
    return Chart(
        f"below_{line}",
        text(f"viewer.chart.below_{line}.title", lang),
        text(f"viewer.chart.below_{line}.caption", lang),
        option,
        columns,
        rows,
        unit_words("households", lang),
    )


def warning_colours(scenario: Any, figures: Figures, lang: str) -> Chart:
    """Households by warning colour: two panels of one scale, baseline and scenario."""
    named = {
        text(f"metric_label.{colour}", lang): _households(figures, colour).mean(axis=1)
        for colour in COLOURS
    }
    words = text("report.colours.title", lang), text("report.colours.caption", lang)
    return _two_stacks("colours", words, "households", scenario, named, WARNINGS, lang)


def prices(scenario: Any, figures: Figures, chain: str, lang: str) -> Chart | None:
    """Every rung of a chain's price ladder: scenario with its range, the baseline dashed."""
    places = [index for index, (_, name) in enumerate(figures.markets) if name == chain]
    if not places:
        return None
    unit = f"yuan/{figures_unit(figures, chain)}"
    names = month_names(scenario, -1, figures.months + 1)
    series: list[dict[str, Any]] = []
    lines = {}
    shown = [rung for rung in PRICES if rung != "index" or _is_insured(figures, places)]
    for number, rung in enumerate(shown):
        values = figures.market(rung)[..., places].mean(axis=-1)
        if not np.isfinite(values).all() or not values.any():
            continue
        label = text(f"metric_label.price_{rung}", lang)
        found, of_rung = two_sided(values, lang, label)
        if rung == "farm_gate":
            series += found
        else:
            series += _thin(values, label, number, lang)
        lines.update(of_rung)
    columns, rows = months_table(names, lines, lang)
    option = frame(
        unit,
        # Names of all rungs and sides take several lines: read faster than leafed through.
        legend={"top": 0, "left": 0, "itemWidth": 18, "itemHeight": 9},
        grid={"left": 8, "right": 16, "top": 88, "bottom": 8, "containLabel": True},
        xAxis=month_axis(names),
        yAxis=value_axis(unit),
        series=series,
    )
    chain_name = capitalised(text(f"chain.{chain}.name", lang))
    return Chart(
        f"prices-{chain}",
        text("viewer.chart.prices.title", lang, chain=chain_name),
        text("viewer.chart.prices.caption", lang),
        option,
        columns,
        rows,
        unit_words(unit, lang),
    )


def enterprises(scenario: Any, figures: Figures, lang: str) -> Chart:
    """How the leading enterprises stand, mean of the draws: two panels, baseline and scenario."""
    named = {
        text(f"viewer.standing.{name}", lang): figures.market(name).sum(axis=-1).mean(axis=1)
        for name in STANDINGS
    }
    title = text("viewer.chart.enterprises.title", lang)
    words = title, text("viewer.chart.enterprises.caption", lang)
    return _two_stacks("enterprises", words, "enterprises", scenario, named, HEALTH, lang, "end")


def figures_unit(figures: Figures, chain: str) -> str:
    """The unit of a chain's farm product."""
    table = figures.columns("monthly")
    units = dict(distinct_pairs(table["chain"], table["unit"]))
    return units.get(chain, "")


def _households(figures: Figures, column: str) -> Amounts:
    """A column of the table `households` over all counties and statuses (side, draw, month)."""
    axis = figures.month_axis("households", opening=True)
    return figures.array("households", column, (axis,), (figures.months + 1,))


def _is_insured(figures: Figures, places: Sequence[int]) -> bool:
    return bool(figures.market("insured_households")[..., places].any())


def _thin(values: Amounts, label: str, number: int, lang: str) -> list[dict[str, Any]]:
    """A rung beside the farm gate: thin lines without a range, told apart by their colour."""
    paint = ("#0072B2", "#009E73", "#CC79A7", "#8C8C8C")[number % 4]
    return [
        {
            "type": "line",
            "name": f"{label} · {side_label(side, lang)}",
            "symbol": "none",
            "data": plain(spread(values[place].T)[0]),
            "lineStyle": {
                "color": paint,
                "width": 1.2,
                "type": "dashed" if place == 0 else "solid",
            },
            "itemStyle": {"color": paint},
        }
        for place, side in enumerate(SIDE_NAMES)
    ]


def _two_stacks(
    name: str,
    words: tuple[str, str],
    unit: str,
    scenario: Any,
    named: dict[str, Amounts],
    paints: Sequence[str],
    lang: str,
    step: str | bool = False,
) -> Chart:
    """Counts (side, month from -1) one upon the other: a panel for the baseline, one beside it.

    words: title and caption; step: how ECharts draws steps, False for slopes.
    """
    amounts = list(named.values())
    names = month_names(scenario, -1, amounts[0].shape[-1])
    series = [
        {
            "type": "line",
            "step": step,
            "name": label,
            "stack": side,
            "symbol": "none",
            "xAxisIndex": place,
            "yAxisIndex": place,
            "lineStyle": {"width": 0},
            "areaStyle": {"opacity": 1},
            "color": paint,
            "data": plain(counted[place]),
        }
        for place, side in enumerate(SIDE_NAMES)
        for (label, counted), paint in zip(named.items(), paints, strict=True)
    ]
    columns = [text("viewer.month", lang)]
    columns += [f"{side_label(side, lang)}: {label}" for side in SIDE_NAMES for label in named]
    parts = [plain(counted[place]) for place in (0, 1) for counted in amounts]
    top = float(np.sum(amounts, axis=0).max())
    return Chart(
        name,
        *words,
        frame(unit, **_two_panels(names, lang, unit, top), series=series),
        columns,
        [[month, *row] for month, *row in zip(names, *parts, strict=True)],
        unit_words(unit, lang),
    )


def _two_panels(names: Sequence[str], lang: str, unit: str, top: float) -> dict[str, Any]:
    """Two panels side by side, of one height, with the side's name above each."""
    room = {"top": 70, "bottom": 8, "containLabel": True}
    return {
        "title": [
            {
                "text": side_label(side, lang),
                "left": f"{4 + 50 * place}%",
                "top": 26,
                "textStyle": {"fontSize": 12, "fontWeight": "normal"},
            }
            for place, side in enumerate(SIDE_NAMES)
        ],
        "grid": [{**room, "left": "1%", "width": "47%"}, {**room, "left": "51%", "width": "47%"}],
        "xAxis": [month_axis(names, gridIndex=place) for place in (0, 1)],
        "yAxis": [value_axis(unit, gridIndex=place, max=_round_up(top)) for place in (0, 1)],
    }


def _round_up(top: float) -> float:
    """A round number not below the highest value."""
    if top <= 0.0:
        return 1.0
    step = 10.0 ** np.floor(np.log10(top)) / 2.0
    return float(np.ceil(top / step) * step)
