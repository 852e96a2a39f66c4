"""Charts of who bears a loss: the waterfall of sectors, the bridge, the channels of growers."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sim.messages import text
from sim.messages.numbers import quantity, span
from viz import burden
from viz.palette import BASELINE, GAIN, SCENARIO
from viz.selection import Selection, bearer_name, capitalised
from viz.viewer.charts.base import Chart, bars_across, plain, unit_words

ROW_HEIGHT = 30
HEAD = 60


@dataclass(frozen=True)
class Step:
    """A bar of a waterfall, with its range; an end starts at nothing."""

    name: str
    amount: float
    low: float | None
    high: float | None
    is_end: bool = False


def bearers(selection: Selection, lang: str) -> Chart | None:
    """Who bears the region's loss: sectors one after another, up to the whole."""
    total = selection.region_loss()
    if total is None or not any(row["mean"] for row in selection.bearers()):
        return None
    steps = [
        Step(bearer_name(row, lang), row["mean"], row["low"], row["high"])
        for row in selection.bearers()
    ]
    whole = Step(
        text("shown.region_loss", lang), total["mean"], total["low"], total["high"], is_end=True
    )
    return _waterfall("bearers", [*steps, whole], 1.0, lang)


def bridge(selection: Selection, lang: str) -> Chart | None:
    """From the loss at the farm gate to the region's."""
    rows = selection.bridge()
    if not any(row["mean"] for row in rows):
        return None
    ends = ("farm_gate_loss", "region_loss")
    steps = [
        Step(
            text(f"bridge.{row['item']}", lang),
            row["mean"],
            row["low"],
            row["high"],
            is_end=row["item"] in ends,
        )
        for row in rows
    ]
    return _waterfall("bridge", steps, 1.0, lang)


def channels(outcome: Any, chain: str, lang: str) -> Chart | None:
    """Through which channels a chain's growers gain and lose, yuan a household."""
    rows = burden.grower_channels(outcome.answer_object, chain)
    if not rows:
        return None
    steps = [
        Step(
            burden.channel_name(row, lang),
            row["difference"],
            row["low"],
            row["high"],
            is_end=row is rows[-1],
        )
        for row in rows
    ]
    name = capitalised(text(f"chain.{chain}.name", lang))
    return _waterfall("channels", steps, -1.0, lang, chain=name)


def _waterfall(
    name: str, steps: Sequence[Step], loss_sign: float, lang: str, **values: str
) -> Chart:
    """Steps from top to bottom; a loss is a positive amount where `loss_sign` is 1."""
    feet, reached = [], 0.0
    for step in steps:
        feet.append((0.0, step.amount) if step.is_end else (reached, reached + step.amount))
        reached = feet[-1][1]
    bars = [
        {
            "value": [*plain([start, end]), place, *plain([start, end])],
            "amount": quantity(step.amount, "yuan", lang, signed=not step.is_end),
            "name": step.name,
            "paint": _paint(step, loss_sign),
            "said": _said(step, lang),
        }
        for place, (step, (start, end)) in enumerate(zip(steps, feet, strict=True))
    ]
    option = bars_across([step.name for step in steps], bars, "yuan", 90)
    shown = [text("shown.column.figure", lang), text("viewer.amount_yuan", lang)]
    shown += [text(f"shown.column.{part}", lang) for part in ("low", "high")]
    rows = [[step.name, *plain([step.amount]), *_ends(step)] for step in steps]
    return Chart(
        name,
        text(f"viewer.chart.{name}.title", lang, **values),
        text(f"viewer.chart.{name}.caption", lang, **values),
        option,
        shown,
        rows,
        unit_words("yuan", lang),
        height=HEAD + ROW_HEIGHT * len(steps),
    )


def _paint(step: Step, loss_sign: float) -> str:
    if step.is_end:
        return BASELINE
    return SCENARIO if loss_sign * step.amount > 0.0 else GAIN


def _ends(step: Step) -> list[float | None]:
    if step.low is None or step.high is None:
        return [None, None]
    return plain([step.low, step.high])


def _said(step: Step, lang: str) -> str:
    """The bar in words, with its range."""
    amount = quantity(step.amount, "yuan", lang, signed=not step.is_end)
    if step.low is None or step.high is None:
        return text("viewer.said", lang, name=step.name, amount=amount)
    shown = span(step.low, step.high, "yuan", lang)
    return text("viewer.said_range", lang, name=step.name, amount=amount, range=shown)
