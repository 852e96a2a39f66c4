"""Who bears the loss: each sector's current balance, scenario against baseline.

Over a window a sector's balance is what it received less what it paid (without loan principal and
without consumption), plus unpaid bills it came to hold less those it came to owe, less write-offs
of claims it held, plus write-offs of claims it owed, plus the change in stocks and living capital
at the baseline's unit values. Its loss is the fall of that balance. What one regional sector pays
another receives, so the eight losses add up to the region's loss: the fall of net current
receipts from `world` plus the stocks and living capital lost.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.accounts.kinds import CLAIMS, FLOWS, REGIONAL_SECTORS, SECTORS
from sim.messages import text
from sim.results.figures import Figures
from sim.results.statistics import matrix_product

Amounts = NDArray[np.float64]
NOT_CURRENT = ("principal", "consumption")
CURRENT = np.array([kind.category not in NOT_CURRENT for kind in FLOWS])
TRADE_CLAIMS = np.array([not kind.loan for kind in CLAIMS])
TOLERANCE = 1e-6


@dataclass(frozen=True)
class Incidence:
    """Losses of one window in yuan, one number a draw; a gain is negative.

    sectors (draws, 8), region (draws,), receipts: the fall of net current receipts from world,
    capital: the stocks and living capital lost.
    """

    window: str
    sectors: Amounts
    region: Amounts
    receipts: Amounts
    capital: Amounts


def describe_sector(sector: str, lang: str) -> str:
    """Return a sector in words; also "region"."""
    return text(f"answer.sector.{sector}", lang)


def signs(positive: list[str], negative: list[str], sectors: tuple[str, ...]) -> Amounts:
    """Return (kinds, sectors): +1 for the sector a kind adds to, -1 for the one it takes from."""
    plus = np.array([[sector == name for sector in sectors] for name in positive], dtype=float)
    minus = np.array([[sector == name for sector in sectors] for name in negative], dtype=float)
    return plus - minus


FLOW_SIGNS = signs([k.payee for k in FLOWS], [k.payer for k in FLOWS], SECTORS)
CLAIM_SIGNS = signs([k.creditor for k in CLAIMS], [k.debtor for k in CLAIMS], SECTORS)


def current_balance(figures: Figures, window: str) -> Amounts:
    """Return every sector's current balance over a window, yuan (side, draw, sector).

    `world` is the last sector; its stocks are nobody's and are not counted.
    """
    yuan = figures.summed(figures.yuan, window)
    created, paid, written_off = (
        figures.summed(figures.claim_changes[name], window)
        for name in ("created", "paid", "written_off")
    )
    return receipts_balance(yuan, created, paid, written_off) + capital_change(figures, window)


def receipts_balance(
    yuan: Amounts, created: Amounts, paid: Amounts, written_off: Amounts
) -> Amounts:
    """Return the current balance without stocks, yuan (..., sector), of payments and claims.

    Arrays are (..., kind): payments by kind of flow, the others by kind of claim.
    """
    balance: Amounts = (
        matrix_product(yuan * CURRENT, FLOW_SIGNS)
        + matrix_product((created - paid) * TRADE_CLAIMS, CLAIM_SIGNS)
        - matrix_product(written_off, CLAIM_SIGNS)
    )
    return balance


def capital_change(figures: Figures, window: str) -> Amounts:
    """Return the change in stocks and living capital at the baseline's value of the last month.

    Yuan (side, draw, sector); zero for `world`.
    """
    change = figures.at_end(figures.capital, window) - figures.before(figures.capital, window)
    _, last = figures.first_last(window)
    unit_value = figures.unit_value[np.arange(len(figures.draws)), last + 1]
    value: Amounts = (change * unit_value[None, :, None, :]).sum(axis=-1)
    value[..., SECTORS.index("world")] = 0.0
    return value


def incidence(figures: Figures, window: str) -> Incidence:
    """Return who bears the loss of a window; RuntimeError where the parts miss the whole."""
    balance = current_balance(figures, window)
    losses = balance[0] - balance[1]
    receipts_by_side = _net_receipts_from_world(figures, window)
    capital_by_side = capital_change(figures, window).sum(axis=-1)
    receipts = receipts_by_side[0] - receipts_by_side[1]
    capital = capital_by_side[0] - capital_by_side[1]
    found = Incidence(
        window, losses[:, : len(REGIONAL_SECTORS)], receipts + capital, receipts, capital
    )
    residual = np.abs(found.sectors.sum(axis=1) - found.region)
    if (residual > TOLERANCE * turnover(figures)).any():
        raise RuntimeError(f"the sectors' losses miss the region's loss by {residual.max():g} yuan")
    return found


def _net_receipts_from_world(figures: Figures, window: str) -> Amounts:
    """Return current receipts from `world` less payments to it, yuan (side, draw)."""
    yuan = figures.summed(figures.yuan, window)
    return matrix_product(yuan * CURRENT, -FLOW_SIGNS[:, SECTORS.index("world")])


def turnover(figures: Figures) -> Amounts:
    """Return the largest monthly in + out of any sector, yuan, one number a draw."""
    both_ways = figures.yuan @ np.abs(FLOW_SIGNS)
    largest: Amounts = both_ways.max(axis=(0, 2, 3))
    return largest
