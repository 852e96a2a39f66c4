"""Phases 5 to 8 of households as objects: deliver, collect, clear, settle."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.phases.clear import clear_market
from sim.phases.collect import return_rejected, take_deliveries
from sim.phases.deliver import Terms, offer, set_contract_terms, terms_of
from sim.phases.pay_contracts import MEMBERS, book_cooperatives, settle_contracts
from sim.phases.settle import (
    COLUMNS,
    DELIVERED,
    DISCARDED,
    ON_CREDIT,
    REPAID,
    SPOT_UNITS,
    SPOT_YUAN,
    TRANSPORT,
    settle_markets,
)
from sim.reference.exchange import gather_holdings
from sim.rules.contracts import (
    agreed_delivery,
    bearable_gap,
    delivered_share,
    forfeited_dividend,
    invested_share,
)
from sim.rules.selling import holding_factor, share_of_stock
from sim.state.income import DEPRECIATION, INPUTS, ON_SPOT, STOCK_CHANGE, UNDER_CONTRACT

if TYPE_CHECKING:
    from sim.reference.model import ReferenceModel


class Contract:
    """Terms a cooperative offers its members; paid: yuan a unit after commission, with refund."""

    __slots__ = ("dividend", "paid", "share")

    def __init__(self, share: float, net: float, refund: float, dividend: float):
        self.share = share
        self.paid = net + refund
        self.dividend = dividend


def deliver(model: "ReferenceModel") -> None:
    """Offer the month's product: members to their cooperative, the rest on the spot market."""
    table = model.cooperatives
    table.delivered[:] = 0.0
    set_contract_terms(model)
    quote = model.market_array("quote")
    contracts = [
        Contract(*terms)
        for terms in zip(
            table.contract_share.tolist(), table.contract_net.tolist(),
            table.refund_expected.tolist(), table.dividend_expected.tolist(), strict=True,
        )
    ]  # fmt: skip
    for name in model.chains:
        _offer_all(model, name, contracts, quote.tolist())
        offer(model, model.bases[name], quote)


def _offer_all(
    model: "ReferenceModel", name: str, contracts: list[Contract], quotes: list[float]
) -> None:
    """Split what households have into contract delivery, spot offer and what is held back."""
    terms = terms_of(model, name)
    markets, members = len(model.markets), [0.0] * len(contracts)
    side, over = [0.0] * markets, [0.0] * markets
    for holding in model.held[name]:
        holding.delivered = holding.spot = 0.0
        if holding.available <= 0.0:
            continue
        quote, c, given = quotes[holding.market], holding.cooperative, 0.0
        offered = _offered(holding, quote, terms)
        if c >= 0 and contracts[c].share > 0.0:
            agreed = agreed_delivery(
                offered, contracts[c].share, holding.expected_output, terms.cap_share
            )
            given = min(agreed * _delivered_share(holding, contracts[c], quote, terms), offered)
            side[holding.market] += max(agreed - given, 0.0)
            over[holding.market] += max(given - agreed, 0.0)
            members[c] += given
        holding.delivered, holding.spot = given, offered - given
    model.cooperatives.delivered += members
    model.month_totals[name] = {"side_sold": np.array(side), "over_delivered": np.array(over)}


def _offered(holding: Any, quote: float, terms: Terms) -> float:
    """Units of the stock that a grower offers this month."""
    if not terms.storable:
        return float(holding.available)
    factor = holding_factor(quote, holding.expected_price, terms.hold_response)
    short = holding.keeper.cash < holding.keeper.need
    return float(holding.available * share_of_stock(terms.planned, factor, short))


def _delivered_share(holding: Any, contract: Contract, quote: float, terms: Terms) -> float:
    """Share of what was agreed that a member delivers."""
    yearly = holding.expected_output * contract.share
    bearable = bearable_gap(
        holding.tolerance, terms.tolerance_mean, holding.trust,
        invested_share(holding.shares, terms.share_price, yearly * contract.paid), terms.bond,
        forfeited_dividend(holding.shares, contract.dividend, yearly, contract.paid), quote,
    )  # fmt: skip
    return float(delivered_share(contract.paid, quote, bearable, terms.slope, terms.over_delivery))


def collect(model: "ReferenceModel") -> None:
    """Decide how much of the contract deliveries is taken; the rest goes to the spot market."""
    if not take_deliveries(model):
        return
    accepted = model.cooperatives.accept_share.tolist()
    for name in model.chains:
        for holding in model.held[name]:
            if holding.cooperative >= 0 and holding.delivered > 0.0:
                rejected = holding.delivered * (1.0 - accepted[holding.cooperative])
                holding.delivered -= rejected
                holding.spot += rejected
        return_rejected(model, model.bases[name])


def clear(model: "ReferenceModel") -> None:
    """Find each market's farm-gate price for everything offered on the spot."""
    offered = [0.0] * len(model.markets)
    for held in model.held.values():
        for holding in held:
            offered[holding.market] += holding.spot
    for market in model.markets:
        if market.has_stores and model.cooperatives.storage_capacity.any():
            # Stores ask what members expect.
            gather_holdings(model, market.chain, ["expected_price"])
        clear_market(model, market, offered[market.index])


def settle(model: "ReferenceModel") -> None:
    """Book the month's sales, let buyers and enterprises resell, then pay what is due."""
    member_value, member_units = ([0.0] * len(model.cooperatives) for _ in range(2))
    totals = [[0.0] * COLUMNS for _ in model.markets]
    contract_net = model.cooperatives.contract_net.tolist()
    for code, name in enumerate(model.chains):
        storable = model.parameters_of(name).storable > 0.0
        worn = _depreciation_by_stage(model, name)
        for holding in model.held[name]:
            market, given = model.markets[holding.market], holding.delivered
            sold, sums = 0.0, totals[holding.market]
            if holding.spot > 0.0 or given > 0.0:
                sold = holding.spot * market.sold_share
                value = 0.0
                if given > 0.0:
                    value = _deliver(holding, contract_net[holding.cooperative], market, code)
                    member_value[holding.cooperative] += value
                    member_units[holding.cooperative] += given
                _sell(model, holding, market, sold, code, sums)
                if not storable:
                    sums[DISCARDED] += holding.spot - sold
            if storable:
                _value_stock(holding, max(holding.available - sold - given, 0.0), market.farm_gate)
            yearly = 0.0
            for stage, rate in worn:
                yearly += holding.state[stage] * rate
            if yearly > 0.0:
                holding.keeper.earn(DEPRECIATION, -yearly / 12.0)
    settle_markets(model, totals)
    paid_by_chain = settle_contracts(model, np.array(member_value), np.array(member_units))
    for name, paid in zip(model.chains, paid_by_chain, strict=True):
        repaid = _pay_members(model, name) if paid[MEMBERS] > 0.0 else 0.0
        book_cooperatives(model, name, paid, repaid)


def _deliver(holding: Any, contract_net: float, market: Any, chain: int) -> float:
    """Create a member's claim for what it delivered under contract; returns it, yuan."""
    part = market.parameters.fee_per_head_share if holding.fee_raised else 1.0
    value = holding.delivered * contract_net * part
    holding.receivable += value
    holding.keeper.earn_sale(chain, UNDER_CONTRACT, holding.delivered, value)
    holding.patronage += holding.delivered
    return float(value)


def _sell(
    model: "ReferenceModel", holding: Any, market: Any, sold: float, chain: int, sums: list[float]
) -> None:
    """Pay a spot sale, and out of it transport of all that is sold and part of old bills."""
    keeper, given, p = holding.keeper, holding.delivered, market.parameters
    revenue = sold * market.farm_gate
    money = keeper.cash + revenue
    if sold > 0.0:
        keeper.earn_sale(chain, ON_SPOT, sold, revenue)
    if not holding.fee_raised:
        carried = (sold + given) * p.transport_cost
        now = min(carried, max(money, 0.0))
        money -= now
        holding.input_debt += carried - now
        keeper.earn(INPUTS, -carried)
        sums[TRANSPORT] += now
        sums[ON_CREDIT] += carried - now
    if holding.input_debt > 0.0:
        share = model.parameters.finance.input_credit_repayment
        repaid = min(holding.input_debt, share * revenue, max(money, 0.0))
        money -= repaid
        holding.input_debt -= repaid
        sums[REPAID] += repaid
    keeper.cash = money
    sums[SPOT_UNITS] += sold
    sums[SPOT_YUAN] += revenue
    sums[DELIVERED] += given


def _value_stock(holding: Any, stock: float, farm_gate: float) -> None:
    """Stored crop counts at the lower of expected and spot price."""
    holding.stock = stock
    value = stock * min(holding.expected_price, farm_gate)
    if value != holding.stock_value:
        holding.keeper.earn(STOCK_CHANGE, value - holding.stock_value)
        holding.stock_value = value


def _pay_members(model: "ReferenceModel", name: str) -> float:
    """Each member receives the share of its claim that its cooperative can pay.

    A part of it repays inputs bought on credit; returns that sum, yuan.
    """
    share = model.parameters.finance.input_credit_repayment
    paid_share, total = model.cooperatives.paid_share.tolist(), 0.0
    for holding in model.held[name]:
        if holding.cooperative >= 0 and holding.receivable > 0.0:
            amount = holding.receivable * paid_share[holding.cooperative]
            holding.receivable -= amount
            repaid = min(holding.input_debt, share * amount)
            holding.input_debt -= repaid
            holding.keeper.cash += amount - repaid
            total += repaid
    return float(total)


def _depreciation_by_stage(model: "ReferenceModel", name: str) -> list[tuple[int, float]]:
    """Stages that wear, each with the yearly depreciation of a unit, yuan.

    Depreciation is in proportion to the state.
    """
    one_of_each = np.eye(len(model.chains[name].stages))
    rates = model.chains[name].depreciation(one_of_each, model.parameters_of(name)).tolist()
    return [(stage, rate) for stage, rate in enumerate(rates) if rate != 0.0]
