"""Plots and findings of the patterns of prices: 0 to 3 and 11."""

from __future__ import annotations

import numpy as np

from tools.patterns.cover import seasons_after_a_fall
from tools.patterns.entry import COLOURS, Entry, axes, label
from tools.patterns.falls import bumper_against_demand, losses_by_depth, price_times_quantity
from tools.patterns.stability import calm_baseline

MILLION = 1e6


def pattern_0() -> Entry:
    """The baseline is level."""
    level = calm_baseline()
    figure, (prices, sizes) = axes(2)
    for colour, chain in zip(COLOURS, level.price, strict=False):
        prices.plot(range(1, 6), level.price[chain], color=colour, label=chain)
        sizes.plot(range(1, 6), level.capacity[chain], color=colour, label=chain)
    prices.plot(range(1, 6), level.income, color=COLOURS[-1], linestyle="--", label="income")
    for place in (prices, sizes):
        place.set_ylim(0.9, 1.3)
    label(prices, "year", "farm-gate price, income (year 1 = 1)")
    label(sizes, "year", "capacity (year 1 = 1)", legend=False)
    drift = level.largest_yearly_drift(without=("rose",))
    return Entry(
        0,
        "A level baseline",
        "Without shocks, levers and luck, prices, incomes and capacity drift by less than 2% a "
        "year; roses excepted, whose planted areas still come into bearing.",
        f"The largest change from one year to the next is {drift:.2%}.",
        figure,
    )


def pattern_1() -> Entry:
    """Deeper falls hurt more."""
    adapting, fixed = losses_by_depth(True), losses_by_depth(False)
    figure, (place,) = axes()
    falls = [-100 * change for change in adapting.changes]
    proportional = [fixed.per_point()[0] * -change for change in fixed.changes]
    place.plot(falls, proportional, color=COLOURS[-1], linestyle=":", label="in proportion")
    place.plot(falls, fixed.yuan, "o", color=COLOURS[1], label="growers do not adapt")
    place.plot(falls, adapting.yuan, "o-", color=COLOURS[0], label="growers adapt")
    label(place, "fall of the farm-gate price, %", "loss, yuan a household")
    first, last = adapting.per_point()[0], adapting.per_point()[-1]
    return Entry(
        1,
        "Deeper falls hurt more",
        "For date growers without contract, floor or insurance the mean loss of the first year "
        "deepens with the fall, at least in proportion while they do not adapt.",
        f"With adaptation the loss is {first / 100:,.0f} yuan for each percent of a 10% fall and "
        f"{last / 100:,.0f} of a 50% fall: thrift saves cash in that year and costs yield "
        "in the next.",
        figure,
    )


def pattern_2() -> Entry:
    """A bumper crop hurts less."""
    found = bumper_against_demand()
    saved = found.demand - found.bumper
    explained = found.value_of_extra - found.cost_of_extra
    figure, (place,) = axes()
    names = ("demand fall", "bumper crop", "difference", "extra kg less\npicking, transport")
    values = [found.demand, found.bumper, saved, explained]
    place.bar(names, np.array(values) / MILLION, color=COLOURS[:4])
    label(place, "", "growers' loss, million yuan (sample)", legend=False)
    return Entry(
        2,
        "A bumper crop hurts less than a fall of demand",
        "On the same path of the farm-gate price, with slack capacity, no floor and no insurance, "
        "a national bumper crop costs growers less, by the value of the extra kg less picking "
        "and transport.",
        f"Difference {saved:,.0f} yuan; value of the extra {found.extra_units:,.0f} kg less costs "
        f"{explained:,.0f} yuan.",
        figure,
    )


def pattern_3() -> Entry:
    """Insurance gives back the first season."""
    own, contract = seasons_after_a_fall(0.0), seasons_after_a_fall(1.0)
    figure, (place,) = axes()
    seasons = np.arange(1, len(own.loss) + 1)
    place.bar(seasons - 0.2, np.array(own.loss) / MILLION, 0.4, color=COLOURS[0], label="loss")
    place.bar(seasons + 0.2, np.array(own.payout) / MILLION, 0.4, color=COLOURS[1], label="payout")
    place.set_xticks(seasons)
    label(place, "season after the fall", "million yuan (sample)")
    return Entry(
        3,
        "Insurance gives back one season",
        "Insured growers lose less in the first season; later seasons are struck anew and give "
        "back only falls within the season. Payout over loss exceeds 1 only where insured kg "
        "exceed grown kg.",
        f"All growers insured, prices 30% lower for good after the strike: the first payout is "
        f"{own.share_given_back():.1%} of what the crop lost, with {own.insured_over_grown:.1%} of "
        f"the crop insured; later seasons pay nothing. On the contract's kg a mu, "
        f"{contract.insured_over_grown:.0%} of the crop, it is {contract.share_given_back():.0%}.",
        figure,
    )


def pattern_11() -> Entry:
    """Price change times kg."""
    found = price_times_quantity()
    figure, (place,) = axes()
    expected = np.array(found.expected) / MILLION
    place.plot(expected, expected, color=COLOURS[-1], linestyle=":", label="equal")
    place.plot(expected, np.array(found.losses) / MILLION, "o", color=COLOURS[0], label="model")
    label(place, "price change x kg, million yuan", "growers' loss, million yuan")
    gap = max(abs(a - b) for a, b in zip(found.losses, found.expected, strict=True))
    return Entry(
        11,
        "With everything off, price change x kg",
        "With insurance, floors, storage, credit and aid off and quantities fixed, growers' loss "
        "is the price change times the kg sold, to the yuan.",
        f"Five depths from 10% to 50%: the largest gap is {gap:.6f} yuan of "
        f"{found.expected[-1]:,.0f}.",
        figure,
    )
