"""When a floor fails, and how the burden jumps from the enterprise to the households then.

A floor fails in the first month in which, in a chain with a floor promised by enterprises, more of
them do not pay it than in the baseline of the same draw: they stay in default, have dropped the
floor or have left.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.accounts.kinds import REGIONAL_SECTORS
from sim.results import statistics
from sim.results.figures import Figures
from sim.results.incidence_over_time import monthly_losses
from sim.results.windows import MONTHS_OF_A_YEAR

Amounts = NDArray[np.float64]
# How a floor fails, the most final first: told of the month of the failure.
WAYS = {"left": "enterprises_gone", "in_default": "enterprises_in_default"}
DROPPED = "dropped"


def jump_rows(figures: Figures, cumulative: Amounts) -> list[dict[str, Any]]:
    """Return the answer's `jump`: one row a chain in which enterprises promise a floor.

    chain; draws, failed (draws in which the floor fails), share; earliest, median and latest month
    of the failure; ways (number of draws by how it fails); losses, by sector the mean monthly loss
    `before` and `after`, each mean, low and high over the draws in which it fails. None where it
    never fails.
    """
    losses = monthly_losses(cumulative)
    chains = dict.fromkeys(chain for _, chain in figures.markets)
    return [_row(figures, chain, losses) for chain in chains if _has_floor(figures, chain)]


def _has_floor(figures: Figures, chain: str) -> bool:
    return bool((_count(figures, chain, "floors_promised")[1] > 0.0).any())


def _count(figures: Figures, chain: str, column: str) -> Amounts:
    """Return a number of enterprises of a chain (side, draw, month from 0)."""
    mine = np.array([name == chain for _, name in figures.markets])
    total: Amounts = figures.market(column)[:, :, 1:, mine].sum(axis=-1)
    return total


def first_failures(figures: Figures, chain: str) -> NDArray[np.int64]:
    """Return the month in which a chain's floor fails, one a draw; -1 where it does not."""
    unpaid = _count(figures, chain, "floors_unpaid")
    fails = unpaid[1] > unpaid[0]
    return np.where(fails.any(axis=1), fails.argmax(axis=1), -1)


def _row(figures: Figures, chain: str, losses: Amounts) -> dict[str, Any]:
    months = first_failures(figures, chain)
    failed = np.flatnonzero(months >= 0)
    ordered = np.sort(months[failed])
    known = len(failed) > 0
    return {
        "chain": chain,
        "draws": len(months),
        "failed": len(failed),
        "share": len(failed) / len(months),
        "earliest": int(ordered[0]) if known else None,
        # Of an even number of draws the earlier of the two in the middle: a month there is.
        "median": int(ordered[(len(ordered) - 1) // 2]) if known else None,
        "latest": int(ordered[-1]) if known else None,
        "ways": _ways(figures, chain, months),
        "losses": _before_and_after(losses[failed], months[failed]) if known else None,
    }


def _ways(figures: Figures, chain: str, months: NDArray[np.int64]) -> dict[str, int]:
    """Count the draws by what enterprises did in the month of the failure."""
    failed = np.flatnonzero(months >= 0)
    found = dict.fromkeys((*WAYS, DROPPED), 0)
    counts = {way: _count(figures, chain, column) for way, column in WAYS.items()}
    for draw in failed:
        at = (draw, months[draw])
        way = next((w for w, count in counts.items() if count[1][at] > count[0][at]), DROPPED)
        found[way] += 1
    return found


def _before_and_after(losses: Amounts, months: NDArray[np.int64]) -> list[dict[str, Any]]:
    """Return each sector's mean monthly loss in the year up to the failure and from it on.

    The year before begins with the first month in which anything differs; without such a month
    the loss before is 0.
    """
    means = np.zeros((2, len(months), losses.shape[2]))
    for draw, month in enumerate(months):
        differs = np.flatnonzero((losses[draw] != 0.0).any(axis=1))
        begun = max(month - MONTHS_OF_A_YEAR, differs[0] if len(differs) else month)
        if begun < month:
            means[0, draw] = losses[draw, begun:month].mean(axis=0)
        means[1, draw] = losses[draw, month : month + MONTHS_OF_A_YEAR].mean(axis=0)
    return [
        {
            "sector": sector,
            "before": statistics.spread(means[0, :, number]),
            "after": statistics.spread(means[1, :, number]),
        }
        for number, sector in enumerate(REGIONAL_SECTORS)
    ]
