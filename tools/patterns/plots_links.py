"""Plots and findings of the patterns of contracts and buyers: 4, 5 and 9."""

from __future__ import annotations

import numpy as np

from tools.patterns.buyers import aid_ends
from tools.patterns.entry import COLOURS, Entry, axes, label
from tools.patterns.links import breach_by_gap, floor_failures


def pattern_4() -> Entry:
    """A floor holds until it fails."""
    failures = floor_failures()
    figure, (place,) = axes()
    for colour, case in zip(COLOURS, failures, strict=False):
        name = f"{case.cash_months:g} months' cash, credit {case.credit_share:.0%}"
        place.plot(case.loss, color=colour, label=name, linewidth=1.1)
    label(place, "month of the run", "members' loss, yuan a month")
    failed = [case for case in failures if case.failed >= 0]
    months = [case.failed for case in failed]
    before = np.mean([case.before() for case in failed])
    after = np.mean([case.after() for case in failed])
    return Entry(
        4,
        "A floor holds until it fails",
        "Where an enterprise guarantees a floor (pigeons, rabbits), members lose little while it "
        "pays, and much when it fails; the month of the failure is a range over balance sheets "
        "that no report gives.",
        f"The inland price of rabbits falls by 35% in month 6. Enterprises fail between months "
        f"{min(months)} and {max(months)}; members lose {before:,.0f} yuan a month in the year "
        f"before and {after:,.0f} in the year after.",
        figure,
    )


def pattern_5() -> Entry:
    """Breach on the side that gains."""
    found = breach_by_gap()
    figure, (place,) = axes()
    gaps = [100 * gap for gap in found.gaps]
    place.plot(gaps, found.growers, "o-", color=COLOURS[1], label="growers side-sell")
    place.plot(gaps, found.buyers, "o-", color=COLOURS[0], label="dealers break")
    label(place, "date price after the signing, % of before", "share of the contract broken")
    return Entry(
        5,
        "The side that gains breaks the contract",
        "Breach rises with the gap between contract and quote, on the side that gains by it.",
        f"After a 30% rise growers sell {found.growers[found.gaps.index(0.3)]:.0%} of what they "
        f"promised elsewhere; after a 30% fall dealers refuse "
        f"{found.buyers[found.gaps.index(-0.3)]:.0%} of what they signed.",
        figure,
    )


def pattern_9() -> Entry:
    """Aid purchases end."""
    found = aid_ends()
    figure, (place,) = axes()
    for colour, chain in zip(COLOURS, dict.fromkeys(case.chain for case in found), strict=False):
        cases = [case for case in found if case.chain == chain]
        exposure = [100 * case.exposure() for case in cases]
        place.plot(exposure, [100 * c.lost_share for c in cases], "o-", color=colour, label=chain)
    label(place, "aid share x (1 - share re-absorbed), %", "sales lost, %")
    rows = "; ".join(
        f"{case.chain}, aid share {case.aid_share:.0%}: {case.reabsorbed:.0%} re-absorbed, "
        f"{case.lost_share:.1%} of sales lost"
        for case in found
    )
    return Entry(
        9,
        "When aid purchases end",
        "Where aid has taken the place of other buyers for a share of output and then stops, the "
        "loss ranks with aid share x (1 - share re-absorbed by other buyers); what is "
        "re-absorbed sells at a lower price.",
        f"{rows}.",
        figure,
    )
