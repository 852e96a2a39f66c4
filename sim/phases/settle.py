"""Phase 8, settle: spot sales in cash, contract deliveries as claims, then who can pay pays."""

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sim.channels import settle_channel
from sim.phases.pay_contracts import pay_contracts
from sim.phases.store import settle_storage
from sim.state.income import (
    DEPRECIATION,
    INPUTS,
    ON_SPOT,
    STOCK_CHANGE,
    UNDER_CONTRACT,
    earn,
    earn_sale,
)

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.state.market import Market


@njit(cache=True)
def _book_sales(
    delivered, spot, available, household, market, cooperative, fee_raised, sold_share, farm_gate,
    contract_net, fee_per_head_share, transport_cost, storable, repay_share, cash, stock,
    receivable, input_debt, patronage, income, chain, member_value, member_units, totals,
):  # fmt: skip
    """Pay spot sales, create delivery claims, carry or discard the rest.

    totals (markets, 7): spot units, spot yuan, delivered units, discarded units, transport paid,
    transport on credit, input debt repaid.
    """
    for row in range(spot.size):
        h, m, c = household[row], market[row], cooperative[row]
        sold = spot[row] * sold_share[m]
        revenue = sold * farm_gate[m]
        cash[h] += revenue
        earn_sale(income, h, chain, ON_SPOT, sold, revenue)
        given = delivered[row]
        if given > 0.0:
            value = given * contract_net[c] * (fee_per_head_share if fee_raised[row] else 1.0)
            receivable[row] += value
            earn_sale(income, h, chain, UNDER_CONTRACT, given, value)
            patronage[row] += given
            member_value[c] += value
            member_units[c] += given
        carried = 0.0 if fee_raised[row] else (sold + given) * transport_cost
        now = min(carried, max(cash[h], 0.0))
        cash[h] -= now
        input_debt[row] += carried - now
        earn(income, h, INPUTS, -carried)
        repaid = min(input_debt[row], repay_share * revenue, max(cash[h], 0.0))
        cash[h] -= repaid
        input_debt[row] -= repaid
        if storable:
            stock[row] = max(available[row] - sold - given, 0.0)
        else:
            totals[m, 3] += spot[row] - sold
        totals[m, 0] += sold
        totals[m, 1] += revenue
        totals[m, 2] += given
        totals[m, 4] += now
        totals[m, 5] += carried - now
        totals[m, 6] += repaid


@njit(cache=True)
def _revalue(
    stock, stock_value, household, market, expected_price, farm_gate, depreciation, income
):
    """Value stored crop at the lower of expected and spot price; charge depreciation."""
    for row in range(stock.size):
        h = household[row]
        value = stock[row] * min(expected_price[row], farm_gate[market[row]])
        earn(income, h, STOCK_CHANGE, value - stock_value[row])
        stock_value[row] = value
        earn(income, h, DEPRECIATION, -depreciation[row])


# Kind of cash flow for product of a base sold on the spot, by seller and buyer.
BASE_SALES = {
    ("cooperatives", "buyers"): "cooperative_sales",
    ("cooperatives", "enterprises"): "enterprise_base_purchases",
    ("enterprises", "buyers"): "enterprise_local_sales",
    ("enterprises", "enterprises"): "enterprise_mutual_sales",
    ("cooperatives", "cooperatives"): "storage_purchases_mutual",
    ("enterprises", "cooperatives"): "storage_purchases_from_enterprises",
}


def settle(model: "ValueChainModel") -> None:
    """Book the month's sales, let buyers and enterprises resell, then pay what is due."""
    table = model.cooperatives
    member_value, member_units = np.zeros(len(table)), np.zeros(len(table))
    sold_share, farm_gate = model.market_array("sold_share"), model.market_array("farm_gate")
    for code, name in enumerate(model.chains):
        p = model.parameters_of(name)
        holdings = model.holdings[name]
        totals = np.zeros((len(model.markets), 7))
        if not holdings.available.any():
            _settle_organisations(model, name, totals)
            continue
        _book_sales(
            holdings.delivered, holdings.spot, holdings.available, holdings.household,
            holdings.market, holdings.cooperative, holdings.fee_raised, sold_share, farm_gate,
            table.contract_net, p.fee_per_head_share, p.transport_cost, p.storable > 0.0,
            model.parameters.finance.input_credit_repayment,
            model.households.get("cash"), holdings.stock, holdings.receivable,
            holdings.input_debt, holdings.patronage, model.income, code, member_value,
            member_units, totals,
        )  # fmt: skip
        _settle_organisations(model, name, totals)
    table.owed += member_value
    table.patronage += member_units
    for row in np.flatnonzero(member_value > 0.0):
        chain = model.markets[table.market[row]].chain
        model.books.owe("member_deliveries", chain, float(member_value[row]))
    pay_contracts(model, member_value, member_units)
    _value_stocks(model)


def _settle_organisations(model: "ValueChainModel", name: str, totals: np.ndarray) -> None:
    """Book what households sold, sell what bases offer, let buyers resell, market by market."""
    for market in model.markets:
        if market.chain == name:
            _book_households(model, market, totals[market.index])
            _sell_bases(model, market)
            settle_storage(model, market)
            _buyers_resell(model, market)
            _bidders_pay(model, market)


def _value_stocks(model: "ValueChainModel") -> None:
    """Change of the value of stored crop, and the month's depreciation, into income."""
    farm_gate = model.market_array("farm_gate")
    for name, chain in model.chains.items():
        holdings = model.holdings[name]
        p = model.parameters_of(name)
        depreciation = chain.depreciation(holdings.state, p) / 12.0
        if p.storable <= 0.0 and not depreciation.any():
            continue
        _revalue(
            holdings.stock, holdings.stock_value, holdings.household, holdings.market,
            holdings.expected_price, farm_gate, depreciation, model.income,
        )  # fmt: skip


def _book_households(model: "ValueChainModel", market: "Market", totals: np.ndarray) -> None:
    spot, yuan, delivered, discarded, transport, on_credit, repaid = (float(t) for t in totals)
    books, chain = model.books, market.chain
    product = model.chains[chain].product
    stores, bidders = market.store_share, market.bidder_share
    books.pay("spot_sales", chain, yuan * (1.0 - bidders))
    books.pay("enterprise_spot_purchases", chain, yuan * (bidders - stores))
    books.pay("storage_purchases", chain, yuan * stores)
    books.pay("household_inputs", chain, transport + repaid)
    books.owe("input_credit", chain, on_credit)
    books.settle("input_credit", chain, repaid)
    books.move(product, "households", "buyers", "sold", spot * (1.0 - bidders))
    books.move(product, "households", "enterprises", "sold", spot * (bidders - stores))
    books.move(product, "households", "cooperatives", "sold", spot * stores)
    books.move(product, "households", "cooperatives", "delivered", delivered)
    books.move(product, "households", "nature", "discarded", discarded)
    market.spot_units = spot
    market.delivered_units = delivered
    market.discarded_units = discarded


def _sell_bases(model: "ValueChainModel", market: "Market") -> None:
    """Bases' spot sales: cash to the cooperative or enterprise; nothing of it can wait."""
    base = model.bases[market.chain]
    product, books = model.chains[market.chain].product, model.books
    for row in np.flatnonzero(base.market == market.index):
        sold = float(base.spot[row]) * market.sold_share
        revenue = sold * market.farm_gate
        sector = "enterprises" if base.enterprise[row] >= 0 else "cooperatives"
        if sector == "enterprises":
            model.enterprises[base.enterprise[row]].cash += revenue
        else:
            model.cooperatives.cash[base.cooperative[row]] += revenue
            model.cooperatives.surplus[base.cooperative[row]] += revenue
        for buyer, share in (("buyers", 1.0 - market.bidder_share),
                             ("enterprises", market.bidder_share - market.store_share),
                             ("cooperatives", market.store_share)):  # fmt: skip
            books.pay(BASE_SALES[sector, buyer], market.chain, revenue * share)
            books.move(product, sector, buyer, "sold", sold * share)
        books.move(product, sector, "nature", "discarded", float(base.spot[row]) - sold)
        market.spot_units += sold
        market.discarded_units += float(base.spot[row]) - sold


def _buyers_resell(model: "ValueChainModel", market: "Market") -> None:
    """Every unit bought is resold to the world at R + premium in the same month, less freight.

    Purchases on the spot are paid at once, in proportion to what each buyer took.
    """
    books, chain = model.books, market.chain
    freight, price = market.freight_paid(), market.reference + market.premium
    total = float(market.bought.sum())
    market.year_planned += market.planned(model.calendar_month)
    spot_units = (market.spot_units + market.store_units) * (1.0 - market.bidder_share)
    spent = spot_units * market.farm_gate
    for buyer in model.buyers_of[market.index]:
        row = buyer.row
        share = market.bought[row] / total if total > 0.0 else 0.0
        units = float(share * spot_units + market.taken[row])
        resale, carriage = float(units * price[row]), float(units * freight[row])
        buyer.cash += resale - carriage - float(share * spent)
        market.year_bought[row] += units
        if model.effects.levers:
            settle_channel(model, buyer, units, float(share * spent) + carriage - resale)
        books.pay("resale", chain, resale)
        books.pay("buyer_freight", chain, carriage)
        books.move(model.chains[chain].product, "buyers", "world", "sold", units)


def _bidders_pay(model: "ValueChainModel", market: "Market") -> None:
    """Processors pay at once for what they bought on the spot; it is processed this month."""
    total = float(market.bidder_bought.sum())
    units = (market.spot_units + market.store_units) * market.bidder_share
    for row, enterprise in enumerate(model.enterprises_of[market.index]):
        part = units * float(market.bidder_bought[row]) / total if total > 0.0 else 0.0
        enterprise.spot_bought = part
        enterprise.borrow(max(part * market.farm_gate - enterprise.cash, 0.0))
        enterprise.cash -= part * market.farm_gate
