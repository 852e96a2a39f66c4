"""Several answers side by side, as plain data: figures in columns, losses as a chart."""

from collections.abc import Sequence
from typing import Any

from sim.messages import text
from viz.palette import SECTORS
from viz.selection import Row, Selection, bearer_name, capitalised, in_language
from viz.viewer.answered import Answered
from viz.viewer.charts.base import Chart, frame, plain, unit_words, value_axis
from viz.viewer.views import facts, in_words

# Figures told of each scenario: of the region, then of its own growers.
OF_REGION = (
    "net_income_per_household", "newly_below_monitoring", "newly_below_poverty", "region_loss",
    "public_cost", "lever_outlay",
)  # fmt: skip
OF_GROWERS = ("net_income_per_household", "sales_per_household", "payouts_per_household")


def table(answers: Sequence[Answered], lang: str) -> dict[str, Any]:
    """One column a scenario: title, sentence, and the difference from its baseline with range."""
    selections = [answered.selection for answered in answers]
    wanted = [(metric, "all") for metric in OF_REGION]
    chains = sorted({chain for found in selections for chain in found.chains[:1]})
    wanted += [(metric, f"chain={chain}") for chain in chains for metric in OF_GROWERS]
    rows = []
    for metric, group in wanted:
        found = [selection.get(metric, group) for selection in selections]
        known = [row for row in found if row is not None]
        if known:
            rows.append({"label": _label(known[0], lang), "cells": [_cell(r, lang) for r in found]})
    return {
        "titles": [in_words(answered.scenario, "title", lang) for answered in answers],
        "facts": [facts(answered.outcome, lang) for answered in answers],
        "sentences": [
            in_language(answered.outcome.answer_object["sentence"], lang) for answered in answers
        ],
        "rows": rows,
    }


def _label(row: Row, lang: str) -> str:
    name = row.label(lang)
    if row.group == "all":
        return name
    chain = text(f"chain.{row.group.removeprefix('chain=')}.name", lang)
    return text("viewer.kind_of_chain", lang, kind=capitalised(chain), chain=name)


def _cell(row: Row | None, lang: str) -> dict[str, str]:
    """The difference in the row's own unit, which may differ between columns: it stands there."""
    if row is None:
        return {"amount": "–", "range": "", "unit": "", "tone": ""}
    low, high = row.amount("low", lang), row.amount("high", lang)
    return {
        "amount": row.amount("difference", lang),
        "range": text("number.range", lang, low=low, high=high),
        "unit": row.unit_beside(lang),
        "tone": {True: "worse", False: "better", None: ""}[row.worse],
    }


def losses(answers: Sequence[Answered], lang: str) -> Chart:
    """Who bears the region's loss in each scenario: a stacked bar each."""
    names = [
        f"{number}. {in_words(answered.scenario, 'title', lang)}"
        for number, answered in enumerate(answers, start=1)
    ]
    of_each = [_by_sector(answered.selection) for answered in answers]
    series, rows = [], []
    for sector, paint in SECTORS.items():
        values = [found.get(sector, 0.0) for found in of_each]
        if any(values):
            label = bearer_name({"sector": sector}, lang)
            series.append(
                {
                    "type": "bar",
                    "name": label,
                    "stack": "loss",
                    "data": plain(values),
                    "itemStyle": {"color": paint},
                }
            )
            rows.append([label, *plain(values)])
    option = frame(
        "yuan",
        xAxis=value_axis("yuan"),
        yAxis={
            "type": "category",
            "inverse": True,
            "data": names,
            "axisLabel": {"width": 220, "overflow": "break"},
        },
        series=series,
    )
    return Chart(
        "compare-losses",
        text("viewer.compare.losses_title", lang),
        text("viewer.compare.losses_caption", lang),
        option,
        [text("viewer.compare.sector", lang), *names],
        rows,
        unit_words("yuan", lang),
        height=110 + 46 * len(answers),
    )


def _by_sector(selection: Selection) -> dict[str, float]:
    return {row["sector"]: row["mean"] for row in selection.bearers()}
