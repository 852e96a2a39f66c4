"""Settling contracts: claims are created, then paid from the payer's own cash and credit.

Enterprise or dealers owe the cooperative, the cooperative owes its members; each passes on what
it was paid. An enterprise that cannot pay pays late, then in part, drops the floor, then leaves.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.accounts.books import FEN
from sim.agents.cooperative import OPERATING
from sim.engine.kernel import index, kernel

if TYPE_CHECKING:
    from sim.agents.buyer import Buyer
    from sim.agents.enterprise import Enterprise
    from sim.model import ValueChainModel
    from sim.state.market import Market

Floats = NDArray[np.float64]

# Who owes cooperatives is numbered: enterprises first, then the dealers of each market. What they
# owed before, what is new, and the units delivered are summed for each.
DUE, CREATED, UNITS = range(3)
# What cooperatives pay in a month, by chain.
MEMBERS, OPERATIONS, WAGES = range(3)


@kernel
def _add_base_units(enterprise, cooperative, delivered, units):
    """Units of their own base that cooperatives delivered under contract."""
    for row in range(delivered.size):
        if enterprise[row] < 0 and delivered[row] > 0.0:
            units[cooperative[row]] += delivered[row]


@kernel
def _claim(
    member_value, member_units, base_units, accepted, contract_net, commission_rate, payer, chain,
    market, receivable, owed, patronage, value, by_payer, by_chain, taken,
):  # fmt: skip
    """What contract buyers owe each cooperative for this month, yuan, commission included.

    value: written; by_payer (payers, 3), by_chain (owed to members) and taken (markets, 2: units
    accepted and what they are worth before commission) are added to.
    """
    for c in range(value.size):
        before_commission = 1.0 - commission_rate[c]
        value[c] = (member_value[c] + base_units[c] * contract_net[c]) / before_commission
        by_payer[payer[c], DUE] += receivable[c]
        by_payer[payer[c], CREATED] += value[c]
        by_payer[payer[c], UNITS] += member_units[c] + base_units[c]
        receivable[c] += value[c]
        owed[c] += member_value[c]
        patronage[c] += member_units[c]
        by_chain[chain[c]] += member_value[c]
        taken[market[c], 0] += accepted[c]
        taken[market[c], 1] += contract_net[c] / before_commission * accepted[c]


@kernel
def _pass_on(
    payer, share, commission, costs, wages, chain, status, receivable, owed, cash, surplus,
    paid_share, wage_share, months_unpaid, sums,
):  # fmt: skip
    """Cooperatives receive what is paid, pay members the share of it, then costs and wages.

    Where buyers owe nothing any more, all that members are owed is due. share (payers,): part of
    what it owes that each pays. sums (chains, 3) are added to.
    """
    for c in range(payer.size):
        outstanding = receivable[c]
        received = outstanding * share[payer[c]]
        receivable[c] -= received
        money = cash[c] + received
        wanted = max(owed[c], 0.0)
        if outstanding > 0.0:
            wanted *= received / outstanding
        paid = min(wanted, max(money, 0.0))
        paid_share[c] = paid / owed[c] if owed[c] > 0.0 else 0.0
        money -= paid
        owed[c] -= paid
        spent = min(costs[c], max(money, 0.0))
        money -= spent
        earned = min(wages[c], max(money, 0.0))
        cash[c] = money - earned
        surplus[c] += commission[c] - spent - earned
        wage_share[c] = earned / wages[c] if wages[c] > 0.0 else 1.0 * (status[c] == OPERATING)
        unpaid = wanted - paid + costs[c] - spent + wages[c] - earned
        months_unpaid[c] = months_unpaid[c] + 1.0 if unpaid > FEN else 0.0
        sums[chain[c], MEMBERS] += paid
        sums[chain[c], OPERATIONS] += spent
        sums[chain[c], WAGES] += earned


@kernel
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
            cash[index(household[row])] += amount - repaid
            total += repaid
    return total


def pay_contracts(model: "ValueChainModel", member_value: Floats, member_units: Floats) -> None:
    """Create this month's claims on contract buyers, then pay what is due along the chain.

    member_value: owed to members for this month, yuan; member_units: delivered, both one a
    cooperative.
    """
    for name, paid in zip(
        model.chains, settle_contracts(model, member_value, member_units), strict=True
    ):
        repaid = _members_receive(model, name) if paid[MEMBERS] > 0.0 else 0.0
        book_cooperatives(model, name, paid, repaid)


def settle_contracts(
    model: "ValueChainModel", member_value: Floats, member_units: Floats
) -> list[list[float]]:
    """Settle contracts down to cooperatives; returns what they pay by chain: members, costs, wages.

    Members are to receive `paid_share` of what their cooperative owes them.
    """
    table = model.cooperatives
    payer = table.payer(len(model.enterprises))
    base_units = np.zeros(len(table))
    for base in model.bases.values():
        if base.has_product:
            _add_base_units(base.enterprise, base.cooperative, base.delivered, base_units)
    value = np.empty(len(table))
    bills = np.zeros((len(model.enterprises) + len(model.markets), 3))
    to_members, taken = np.zeros(len(model.chains)), np.zeros((len(model.markets), 2))
    _claim(
        member_value, member_units, base_units, table.accepted, table.contract_net,
        table.commission_rate, payer, table.chain, table.market, table.receivable, table.owed,
        table.patronage, value, bills, to_members, taken,
    )  # fmt: skip
    for name, owed in zip(model.chains, to_members.tolist(), strict=True):
        model.books.owe("member_deliveries", name, owed)
    share = _payers_settle(model, bills.tolist())
    _note_contract_prices(model, taken.tolist())
    costs = (member_units + base_units) * table.operating_cost
    sums = np.zeros((len(model.chains), 3))
    _pass_on(
        payer, np.array(share), value - member_value, costs,
        table.jobs * model.parameters.labour.cooperative_wage, table.chain, table.status,
        table.receivable, table.owed, table.cash, table.surplus, table.paid_share,
        model.cooperative_wage_share, table.months_unpaid, sums,
    )  # fmt: skip
    return [list(paid) for paid in sums.tolist()]


def _payers_settle(model: "ValueChainModel", bills: list[list[float]]) -> list[float]:
    """Share of what it owes that each enterprise, and the dealers of each market, pay."""
    first = len(model.enterprises)
    dealers = [
        _dealers_settle(model, market, *bills[first + market.index]) if market.has_dealers else 0.0
        for market in model.markets
    ]
    enterprises = [
        _enterprise_settles(model, enterprise, bills[enterprise.row][CREATED])
        for enterprise in model.enterprises
    ]
    return enterprises + dealers


def book_cooperatives(
    model: "ValueChainModel", name: str, paid: list[float], repaid: float
) -> None:
    """Book what cooperatives of a chain paid, and what members repaid suppliers of it, yuan."""
    books = model.books
    books.pay("member_payments", name, paid[MEMBERS])
    books.settle("member_deliveries", name, paid[MEMBERS])
    books.pay("cooperative_operations", name, paid[OPERATIONS])
    books.pay("cooperative_wages", name, paid[WAGES])
    books.pay("household_inputs", name, repaid)
    books.settle("input_credit", name, repaid)


def _members_receive(model: "ValueChainModel", name: str) -> float:
    """Members of a chain receive their part; returns what they repay suppliers of it, yuan."""
    holdings = model.holdings[name]
    repaid = _pay_members(
        holdings.receivable, holdings.household, holdings.cooperative,
        model.cooperatives.paid_share, model.households.get("cash"), holdings.input_debt,
        model.parameters.finance.input_credit_repayment,
    )  # fmt: skip
    return float(repaid)


def _note_contract_prices(model: "ValueChainModel", taken: list[list[float]]) -> None:
    """Price paid under contract a unit; where nobody takes under contract, the spot price.

    Members raising for a fee are paid a part of it: the price of the animal is the contract's.
    """
    for market, (units, yuan) in zip(model.markets, taken, strict=True):
        market.contract_paid = yuan / units if units > 0.0 else market.farm_gate


def _due(outstanding: float, created: float, delay: float) -> float:
    """What falls due this month of an outstanding bill paid `delay` months after delivery."""
    if delay < 1.0:
        return outstanding + created
    return outstanding / delay


def _dealers_settle(
    model: "ValueChainModel", market: "Market", due: float, created: float, units: float
) -> float:
    """Each dealer pays its part of what is due; returns the share of all they owe."""
    chain, product = market.chain, model.chains[market.chain].product
    bought = market.taken.tolist()
    taken, delay = sum(bought), market.parameters.contract_delay
    paid = 0.0
    for buyer, part in zip(model.buyers_of[market.index], bought, strict=True):
        if buyer.payable > 0.0 or part > 0.0:
            paid += _dealer_pays(buyer, created * part / taken if taken > 0.0 else 0.0, delay)
    _support_dealers(model, market)
    model.books.owe("dealer_deliveries", chain, created)
    model.books.settle("dealer_deliveries", chain, paid)
    model.books.pay("cooperative_sales", chain, paid)
    model.books.move(product, "cooperatives", "buyers", "sold", units)
    outstanding = due + created
    return paid / outstanding if outstanding > 0.0 else 0.0


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
    model: "ValueChainModel", enterprise: "Enterprise", created: float
) -> float:
    """One enterprise's month: sell, pay wages and costs, then its cooperatives, then judge.

    Returns the share it pays of what it owes.
    """
    market, books = enterprise.market, model.books
    if enterprise.is_active:
        enterprise.sell_processed(model)
        unpaid = enterprise.pay_running_costs(model)
        enterprise.note_month(model)
        if model.month >= 0:
            enterprise.adjust_workers(model)
    else:
        unpaid, enterprise.job_pay = 0.0, 0.0
    due = _due(enterprise.payable, created, market.parameters.contract_delay)
    enterprise.payable += created
    paid = enterprise.spend(due)
    share = paid / enterprise.payable if enterprise.payable > 0.0 else 0.0
    enterprise.payable -= paid
    product = model.chains[market.chain].product
    books.owe("contract_deliveries", market.chain, created)
    books.settle("contract_deliveries", market.chain, paid)
    books.pay("contract_purchases", market.chain, paid)
    books.move(product, "cooperatives", "enterprises", "delivered", enterprise.accepted)
    enterprise.judge(unpaid + enterprise.unpaid_feed + due - paid, model.parameters.enterprise)
    enterprise.repay(enterprise.cash - enterprise.cash_target)
    enterprise.paid_in_full = paid >= due - FEN
    return share
