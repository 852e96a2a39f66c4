"""Who bears the loss, month by month: the same balance as `incidence`, cut off after each month.

The cumulative loss of month m is the incidence of the months 0 to m: what was received and paid
so far, and the stocks and living capital lost by then at the baseline's value of month m. The loss
of a month is what it adds, a change of value of earlier lost stocks included, so that the months
add up to the loss of the run.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.accounts.kinds import REGIONAL_SECTORS, SECTORS
from sim.results import statistics
from sim.results.figures import Figures
from sim.results.columns import Columns, grid, named
from sim.results.incidence import receipts_balance

Amounts = NDArray[np.float64]


def cumulative_losses(figures: Figures) -> Amounts:
    """Return each regional sector's loss since month 0, yuan (draw, month, sector)."""
    changes = figures.claim_changes
    monthly = receipts_balance(
        figures.yuan, changes["created"], changes["paid"], changes["written_off"]
    )
    held = figures.capital[:, :, 1:] - figures.capital[:, :, :1]
    value: Amounts = (held * figures.unit_value[None, :, 1:, None, :]).sum(axis=-1)
    balance = np.cumsum(monthly, axis=2) + value
    losses: Amounts = balance[0] - balance[1]
    return losses[..., : len(REGIONAL_SECTORS)] + 0.0  # no negative zero


def monthly_losses(cumulative: Amounts) -> Amounts:
    """Return what each month adds to `cumulative` (draw, month, sector), the first from nothing."""
    added: Amounts = np.diff(cumulative, axis=1, prepend=0.0)
    return added


def incidence_table(figures: Figures, cumulative: Amounts) -> Columns:
    """Return the columns of the table `incidence`: one row a draw, month and sector."""
    draws, months, sectors = cumulative.shape
    month, sector = grid(months, sectors)
    rows = draws * len(month)
    return {
        "scenario": named(np.ones(rows, dtype=np.int64), figures.sides),
        "draw": np.repeat(np.array(figures.draws, dtype=np.int32), len(month)),
        "month": np.tile(month, draws).astype(np.int32),
        "sector": named(np.tile(sector, draws), SECTORS[:sectors]),
        "loss": monthly_losses(cumulative).ravel(),
        "cumulative": cumulative.ravel(),
    }


def over_time_rows(cumulative: Amounts) -> list[dict[str, Any]]:
    """Return the answer's `incidence_over_time`: every month and sector, and the region."""
    with_region = np.concatenate([cumulative, cumulative.sum(axis=-1, keepdims=True)], axis=-1)
    losses = _spreads(monthly_losses(with_region))
    totals = _spreads(with_region)
    names = (*REGIONAL_SECTORS, "region")
    return [
        {"month": month, "sector": sector, **losses[month][number]}
        | {"cumulative": totals[month][number]}
        for month in range(cumulative.shape[1])
        for number, sector in enumerate(names)
    ]


def _spreads(amounts: Amounts) -> list[list[dict[str, float]]]:
    """Return `statistics.spread` over the draws of amounts (draw, month, sector), all at once."""
    low, high = statistics.low_high(np.moveaxis(amounts, 0, -1))
    rows = np.stack([amounts.mean(axis=0), low, high], axis=-1).tolist()
    return [[dict(zip(("mean", "low", "high"), row, strict=True)) for row in month] for month in rows]
