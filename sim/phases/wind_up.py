"""The end of an organisation: what it has is sold, who is owed is paid, the rest is lost."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.accounts.books import FEN
from sim.accounts.public import pay_public
from sim.agents.cooperative import FAILED, OPERATING
from sim.agents.enterprise import GONE
from sim.engine.kernel import kernel
from sim.phases.patronage import by_cooperative, pay_to_members
from sim.state.income import WRITE_OFFS, earn_each

if TYPE_CHECKING:
    from sim.agents.enterprise import Enterprise
    from sim.model import ValueChainModel

Rows = NDArray[np.intp]


def leave(model: "ValueChainModel", enterprise: "Enterprise") -> None:
    """The enterprise goes: jobs end, the base is sold, what it owes is paid in part or lost.

    What liquidation brings pays the cooperatives first, then the bank, then the owners; what is
    not paid is written off, by the cooperatives down to their members.
    """
    p, chain = model.parameters.enterprise, enterprise.market.chain
    _liquidate_base(model, enterprise, p.liquidation_share)
    _wind_up_payables(model, enterprise)
    enterprise.repay(enterprise.cash)
    model.books.write_off("enterprise_loan", chain, enterprise.debt)
    if enterprise.guarantee is not None:
        # The bank bears the rest of the loss; the county pays the part it vouched for.
        guaranteed = enterprise.debt * float(enterprise.guarantee.guaranteed_share or 0.0)
        pay_public(model, enterprise.guarantee, "guarantee_calls", chain, guaranteed)
    enterprise.debt = 0.0
    left = max(enterprise.cash, 0.0)
    enterprise.cash -= left
    model.books.pay("enterprise_drawings", chain, left)
    enterprise.status, enterprise.left_month = GONE, model.month
    table = model.cooperatives
    _end_raising_for_fee(model, chain, np.flatnonzero(table.enterprise == enterprise.row))


def _liquidate_base(model: "ValueChainModel", enterprise: "Enterprise", share: float) -> None:
    """Sell an enterprise's base; leased trees are abandoned."""
    base = model.bases[enterprise.market.chain]
    own = base.enterprise == enterprise.row
    receipts = _sell_base(model, enterprise.market.chain, own, "enterprises", share)
    enterprise.cash += receipts
    model.books.pay("liquidation_sales", enterprise.market.chain, receipts)


def _sell_base(
    model: "ValueChainModel", name: str, rows: NDArray[np.bool_], sector: str, share: float
) -> float:
    """Sell animals of these rows outside at a share of their value, yuan; end the base."""
    chain, base = model.chains[name], model.bases[name]
    values = chain.unit_values(model.parameters_of(name))
    receipts = 0.0
    for index, stage in enumerate(chain.stages):
        quantity = float(base.state[index, rows].sum())
        if stage.moves:
            receipts += quantity * float(values[index]) * share
            model.books.move(stage.asset, sector, "world", "sold", quantity)
        base.state[index, rows] = 0.0
    base.target[rows] = 0.0
    return receipts


def _end_raising_for_fee(model: "ValueChainModel", name: str, rows: Rows) -> None:
    """Households that raised stock for a fee keep it and sell on their own account."""
    holdings = model.holdings[name]
    holdings.fee_raised[np.isin(holdings.cooperative, rows)] = False


def _wind_up_payables(model: "ValueChainModel", enterprise: "Enterprise") -> None:
    """Pay what cash allows of the deliveries owed and write the rest off, down to the members."""
    table, books, chain = model.cooperatives, model.books, enterprise.market.chain
    rows = np.flatnonzero(table.enterprise == enterprise.row)
    owed = float(table.receivable[rows].sum())
    paid = min(owed, max(enterprise.cash, 0.0))
    enterprise.cash -= paid
    share = paid / owed if owed > 0.0 else 0.0
    table.cash[rows] += table.receivable[rows] * share
    books.pay("contract_purchases", chain, paid)
    books.settle("contract_deliveries", chain, paid)
    books.write_off("contract_deliveries", chain, owed - paid)
    # What its members lose of the unpaid deliveries is not the cooperative's loss.
    table.surplus[rows] -= table.receivable[rows] * (1.0 - share)
    table.receivable[rows] = 0.0
    enterprise.payable = 0.0
    table.surplus[rows] += _pay_down_members(model, chain, rows)


def _pay_down_members(model: "ValueChainModel", chain: str, rows: Rows) -> NDArray[np.float64]:
    """Cooperatives pay members what cash allows; what no claim of theirs covers is lost.

    Returns what the members of each of these cooperatives lose, yuan.
    """
    table, books, holdings = model.cooperatives, model.books, model.holdings[chain]
    received_share, lost_share = np.zeros(len(table) + 1), np.zeros(len(table) + 1)
    owed = table.owed[rows]
    paid = np.minimum(owed, np.maximum(table.cash[rows], 0.0))
    lost = np.maximum(owed - paid - table.receivable[rows], 0.0)
    for share, amount in ((received_share, paid), (lost_share, lost)):
        share[rows] = np.divide(amount, owed, out=np.zeros(len(rows)), where=owed > 0.0)
    received = holdings.receivable * received_share[holdings.cooperative]
    gone = holdings.receivable * lost_share[holdings.cooperative]
    # What is left is exactly nothing where nothing is expected any more.
    over = np.zeros(len(table) + 1, dtype=bool)
    over[rows] = table.receivable[rows] <= 0.0
    done = over[holdings.cooperative]
    gone[done] = (holdings.receivable - received)[done]
    holdings.receivable -= received + gone
    holdings.receivable[done] = 0.0
    np.add.at(model.households.get("cash"), holdings.household, received)
    earn_each(model.income, holdings.household, WRITE_OFFS, -gone)
    table.cash[rows] -= paid
    table.owed[rows] = np.where(table.receivable[rows] <= 0.0, 0.0, owed - paid - lost)
    books.pay("member_payments", chain, float(received.sum()))
    books.settle("member_deliveries", chain, float(received.sum()))
    books.write_off("member_deliveries", chain, float(gone.sum()))
    return np.asarray(lost)


@kernel
def _anything_to_do(status, months_unpaid, cash, owed, months_to_exit):
    """Whether `close_failed_cooperatives` would do anything."""
    for c in range(status.size):
        if status[c] == OPERATING:
            if months_unpaid[c] >= months_to_exit:
                return True
        elif cash[c] > FEN or owed[c] > 0.0:
            return True
    return False


def close_failed_cooperatives(model: "ValueChainModel") -> None:
    """Close cooperatives that left bills unpaid for too long, and wind up those closed before."""
    if not anything_to_wind_up(model):
        return
    table, p = model.cooperatives, model.parameters.cooperative
    failing = (table.status == OPERATING) & (table.months_unpaid >= p.default_months_exit)
    for row in np.flatnonzero(failing):
        _close(model, int(row))
    estates = np.flatnonzero((table.status == FAILED) & ((table.cash > FEN) | (table.owed > 0.0)))
    for row in estates:
        _share_out(model, int(row))


def anything_to_wind_up(model: "ValueChainModel") -> bool:
    """Whether a cooperative fails, or one that has failed still has money or debts to members."""
    table, months = model.cooperatives, model.parameters.cooperative.default_months_exit
    found = _anything_to_do(table.status, table.months_unpaid, table.cash, table.owed, months)
    return bool(found)


def _close(model: "ValueChainModel", row: int) -> None:
    """The cooperative ends: base, jobs and contracts go, members sell for themselves.

    Its claims on enterprise or dealers outlive it: what still comes in is its members'.
    """
    table = model.cooperatives
    chain = model.markets[table.market[row]].chain
    table.status[row] = FAILED
    table.jobs[row] = table.reserve[row] = 0.0
    share = float(model.parameters.cooperative.liquidation_share)
    receipts = _sell_base(
        model, chain, model.bases[chain].cooperative == row, "cooperatives", share
    )
    table.cash[row] += receipts
    model.books.pay("cooperative_stock_sales", chain, receipts)
    _end_raising_for_fee(model, chain, np.array([row]))


def _share_out(model: "ValueChainModel", row: int) -> None:
    """Pay what members are owed; what is left after all bills is theirs, by shares held."""
    table = model.cooperatives
    chain, rows = model.markets[table.market[row]].chain, np.array([row])
    if table.owed[row] > 0.0:
        _pay_down_members(model, chain, rows)
    if table.receivable[row] > 0.0 or table.cash[row] <= FEN:
        return
    holdings = model.holdings[chain]
    for weights in (holdings.shares, np.ones(len(holdings))):
        totals = by_cooperative(model, holdings, weights)
        if totals[row] > 0.0:
            left = np.where(np.arange(len(table)) == row, table.cash, 0.0)
            pay_to_members(model, chain, "patronage_refunds", weights, totals, left)
            return
