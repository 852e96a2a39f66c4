"""Plots and findings of the patterns of supply and of public cost: 6 and 10."""

from __future__ import annotations

import numpy as np

from tools.cobweb import cobweb
from tools.patterns.entry import COLOURS, Entry, axes, label
from tools.patterns.outlays import outlays

WEIGHTS = (0.5, 1.0)
RESPONSES = (0.6, 1.2, 1.8, 2.4, 3.0)


def pattern_6() -> Entry:
    """The cobweb."""
    figure, (paths, boundary) = axes(2)
    for colour, response in zip(COLOURS, (0.6, 3.0), strict=False):
        run = cobweb(1.0, response)
        name = f"ratio {run.ratio:.2f}"
        paths.plot(range(1, run.price.size + 1), run.price, "o-", color=colour, label=name)
    label(paths, "year", "price, yuan a bird")
    worst = 0.0
    for colour, weight in zip(COLOURS[2:], WEIGHTS, strict=False):
        runs = [cobweb(weight, response) for response in RESPONSES]
        ratios = [run.ratio for run in runs]
        measured = [run.measured_factor for run in runs]
        worst = max(worst, *(abs(r.measured_factor - r.factor) for r in runs))
        boundary.plot(ratios, [run.factor for run in runs], color=colour, label=f"L = {weight:g}")
        boundary.plot(ratios, measured, "o", color=colour)
    boundary.axhline(-1.0, color=COLOURS[-1], linestyle=":")
    label(boundary, "supply / demand elasticity", "left of a deviation after a year")
    return Entry(
        6,
        "The cobweb of an isolated chain",
        "In an isolated chain without noise and bounds, with a weight L of the newest price in "
        "the expected one, the cobweb converges if and only if the ratio of supply to demand "
        "elasticity is below 2/L - 1; both are measured from the run.",
        f"Left: naive growers (L = 1). Right: dots are the model, lines the closed form "
        f"1 - L (1 + ratio); below the dotted line cycles explode. The largest gap between a dot "
        f"and its line is {worst:.3f}.",
        figure,
    )


def pattern_10() -> Entry:
    """Gross outlay and net cost."""
    found = outlays()
    figure, (place,) = axes()
    rows = np.arange(len(found))
    million = 1e6
    place.barh(rows - 0.2, [case.gross / million for case in found], 0.4, color=COLOURS[1],
               label="paid by the lever")  # fmt: skip
    place.barh(rows + 0.2, [case.net / million for case in found], 0.4, color=COLOURS[0],
               label="net cost to the county")  # fmt: skip
    place.set_yticks(rows, [case.lever.replace("_", " ") for case in found])
    label(place, "million yuan in three years (sample)", "")
    said = "; ".join(
        f"{case.lever.replace('_', ' ')} {case.gross:,.0f} and {case.net:,.0f}" for case in found
    )
    return Entry(
        10,
        "What a lever pays and what it costs",
        "The gross outlay of a lever is the sum of the payments tagged with it; the net public "
        "cost is the change of the county's outlays less receipts, whatever caused it.",
        f"After a 30% fall of date prices, yuan paid by the lever and net cost: {said}.",
        figure,
    )
