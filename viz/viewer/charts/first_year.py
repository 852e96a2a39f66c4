"""Charts of the first year: income by group, and where the product went year by year."""

from collections.abc import Sequence
from typing import Any

import numpy as np

from sim.messages import text
from sim.messages.numbers import quantity, span
from sim.results import describe_group
from sim.results.figures import Figures
from viz.palette import FATES as FATE_COLOURS
from viz.palette import GAIN, SCENARIO
from viz.selection import Row, Selection, capitalised
from viz.viewer.charts.base import (
    SIDE_NAMES,
    Chart,
    bars_across,
    frame,
    plain,
    side_label,
    unit_words,
    value_axis,
)
from viz.viewer.charts.over_time import figures_unit

INCOME = "net_income_per_household"
GROUPINGS = ("chain", "linkage", "decile", "status", "county")
FATES = ("sold_contract", "sold_spot", "eaten", "shrunk", "discarded")
MONTHS_A_YEAR = 12
ROW_HEIGHT = 20
HEAD = 50


def income_by_group(selection: Selection, lang: str) -> Chart | None:
    """Change of net income per household in every group, with its range."""
    rows = list(_income_rows(selection))
    if not rows:
        return None
    names = [capitalised(_group_name(row.group, lang)) for row in rows]
    bars = [
        {
            "value": [0.0, *plain([row.difference]), place, *plain([row.low, row.high])],
            "name": name,
            "amount": "",
            "paint": SCENARIO if row.difference < 0.0 else GAIN,
            "range": plain([row.low, row.high]),
            "said": _said(name, row, lang),
        }
        for place, (name, row) in enumerate(zip(names, rows, strict=True))
    ]
    option = bars_across(names, bars, "yuan/household", 30)
    parts = ("baseline", "scenario", "difference", "low", "high")
    columns = [text("shown.column.figure", lang)]
    columns += [text(f"shown.column.{part}", lang) for part in parts]
    table = [
        [name, *plain([getattr(row, part) for part in parts])]
        for name, row in zip(names, rows, strict=True)
    ]
    return Chart(
        "income",
        text("viewer.chart.income.title", lang),
        text("viewer.chart.income.caption", lang),
        option,
        columns,
        table,
        unit_words("yuan/household", lang),
        height=HEAD + ROW_HEIGHT * len(rows),
    )


def volumes(scenario: Any, figures: Figures, chain: str, lang: str) -> Chart | None:
    """Where a chain's product went, year by year: a pair of stacked columns a year."""
    places = [index for index, (_, name) in enumerate(figures.markets) if name == chain]
    if not places:
        return None
    amounts = {fate: _by_year(figures, fate, places) for fate in FATES}
    years = next(iter(amounts.values())).shape[-1]
    unit = figures_unit(figures, chain)
    names = [scenario.month_name(MONTHS_A_YEAR * year)[:4] for year in range(years)]
    series = [
        {
            "type": "bar",
            "name": text(f"report.fate.{fate}", lang),
            "stack": side,
            "barGap": "8%",
            "data": plain(values[place]),
            "itemStyle": {
                "color": paint,
                "opacity": 0.55 if place == 0 else 1.0,
                "decal": {"symbol": "none"},
            },
        }
        for place, side in enumerate(SIDE_NAMES)
        for (fate, values), paint in zip(amounts.items(), FATE_COLOURS, strict=True)
    ]
    option = frame(
        unit,
        xAxis={"type": "category", "data": names, "axisTick": {"show": False}},
        yAxis=value_axis(unit),
        series=series,
    )
    columns = [text("viewer.year", lang)]
    for side in SIDE_NAMES:
        columns += [f"{side_label(side, lang)}: {text(f'report.fate.{f}', lang)}" for f in FATES]
    parts = [plain(amounts[fate][side]) for side in (0, 1) for fate in FATES]
    chain_name = capitalised(text(f"chain.{chain}.name", lang))
    return Chart(
        f"volumes-{chain}",
        text("viewer.chart.volumes.title", lang, chain=chain_name),
        text("viewer.chart.volumes.caption", lang),
        option,
        columns,
        [[name, *row] for name, *row in zip(names, *parts, strict=True)],
        unit_words(unit, lang),
    )


def _income_rows(selection: Selection) -> Sequence[Row]:
    """Growers of each struck chain by linkage, then everybody by tenth, status and county."""
    struck = [f"chain={chain}" for chain in selection.chains]
    groups = [*struck]
    if len(struck) == 1:
        groups += [f"{struck[0]},linkage={name}" for name in ("contract", "member", "spot")]
    groups += [f"decile={tenth}" for tenth in range(1, 11)]
    groups += [f"status={name}" for name in ("ordinary", "lifted", "unstable", "marginal")]
    groups += ["all"]
    found = [selection.get(INCOME, group) for group in groups]
    return [row for row in found if row is not None]


def _group_name(group: str, lang: str) -> str:
    """The group in words; of a linkage only that, since its chain stands above it."""
    return describe_group(group.rpartition(",")[2], lang)


def _said(name: str, row: Row, lang: str) -> str:
    amount = quantity(row.difference, "yuan", lang, signed=True)
    shown = span(row.low, row.high, "yuan", lang)
    return text("viewer.said_range", lang, name=name, amount=amount, range=shown)


def _by_year(figures: Figures, fate: str, places: Sequence[int]) -> Any:
    """Mean quantity of each year (side, year); a last part of a year counts as one."""
    values = figures.market(fate)[:, :, 1:][..., places].sum(axis=-1).mean(axis=1)
    years = np.arange(values.shape[-1]) // MONTHS_A_YEAR
    return np.stack([np.bincount(years, weights=side) for side in values])
