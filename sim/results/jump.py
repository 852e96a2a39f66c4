"""When a floor fails, and how the burden jumps from the enterprise to the households then.

A floor fails in the first month in which, in a chain with a floor promised by enterprises, more of
them do not pay it than in the baseline of the same draw. It fails in stages: an enterprise pays
late or in part (is in default), drops the floor, leaves; each stage has its own first month.
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
Months = NDArray[np.int64]
# From the most final on: a failure by two stages at once is told as the more final.
STAGES = ("left", "in_default", "dropped")


def jump_rows(figures: Figures, cumulative: Amounts) -> list[dict[str, Any]]:
    """Return the answer's `jump`: one row a chain in which enterprises promise a floor.

    chain; draws; failed (draws in which the floor fails) and share; earliest, median and latest
    month of the failure; losses, by sector the mean monthly loss `before` and `after`, each mean,
    low and high over the draws in which it fails; ways (number of draws by the stage with which it
    fails); stages: the same figures for each stage. None where it never happens.
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


def first_months(counts: Amounts) -> Months:
    """Return the first month with more in the scenario than in the baseline; -1 for none.

    counts (side, draw, month); one month a draw.
    """
    more = counts[1] > counts[0]
    return np.where(more.any(axis=1), more.argmax(axis=1), -1)


def _row(figures: Figures, chain: str, losses: Amounts) -> dict[str, Any]:
    unpaid = _count(figures, chain, "floors_unpaid")
    left = _count(figures, chain, "enterprises_gone")
    in_default = _count(figures, chain, "enterprises_in_default")
    dropped = np.maximum(unpaid - left - in_default, 0.0)
    counts = dict(zip(STAGES, (left, in_default, dropped), strict=True))
    months = first_months(unpaid)
    # Enterprises without a promised floor may leave or be in default before any floor fails.
    began = np.where(months >= 0, months, unpaid.shape[2])
    later = np.arange(unpaid.shape[2]) >= began[:, None]
    stages = {name: first_months(np.where(later, count, 0.0)) for name, count in counts.items()}
    return {
        "chain": chain,
        "draws": len(months),
        **_event(months, losses),
        "ways": _ways(months, stages),
        "stages": [{"stage": name} | _event(found, losses) for name, found in stages.items()],
    }


def _event(months: Months, losses: Amounts) -> dict[str, Any]:
    """Return in how many draws something happens, when, and the losses before and after."""
    happened = np.flatnonzero(months >= 0)
    ordered = [int(month) for month in np.sort(months[happened])]
    return {
        "failed": len(happened),
        "share": len(happened) / len(months),
        "earliest": ordered[0] if ordered else None,
        # Of an even number of draws the earlier of the two in the middle: a month there is.
        "median": ordered[(len(ordered) - 1) // 2] if ordered else None,
        "latest": ordered[-1] if ordered else None,
        "losses": _before_and_after(losses[happened], months[happened]) if ordered else None,
    }


def _ways(months: Months, stages: dict[str, Months]) -> dict[str, int]:
    """Count the draws by the stage with which the floor fails."""
    ways = dict.fromkeys(STAGES, 0)
    for draw in np.flatnonzero(months >= 0):
        at_once = (name for name in STAGES if stages[name][draw] == months[draw])
        ways[next(at_once, STAGES[-1])] += 1
    return ways


def _before_and_after(losses: Amounts, months: Months) -> list[dict[str, Any]]:
    """Return each sector's mean monthly loss in the year up to a month and from it on.

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
