"""What cooperatives pay their members beside the price: dividends and patronage refunds."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.accounts.books import FEN
from sim.state.income import DIVIDENDS, earn_each

if TYPE_CHECKING:
    from sim.model import ValueChainModel


def pay_dividends(model: "ValueChainModel") -> None:
    """Fixed dividend on members' shares, as far as the cooperative's cash goes [E413 to E415]."""
    p, table = model.parameters.cooperative, model.cooperatives
    table.dividend_expected[:] = 0.0
    for name, holdings in model.holdings.items():
        due = holdings.shares * p.share_price * p.dividend_rate
        wanted = by_cooperative(model, holdings, due)
        spare = table.spare_cash()
        # Less than a fen is rounding that is left of an account.
        paid = np.where(spare >= FEN, np.minimum(wanted, spare), 0.0)
        pay_to_members(model, name, "dividends", due, wanted, paid)
        table.surplus -= paid
        full = p.share_price * p.dividend_rate
        table.dividend_expected += full * np.divide(
            paid, wanted, out=np.zeros(paid.size), where=wanted > 0.0
        )


def pay_refunds(model: "ValueChainModel") -> None:
    """Patronage refund: a share of the year's surplus by what each member delivered [P45]."""
    p, table = model.parameters.cooperative, model.cooperatives
    amounts = np.array([agent.refund(p.refund_share) for agent in model.cooperative_agents])
    table.refund_expected[:] = 0.0
    for name, holdings in model.holdings.items():
        wanted = by_cooperative(model, holdings, holdings.patronage)
        mine = np.where(wanted > 0.0, amounts, 0.0)
        pay_to_members(model, name, "patronage_refunds", holdings.patronage, wanted, mine)
        holdings.patronage[:] = 0.0
        table.refund_expected += np.divide(
            mine, wanted, out=np.zeros(mine.size), where=wanted > 0.0
        )
    table.patronage[:] = 0.0


def by_cooperative(model: "ValueChainModel", holdings: Any, values: np.ndarray) -> np.ndarray:
    """Sum of a holdings column by cooperative, shape (cooperatives,)."""
    member = holdings.cooperative >= 0
    return np.bincount(
        holdings.cooperative[member], weights=values[member], minlength=len(model.cooperatives)
    )


def pay_to_members(
    model: "ValueChainModel",
    name: str,
    kind: str,
    weights: np.ndarray,
    totals: np.ndarray,
    paid: np.ndarray,
) -> None:
    """Pay an amount a cooperative to its members in proportion to their weights."""
    holdings = model.holdings[name]
    rate = np.divide(paid, totals, out=np.zeros(totals.size), where=totals > 0.0)
    amount = np.where(holdings.cooperative >= 0, weights * rate[holdings.cooperative], 0.0)
    sums = by_cooperative(model, holdings, amount)
    model.cooperatives.cash -= sums
    np.add.at(model.households.get("cash"), holdings.household, amount)
    earn_each(model.income, holdings.household, DIVIDENDS, amount)
    model.books.pay(kind, name, float(sums.sum()))
