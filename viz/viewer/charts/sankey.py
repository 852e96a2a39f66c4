"""The flow of yuan between sectors, and of a chain's product from the fields to who eats it.

A Sankey has no circles, so a sector that pays and is paid stands on both sides: as payer on the
left, as payee on the right.
"""

from typing import Any

import numpy as np

from sim.accounts.kinds import FLOWS, MOVEMENTS, SECTORS
from sim.chains import CHAINS
from sim.messages import text
from sim.messages.numbers import quantity
from sim.results.figures import Figures, codes
from viz.palette import SECTORS as SECTOR_COLOURS
from viz.selection import capitalised
from viz.viewer.charts.base import Amounts, Chart, frame, plain, unit_words

# Payments smaller than this share of the month's largest are not drawn.
SEEN_SHARE = 0.004
NATURE = "nature"


def yuan(figures: Figures, lang: str) -> dict[str, Any]:
    """Payments between sectors by month and side, mean of the draws: what the page needs to draw.

    Links are (payer, payee, yuan by side and month); principal of loans is left out.
    """
    kinds = [number for number, kind in enumerate(FLOWS) if kind.category != "principal"]
    amounts = figures.yuan.mean(axis=1)
    pairs: dict[tuple[str, str], Amounts] = {}
    for number in kinds:
        kind = FLOWS[number]
        if kind.payer == kind.payee:
            continue
        pair = (kind.payer, kind.payee)
        pairs[pair] = pairs.get(pair, np.zeros(amounts.shape[:2])) + amounts[:, :, number]
    return _drawn(pairs, "yuan", lang)


def goods(figures: Figures, chain: str, lang: str) -> dict[str, Any]:
    """A chain's farm product by month and side, mean of the draws, from harvest to its end."""
    declared = CHAINS[chain]
    pairs: dict[tuple[str, str], Amounts] = {}
    moved = _moved(figures)
    for number, movement in enumerate(MOVEMENTS):
        if movement.product != declared.product:
            continue
        end = movement.destination
        if movement.destination == NATURE:
            end = f"fate.{movement.fate}"
        origin = "harvest" if movement.origin == NATURE else movement.origin
        if origin != end:
            pairs[origin, end] = (
                pairs.get((origin, end), np.zeros(moved.shape[:2])) + moved[:, :, number]
            )
    return _drawn(_netted(pairs), declared.unit, lang)


def _netted(pairs: dict[tuple[str, str], Amounts]) -> dict[tuple[str, str], Amounts]:
    """Without ways there and back between two sectors: a Sankey cannot draw a circle."""
    return {
        (origin, end): np.maximum(values - pairs[end, origin], 0.0)
        if (end, origin) in pairs
        else values
        for (origin, end), values in pairs.items()
    }


def sankey_chart(
    name: str, flows: dict[str, Any], month_list: list[str], lang: str, **values: str
) -> Chart:
    """A Sankey with its month slider; the page picks the month and the side."""
    columns = [text("viewer.from", lang), text("viewer.to", lang)]
    columns += [text("shown.column.baseline", lang), text("shown.column.scenario", lang)]
    rows = [
        [link["from"], link["to"], *(plain([sum(side)])[0] for side in link["amounts"])]
        for link in flows["links"]
    ]
    option = frame(
        flows["unit"],
        legend={"show": False},
        tooltip={"trigger": "item", "confine": True, "unit": flows["unit"]},
        series=[],
    )
    return Chart(
        name,
        text(f"viewer.chart.{name}.title", lang, **values),
        text(f"viewer.chart.{name}.caption", lang, **values),
        option,
        columns,
        rows,
        unit_words(flows["unit"], lang),
        height=380,
        extra={"flows": flows, "months": month_list},
    )


def _drawn(pairs: dict[tuple[str, str], Amounts], unit: str, lang: str) -> dict[str, Any]:
    largest = max((values.sum(axis=-1).max() for values in pairs.values()), default=0.0)
    kept = {
        pair: values
        for pair, values in pairs.items()
        if values.sum(axis=-1).max() > SEEN_SHARE * largest
    }
    links = [
        {
            "from": _name(origin, lang),
            "to": _name(end, lang),
            "paint": SECTOR_COLOURS.get(origin, "#8C8C8C"),
            "amounts": [plain(side) for side in values],
        }
        for (origin, end), values in kept.items()
    ]
    return {
        "unit": unit,
        "unit_words": unit_words(unit, lang),
        "links": links,
        "both_sides": unit == "yuan",
        "colours": {_name(sector, lang): paint for sector, paint in SECTOR_COLOURS.items()},
        "whole": text("viewer.whole_run", lang),
    }


def _name(end: str, lang: str) -> str:
    if end.startswith("fate."):
        fate = end.removeprefix("fate.")
        return text(f"viewer.goods_end.{fate}", lang)
    if end == "harvest":
        return text("viewer.goods_end.harvest", lang)
    return capitalised(text(f"answer.sector.{end}", lang)) if end in SECTORS else end


def _moved(figures: Figures) -> Amounts:
    """Quantity moved, mean of the draws (side, month, movement)."""
    keys = ("product", "origin", "destination", "fate")
    declared = [[str(getattr(movement, key)) for movement in MOVEMENTS] for key in keys]
    names = [list(dict.fromkeys(known)) for known in declared]
    sizes = [len(known) for known in names]
    places = [
        [known.index(name) for name in row] for row, known in zip(declared, names, strict=True)
    ]
    number = np.full(sizes, -1)
    number[tuple(places)] = np.arange(len(MOVEMENTS))
    table = figures.columns("goods")
    movement = number[tuple(codes(table[k], known) for k, known in zip(keys, names, strict=True))]
    axes = (figures.month_axis("goods", opening=False), movement)
    shape = (figures.months, len(MOVEMENTS))
    return figures.array("goods", "quantity", axes, shape).mean(axis=1)


def largest_flow(flows: dict[str, Any], lang: str) -> str:
    """The largest payment of the scenario over the run in words, for readers of screens."""
    links = flows["links"]
    if not links:
        return ""
    link = max(links, key=lambda found: sum(found["amounts"][1]))
    amount = quantity(sum(link["amounts"][1]), flows["unit"], lang)
    return f"{link['from']} → {link['to']}: {amount}"
