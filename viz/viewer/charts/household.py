"""One household's income month by month: by source as stacked bars, and how it turned into cash."""

from collections.abc import Mapping, Sequence
from typing import Any

from sim.messages import text
from viz.palette import BASELINE, SOURCES
from viz.selection import capitalised
from viz.viewer.charts.base import (
    Chart,
    frame,
    month_axis,
    plain,
    side_label,
    unit_words,
    value_axis,
)

YUAN = "yuan"
# Sources that are no payment: what is eaten, stored, worn out or given up.
NOT_PAID = ("own_consumption", "stock_change", "depreciation", "write_offs")
OTHERS = "#BFBFBF"
Month = Mapping[str, Any]


def income(
    side: str, months: Sequence[str], ledger: Mapping[str, Sequence[Month]], lang: str
) -> Chart:
    """Income and costs of one side by source, stacked; the line is what they come to.

    The table goes on to cash: what was spent, borrowed, and is still to be paid.
    """
    rows = ledger[side]
    used = _used(ledger)
    drawn = used[: len(SOURCES)]
    series = [
        _bars(source_name(name, lang), [row["sources"].get(name, 0.0) for row in rows], paint)
        for name, paint in zip(drawn, SOURCES, strict=False)
    ]
    if len(used) > len(drawn):
        left = [sum(row["sources"].get(name, 0.0) for name in used[len(drawn) :]) for row in rows]
        series.append(_bars(text("viewer.closer.others", lang), left, OTHERS))
    net = [net_income(row) for row in rows]
    series.append(
        {
            "type": "line",
            "name": text("viewer.closer.net_income", lang),
            "symbol": "none",
            "data": plain(net),
            "lineStyle": {"color": BASELINE, "width": 2},
            "itemStyle": {"color": BASELINE},
        }
    )
    option = frame(
        YUAN,
        # Names of all sources take two lines: read faster than leafed through.
        legend={"top": 0, "left": 0, "itemWidth": 12, "itemHeight": 9, "itemGap": 8},
        grid={"left": 8, "right": 16, "top": 74, "bottom": 8, "containLabel": True},
        xAxis=month_axis(months, boundaryGap=True),
        yAxis=value_axis(YUAN),
        series=series,
    )
    columns = [text("viewer.month", lang), *(source_name(name, lang) for name in used)]
    columns += [text(f"viewer.closer.{name}", lang) for name in TO_CASH]
    parts = [plain([row["sources"].get(name, 0.0) for row in rows]) for name in used]
    parts += [plain(column) for column in zip(*map(_to_cash, rows), strict=True)]
    title = text("viewer.closer.income_title", lang, side=side_label(side, lang))
    return Chart(
        f"household-income-{side}",
        title,
        text("viewer.closer.income_caption", lang),
        option,
        columns,
        [[month, *row] for month, *row in zip(months, *parts, strict=True)],
        unit_words(YUAN, lang),
        height=350,
    )


TO_CASH = ("net_income", "consumption", "borrowed", "bills", "cash_change")


def net_income(row: Month) -> float:
    """What the sources of a month come to."""
    return float(sum(row["sources"].values()))


def _to_cash(row: Month) -> tuple[float, ...]:
    """From net income to the change of cash; what is left are bills, paid later or earlier."""
    net, spent, borrowed = net_income(row), -float(row["consumption"]), float(row["borrowed"])
    change = float(row["closing"] - row["opening"])
    unpaid = sum(row["sources"].get(name, 0.0) for name in NOT_PAID)
    return net, spent, borrowed, change - (net - unpaid + spent + borrowed), change


def source_name(name: str, lang: str) -> str:
    """A source of income or a cost in words; of sales the chain and the route."""
    if name.startswith("sales."):
        _, chain, route = name.split(".")
        kind = text(f"viewer.closer.route.{route}", lang)
        chain_name = capitalised(text(f"chain.{chain}.name", lang))
        return text("viewer.of", lang, name=chain_name, part=kind)
    return text(f"viewer.closer.source.{name}", lang)


def _used(ledger: Mapping[str, Sequence[Month]]) -> list[str]:
    """Every source that either side has, the largest first: both sides share their colours."""
    totals: dict[str, float] = {}
    for rows in ledger.values():
        for row in rows:
            for name, amount in row["sources"].items():
                totals[name] = totals.get(name, 0.0) + abs(amount)
    return sorted(totals, key=lambda name: -totals[name])


def _bars(name: str, amounts: Sequence[float], paint: str) -> dict[str, Any]:
    return {
        "type": "bar",
        "name": name,
        "stack": "sources",
        "data": plain(amounts),
        "itemStyle": {"color": paint},
    }
