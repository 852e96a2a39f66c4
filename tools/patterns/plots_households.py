"""Plots and findings of the patterns of supply, sources and public cost: 6, 7, 8 and 10."""

from __future__ import annotations

import numpy as np

from tools.cobweb import cobweb
from tools.patterns.entry import COLOURS, Entry, axes, label
from tools.patterns.glut import gluts
from tools.patterns.outlays import outlays
from tools.patterns.sources import matched_pairs

WEIGHTS = (0.5, 1.0)
RESPONSES = (0.2, 0.4, 0.6, 0.8, 0.95)


def pattern_6() -> Entry:
    """The cobweb."""
    figure, (paths, boundary) = axes(2)
    for colour, response in zip(COLOURS, (0.5, 0.95), strict=False):
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


def pattern_7() -> Entry:
    """A glut."""
    found = gluts()
    figure, (prices, unsold) = axes(2)
    for colour, case in zip(COLOURS, found, strict=False):
        months = range(1, case.price.size + 1)
        prices.plot(months, case.price, color=colour, label=f"{case.share:.0%} begin")
        unsold.plot(months, case.unsold / 1000.0, color=colour)
    prices.plot(months, found[0].reservation, color=COLOURS[-1], linestyle=":", label="reservation")
    label(prices, "month", "farm-gate price, yuan a bird")
    label(unsold, "month", "unsold, thousand birds (sample)", legend=False)
    small, large = found[1], found[-1]
    return Entry(
        7,
        "Everyone the same industry",
        "Capacity added faster than demand lowers the price; once it has fallen to the "
        "reservation price, birds stay unsold.",
        f"With {small.share:.0%} of the households helped into pigeons the price of the last "
        f"month is {1.0 - small.price[-1] / found[0].price[-1]:.1%} lower and all is sold; with "
        f"{large.share:.0%} it is the reservation price and {large.unsold[-1]:,.0f} birds of that "
        "month find no buyer.",
        figure,
    )


def pattern_8() -> Entry:
    """Two sources."""
    pairs = matched_pairs()
    figure, (place,) = axes()
    names = ("roses and another chain", "roses alone")
    for colour, name, exposure, loss in zip(COLOURS, names, pairs.exposure, pairs.loss,
                                            strict=False):  # fmt: skip
        place.plot(100 * exposure, 100 * loss, "o", color=colour, label=name, markersize=4)
    label(place, "share of income from roses, %", "income lost, %")
    both, alone = pairs.loss.mean(axis=1)
    return Entry(
        8,
        "Two sources soften a shock to one",
        "Matched on income and size, households with two chains lose less to a shock to one.",
        f"Rose prices fall by half: {pairs.loss.shape[1]} rose growers with a second chain lose "
        f"{both:.1%} of their income, their matches with roses alone {alone:.1%}.",
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
