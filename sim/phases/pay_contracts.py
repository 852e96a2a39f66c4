"""Settling contracts: claims are created, then paid from the payer's own cash and credit.

Enterprise or dealers owe the cooperative, the cooperative owes its members; each passes on what
it was paid. An enterprise that cannot pay pays late, then in part, drops the floor, then leaves.
"""

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sim.accounts.books import FEN
from sim.agents.cooperative import OPERATING

if TYPE_CHECKING:
    from sim.agents.buyer import Buyer
    from sim.agents.enterprise import Enterprise
    from sim.model import ValueChainModel
    from sim.state.market import Market


@njit(cache=True)
def _pay_members(receivable, household, cooperative, paid_share, cash, input_debt, repay_share):
    """Each member receives the share of its claim that its cooperative can pay.

    A part of it repays inputs bought on credit; returns that sum, yuan.
    """
    total = 0.0
    for row in range(receivable.size):
        c = cooperative[row]
        if c >= 0 and receivable[row] > 0.0:
            amount = receivable[row] * paid_share[c]
            receivable[row] -= amount
            repaid = min(input_debt[row], repay_share * amount)
            input_debt[row] -= repaid
            cash[household[row]] += amount - repaid
            total += repaid
    return total


def pay_contracts(
    model: "ValueChainModel", member_value: np.ndarray, member_units: np.ndarray
) -> None:
    """Create this month's claims on contract buyers, then pay what is due along the chain.

    member_value: owed to members for this month, yuan; member_units: delivered, both one a
    cooperative.
    """
    table = model.cooperatives
    due_before = table.receivable.copy()
    received = np.zeros(len(table))
    contract_value = _contract_value(model, member_value)
    base_units = _base_deliveries(model)
    for market in model.markets:
        if market.is_contract.any():
            _dealers_settle(model, market, contract_value, member_units, due_before, received)
    for enterprise in model.enterprises:
        _enterprise_settles(model, enterprise, contract_value, received)
    _note_contract_prices(model)
    commission = contract_value - member_value
    _cooperatives_settle(model, received, (member_units + base_units) * table.operating_cost)
    table.surplus += commission
    for name in model.chains:
        holdings = model.holdings[name]
        repaid = _pay_members(
            holdings.receivable, holdings.household, holdings.cooperative, table.paid_share,
            model.households.get("cash"), holdings.input_debt,
            model.parameters.finance.input_credit_repayment,
        )  # fmt: skip
        model.books.pay("household_inputs", name, repaid)
        model.books.settle("input_credit", name, repaid)


def _note_contract_prices(model: "ValueChainModel") -> None:
    """Price paid under contract a unit; where nobody takes under contract, the spot price.

    Members raising for a fee are paid a part of it: the price of the animal is the contract's.
    """
    table = model.cooperatives
    for market in model.markets:
        rows = table.market == market.index
        units = table.accepted[rows]
        market.contract_paid = market.farm_gate
        if float(units.sum()) > 0.0:
            gross = table.contract_net[rows] / (1.0 - table.commission_rate[rows])
            market.contract_paid = float((gross * units).sum() / units.sum())


def _base_deliveries(model: "ValueChainModel") -> np.ndarray:
    """Units of their own base that cooperatives delivered under contract."""
    units = np.zeros(len(model.cooperatives))
    for base in model.bases.values():
        own = (base.enterprise < 0) & (base.delivered > 0.0)
        np.add.at(units, base.cooperative[own], base.delivered[own])
    return units


def _contract_value(model: "ValueChainModel", member_value: np.ndarray) -> np.ndarray:
    """What contract buyers owe each cooperative for this month, yuan, commission included."""
    table = model.cooperatives
    bases = _base_deliveries(model) * table.contract_net
    return (member_value + bases) / (1.0 - table.commission_rate)


def _due(outstanding: float, created: float, delay: float) -> float:
    """What falls due this month of an outstanding bill paid `delay` months after delivery."""
    if delay < 1.0:
        return outstanding + created
    return outstanding / delay


def _dealers_settle(
    model: "ValueChainModel",
    market: "Market",
    contract_value: np.ndarray,
    member_units: np.ndarray,
    due_before: np.ndarray,
    received: np.ndarray,
) -> None:
    table, chain = model.cooperatives, market.chain
    rows = np.flatnonzero(table.market == market.index)
    created = float(contract_value[rows].sum())
    taken = float(market.taken.sum())
    product = model.chains[chain].product
    paid = 0.0
    for buyer in model.buyers_of[market.index]:
        if not buyer.contract:
            continue
        bill = created * float(market.taken[buyer.row]) / taken if taken > 0.0 else 0.0
        paid += _dealer_pays(buyer, bill, float(market.parameters.contract_delay))
    _support_dealers(model, market)
    outstanding = float(due_before[rows].sum()) + created
    table.receivable[rows] += contract_value[rows]
    share = paid / outstanding if outstanding > 0.0 else 0.0
    received[rows] = table.receivable[rows] * share
    table.receivable[rows] -= received[rows]
    table.cash[rows] += received[rows]
    model.books.owe("dealer_deliveries", chain, created)
    model.books.settle("dealer_deliveries", chain, paid)
    model.books.pay("cooperative_sales", chain, paid)
    units = float(member_units[rows].sum() + _base_deliveries(model)[rows].sum())
    model.books.move(product, "cooperatives", "buyers", "sold", units)


def _support_dealers(model: "ValueChainModel", market: "Market") -> None:
    """The county makes good what a floor it backs costs dealers above the formula price."""
    if not market.floor_backed_by_government:
        return
    gap = max(market.contract_offer - market.formula_price(), 0.0)
    for buyer in model.buyers_of[market.index]:
        support = gap * float(market.taken[buyer.row])
        buyer.cash += support
        model.books.pay("dealer_floor_support", market.chain, support)


def _dealer_pays(buyer: "Buyer", bill: float, delay: float) -> float:
    due = _due(buyer.payable, bill, delay)
    paid = min(due, max(buyer.cash, 0.0))
    buyer.cash -= paid
    buyer.payable += bill - paid
    return paid


def _enterprise_settles(
    model: "ValueChainModel",
    enterprise: "Enterprise",
    contract_value: np.ndarray,
    received: np.ndarray,
) -> None:
    """One enterprise's month: sell, pay wages and costs, then its cooperatives, then judge."""
    table, market = model.cooperatives, enterprise.market
    rows = np.flatnonzero(table.enterprise == enterprise.row)
    created = float(contract_value[rows].sum())
    if enterprise.is_active:
        enterprise.sell_processed(model)
        unpaid = enterprise.pay_running_costs(model)
        enterprise.note_month(model)
        if model.month >= 0:
            enterprise.adjust_workers(model)
    else:
        unpaid, enterprise.job_pay = 0.0, 0.0
    due = _due(enterprise.payable, created, float(market.parameters.contract_delay))
    enterprise.payable += created
    table.receivable[rows] += contract_value[rows]
    paid = enterprise.spend(due)
    share = paid / enterprise.payable if enterprise.payable > 0.0 else 0.0
    received[rows] = table.receivable[rows] * share
    table.receivable[rows] -= received[rows]
    table.cash[rows] += received[rows]
    enterprise.payable -= paid
    product = model.chains[market.chain].product
    model.books.owe("contract_deliveries", market.chain, created)
    model.books.settle("contract_deliveries", market.chain, paid)
    model.books.pay("contract_purchases", market.chain, paid)
    model.books.move(product, "cooperatives", "enterprises", "delivered", enterprise.accepted)
    enterprise.judge(unpaid + enterprise.unpaid_feed + due - paid, model.parameters.enterprise)
    enterprise.repay(enterprise.cash - enterprise.cash_target)
    enterprise.paid_in_full = paid >= due - FEN


def _cooperatives_settle(model: "ValueChainModel", received: np.ndarray, costs: np.ndarray) -> None:
    """Cooperatives pay members the share they were paid, then their own costs and wages."""
    table, books = model.cooperatives, model.books
    outstanding = table.receivable + received
    # Where buyers owe nothing any more, all that members are owed is due.
    share = np.divide(received, outstanding, out=np.ones(len(table)), where=outstanding > 0.0)
    wanted = np.maximum(table.owed, 0.0) * share
    paid = np.minimum(wanted, np.maximum(table.cash, 0.0))
    table.paid_share[:] = np.divide(
        paid, table.owed, out=np.zeros(len(table)), where=table.owed > 0.0
    )
    table.cash -= paid
    table.owed -= paid
    spent = np.minimum(costs, np.maximum(table.cash, 0.0))
    table.cash -= spent
    table.surplus -= spent
    wages = table.jobs * model.parameters.labour.cooperative_wage
    wages_paid = np.minimum(wages, np.maximum(table.cash, 0.0))
    table.cash -= wages_paid
    table.surplus -= wages_paid
    model.cooperative_wage_share[:] = np.divide(
        wages_paid, wages, out=(table.status == OPERATING).astype(float), where=wages > 0.0
    )
    unpaid = wanted - paid + costs - spent + wages - wages_paid
    table.months_unpaid[:] = np.where(unpaid > FEN, table.months_unpaid + 1.0, 0.0)
    for code, name in enumerate(model.chains):
        mine = table.chain == code
        members = float(paid[mine].sum())
        books.pay("member_payments", name, members)
        books.settle("member_deliveries", name, members)
        books.pay("cooperative_operations", name, float(spent[mine].sum()))
        books.pay("cooperative_wages", name, float(wages_paid[mine].sum()))
