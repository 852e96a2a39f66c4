"""Patterns 4 and 5: floors hold until they fail; the side that gains breaks a contract."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.record import RunRecord
from tools.patterns.runs import (
    Values,
    growers,
    households,
    income,
    lived,
    market_series,
    opened,
    shock,
)

FLOOR_CHAIN = "rabbit"
# Balance sheets nobody has reported: months of turnover in cash, credit as a share of turnover.
BALANCE_SHEETS = ((0.5, 0.05), (1.0, 0.10), (2.0, 0.20), (4.0, 0.40), (6.0, 0.60))
GAPS = (-0.5, -0.4, -0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4, 0.5)


@dataclass(frozen=True)
class Failure:
    """Monthly loss a member household, yuan, and the month the floor fails (-1: never)."""

    cash_months: float
    credit_share: float
    loss: NDArray[np.float64]
    failed: int

    def before(self) -> float:
        """Mean monthly loss in the year before the failure (or to the end)."""
        end = self.failed if self.failed >= 0 else self.loss.size
        return float(self.loss[max(end - 12, 7) : end].mean())

    def after(self) -> float:
        """Mean monthly loss in the year after the failure."""
        return float(self.loss[self.failed + 1 : self.failed + 13].mean())


def floor_failures(change: float = -0.35, months: int = 60) -> list[Failure]:
    """Pattern 4: the reference price falls under a floor; one case a balance sheet."""
    found = []
    for cash_months, credit_share in BALANCE_SHEETS:
        values: Values = (
            (f"{FLOOR_CHAIN}.enterprise_cash_months", cash_months),
            (f"{FLOOR_CHAIN}.enterprise_credit_share", credit_share),
        )
        opening = opened(values)
        struck = shock("price", chain=FLOOR_CHAIN, at="reference", change=change, start=6)
        before, after = lived(opening, months), lived(opening, months, struck)
        cells = growers(before, FLOOR_CHAIN)
        lost = (income(before, cells) - income(after, cells)) / households(before, cells)
        found.append(Failure(cash_months, credit_share, lost, _failure_month(after)))
    return found


def _failure_month(record: RunRecord) -> int:
    """First month in which an enterprise is in default or gone."""
    bad = market_series(record, "enterprises_in_default", FLOOR_CHAIN) + market_series(
        record, "enterprises_gone", FLOOR_CHAIN
    )
    months = np.flatnonzero(bad.sum(axis=1) > 0.0)
    return int(months[0]) if months.size else -1


@dataclass(frozen=True)
class Breach:
    """Shares of contracted product each side breaks, by gap of quote over contract."""

    gaps: tuple[float, ...]
    growers: tuple[float, ...]
    buyers: tuple[float, ...]


def breach_by_gap() -> Breach:
    """Pattern 5: date prices move after the signing; contracts stay at the signed price."""
    values: Values = (("jujube.contract_weight_signing", 1.0),)
    opening = opened(values)
    broken_by_growers, broken_by_buyers = [], []
    for gap in GAPS:
        # The shock strikes in November, after the signing of October, for the harvest's sale.
        moved = shock("price", chain="jujube", change=gap, start=10, duration_months=8)
        record = lived(opening, 18, moved)
        window = slice(10, 13)
        side = market_series(record, "side_sold", "jujube")[window].sum()
        kept = market_series(record, "delivered", "jujube")[window].sum()
        over = market_series(record, "over_delivered", "jujube")[window].sum()
        broken_by_growers.append(float(side / max(side + kept - over, 1e-9)))
        breach = market_series(record, "contract_breach_buyers", "jujube")[window]
        broken_by_buyers.append(float(breach.mean()))
    return Breach(GAPS, tuple(broken_by_growers), tuple(broken_by_buyers))
