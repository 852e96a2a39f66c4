"""A closer look as plain data: places, one household, the organisations around it."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.chains import CHAINS
from sim.messages import text
from sim.messages.numbers import number, percent, quantity
from sim.results import describe_group
from sim.state.households import STATUSES
from viz.selection import capitalised
from viz.viewer.charts.base import (
    SIDE_COLOURS,
    SIDE_NAMES,
    Chart,
    frame,
    month_axis,
    plain,
    side_label,
    unit_words,
    value_axis,
)
from viz.viewer.charts.household import income
from viz.viewer.lookup import Followed, Places

LEVELS = ("county", "township", "village")
COLOURS = ("green", "yellow", "orange", "red")
SUMMED = (
    "households", "growers", "below_before", "below_after", "poor_before", "poor_after",
    "red_before", "red_after", "income_before", "income_after",
)  # fmt: skip
Row = dict[str, Any]


def place_rows(found: Places, level: str, lang: str) -> list[Row]:
    """Villages, or their sums by township or county, with what changed in each."""
    groups: dict[tuple[int, ...], Row] = {}
    for village in found.villages:
        key = tuple(int(village[name]) for name in LEVELS[: LEVELS.index(level) + 1])
        row = groups.setdefault(key, dict.fromkeys(SUMMED, 0.0))
        for name in SUMMED:
            row[name] += village[name]
    return [_place(key, row, found, lang) for key, row in sorted(groups.items())]


def _place(key: tuple[int, ...], row: Row, found: Places, lang: str) -> Row:
    size = max(row["households"], 1.0)
    change = (row["income_after"] - row["income_before"]) / size
    relative = change * size / row["income_before"] if row["income_before"] else 0.0
    below = row["below_after"] - row["below_before"]
    return {
        "key": "-".join(str(part) for part in key),
        "name": place_name(key, found, lang),
        "county": key[0],
        "township": key[1] if len(key) > 1 else -1,
        "village": key[2] if len(key) > 2 else -1,
        "households": row["households"],
        "change": change,
        "relative": relative,
        "below": below,
        "below_share": below / size,
        "red": row["red_after"] - row["red_before"],
        "cells": [
            number(row["households"], lang),
            number(row["growers"], lang),
            quantity(change, "yuan", lang, signed=True),
            percent(relative, lang, signed=True),
            number(row["below_after"], lang),
            quantity(below, "", lang, signed=True),
            quantity(row["red_after"] - row["red_before"], "", lang, signed=True),
        ],
        "raw": [
            row["households"], row["growers"], change, relative, row["below_after"], below,
            row["red_after"] - row["red_before"],
        ],
    }  # fmt: skip


def place_name(key: Sequence[int], found: Places, lang: str) -> str:
    """A county by its name; townships and villages are synthetic and have numbers."""
    county = found.counties[key[0]][lang]
    if len(key) == 1:
        return county
    name = "village" if len(key) == 3 else "township"
    return text(f"viewer.closer.name_{name}", lang, county=county, number=key[-1] + 1)


def place_columns(lang: str) -> list[str]:
    """Headings of `cells`."""
    names = ("place", "households", "growers", "change", "relative", "below", "newly", "red")
    return [text(f"viewer.closer.column.{name}", lang) for name in names]


def grower_rows(found: Places, county: int, village: int, lang: str) -> list[Row]:
    """Growers of a village, or those of the region who lose most and least."""
    growers = found.growers
    if county >= 0:
        growers = [g for g in growers if (g["county"], g["village"]) == (county, village)]
    else:
        ordered = sorted(growers, key=lambda grower: float(grower["change"]))
        places = sorted({round(at * (len(ordered) - 1) / 9) for at in range(10)})
        growers = [ordered[place] for place in places] if ordered else []
    return [
        {
            "id": grower["id"],
            "label": text(
                "viewer.closer.grower",
                lang,
                change=quantity(grower["change"], "yuan", lang, signed=True),
                linkage=describe_group(f"linkage={grower['linkage']}", lang),
                place=place_name((grower["county"], 0, grower["village"]), found, lang),
            ),
        }
        for grower in growers
    ]


def household_view(found: Followed, counties: list[dict[str, str]], chain: str, lang: str) -> Row:
    """The ledger of one household on both sides, with its facts in words."""
    facts = found.facts
    unit = CHAINS[chain].unit
    used = [
        phase
        for phase in found.phases
        if any(phase in month["changes"] for side in found.ledger.values() for month in side)
    ]
    columns = [text("viewer.month", lang), text("viewer.closer.opening", lang)]
    columns += [text(f"viewer.closer.phase.{phase}", lang) for phase in used]
    columns += [
        text("viewer.closer.closing", lang),
        text("viewer.closer.income_12", lang),
        text("viewer.closer.loan", lang),
        text("viewer.closer.stock", lang, unit=unit),
        text("viewer.closer.colour", lang),
    ]
    return {
        "facts": text(
            "viewer.closer.facts",
            lang,
            county=counties[facts["county"]][lang],
            village=facts["village"] + 1,
            persons=facts["persons"],
            workers=number(facts["workers"], lang),
            mu=number(facts["arable_mu"], lang),
            status=capitalised(describe_group(f"status={STATUSES[facts['status']]}", lang)),
            linkage=describe_group(f"linkage={facts['linkage']}", lang),
        ),
        "columns": columns,
        "sides": {
            side: [
                [month, *_ledger_row(row, used, lang)]
                for month, row in zip(found.months, rows, strict=True)
            ]
            for side, rows in found.ledger.items()
        },
        "charts": [
            household_chart(found, lang),
            *(income(s, found.months, found.ledger, lang).as_data() for s in SIDE_NAMES),
        ],
    }


def _ledger_row(row: Row, used: Sequence[str], lang: str) -> list[Any]:
    changes = [round(row["changes"][phase], 2) if phase in row["changes"] else None
               for phase in used]  # fmt: skip
    return [
        round(row["opening"], 2),
        *changes,
        round(row["closing"], 2),
        round(row["income_12"], 2),
        round(row["loan"], 2),
        round(row["stock"], 1),
        text(f"viewer.closer.colours.{COLOURS[row['colour']]}", lang),
    ]


def household_chart(found: Followed, lang: str) -> Row:
    """Cash at each month's end, on both sides, as a chart of the page."""
    series = [
        {
            "type": "line",
            "name": side_label(side, lang),
            "symbol": "none",
            "data": plain([row["closing"] for row in found.ledger[side]]),
            "lineStyle": {"color": paint, "type": "dashed" if side == "baseline" else "solid"},
            "itemStyle": {"color": paint},
        }
        for side, paint in zip(SIDE_NAMES, SIDE_COLOURS, strict=True)
    ]
    columns = [text("viewer.month", lang), *(side_label(side, lang) for side in SIDE_NAMES)]
    rows = [
        [month, found.ledger["baseline"][at]["closing"], found.ledger["scenario"][at]["closing"]]
        for at, month in enumerate(found.months)
    ]
    option = frame("yuan", xAxis=month_axis(found.months), yAxis=value_axis("yuan"), series=series)
    return Chart(
        "household-cash",
        text("viewer.closer.cash_title", lang),
        text("viewer.closer.cash_caption", lang),
        option,
        columns,
        rows,
        unit_words("yuan", lang),
        height=240,
    ).as_data()


def organisation_tables(found: Followed, lang: str) -> list[Row]:
    """The household's cooperative and its market's enterprises, month by month, both sides."""
    tables = []
    if found.cooperative["scenario"] and found.cooperative["scenario"][0]:
        sides = found.cooperative
        names: tuple[str, ...] = ("cash", "owed", "receivable")
        tables.append(_table("cooperative", found, sides, names, lang))
    for place in range(len(found.enterprises["scenario"][0]) if found.months else 0):
        sides = {
            side: [month[place] for month in months] for side, months in found.enterprises.items()
        }
        names = ("cash", "debt", "processed", "staff")
        tables.append(_table("enterprise", found, sides, names, lang))
    return tables


def _table(
    kind: str,
    found: Followed,
    sides: Mapping[str, Sequence[Row]],
    names: Sequence[str],
    lang: str,
) -> Row:
    """One organisation: of each side its standing and some figures, month by month."""
    columns = [text("viewer.month", lang)]
    for side in sides:
        words = text(f"shown.column.{side}", lang)
        named = [text(f"viewer.closer.{column}", lang) for column in ("standing_is", *names)]
        columns += [f"{words}: {name}" for name in named]
    rows = []
    for at, month in enumerate(found.months):
        cells: list[Any] = [month]
        for months in sides.values():
            cells.append(text(f"viewer.closer.standing.{months[at]['status']}", lang))
            cells += [round(months[at][name], 2) for name in names]
        rows.append(cells)
    name = next(iter(sides.values()))[0]["name"]
    title = text(f"viewer.closer.{kind}", lang, name=name)
    return {"title": title, "name": name, "columns": columns, "rows": rows}
