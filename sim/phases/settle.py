"""Phase 8, settle: spot sales in cash, contract deliveries as claims, then who can pay pays."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.channels import settle_channel
from sim.engine.kernel import kernel
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

Floats = NDArray[np.float64]


# What households sold in a month, one column each of a market's row.
SPOT_UNITS, SPOT_YUAN, DELIVERED, DISCARDED, TRANSPORT, ON_CREDIT, REPAID, COLUMNS = range(8)


@kernel
def _book_sales(
    delivered, spot, available, household, market, cooperative, fee_raised, sold_share, farm_gate,
    contract_net, fee_per_head_share, transport_cost, storable, repay_share, expected_price,
    depreciation, cash, stock, stock_value, receivable, input_debt, patronage, income, chain,
    member_value, member_units, totals,
):  # fmt: skip
    """Pay spot sales, create delivery claims, carry or discard the rest, value what is stored.

    Stored crop counts at the lower of expected and spot price; a month's depreciation is charged.
    member_value (yuan), member_units (cooperatives) and totals (markets, columns) are added to.
    """
    for row in range(spot.size):
        h, m, given = household[row], market[row], delivered[row]
        sold = 0.0
        if spot[row] > 0.0 or given > 0.0:
            sold = spot[row] * sold_share[m]
            revenue = sold * farm_gate[m]
            money = cash[h] + revenue
            if sold > 0.0:
                earn_sale(income, h, chain, ON_SPOT, sold, revenue)
            if given > 0.0:
                c = cooperative[row]
                value = given * contract_net[c] * (fee_per_head_share if fee_raised[row] else 1.0)
                receivable[row] += value
                earn_sale(income, h, chain, UNDER_CONTRACT, given, value)
                patronage[row] += given
                member_value[c] += value
                member_units[c] += given
            if not fee_raised[row]:
                carried = (sold + given) * transport_cost
                now = min(carried, max(money, 0.0))
                money -= now
                input_debt[row] += carried - now
                earn(income, h, INPUTS, -carried)
                totals[m, TRANSPORT] += now
                totals[m, ON_CREDIT] += carried - now
            if input_debt[row] > 0.0:
                repaid = min(input_debt[row], repay_share * revenue, max(money, 0.0))
                money -= repaid
                input_debt[row] -= repaid
                totals[m, REPAID] += repaid
            cash[h] = money
            totals[m, SPOT_UNITS] += sold
            totals[m, SPOT_YUAN] += revenue
            totals[m, DELIVERED] += given
            if not storable:
                totals[m, DISCARDED] += spot[row] - sold
        if storable:
            stock[row] = max(available[row] - sold - given, 0.0)
            value = stock[row] * min(expected_price[row], farm_gate[m])
            if value != stock_value[row]:
                earn(income, h, STOCK_CHANGE, value - stock_value[row])
                stock_value[row] = value
        if depreciation[row] > 0.0:
            earn(income, h, DEPRECIATION, -depreciation[row] / 12.0)


# What bases sold in a month: units, yuan and units discarded, by sector of the owner.
BASE_OWNERS = ("cooperatives", "enterprises")


@kernel
def _sell_bases(
    spot, market, enterprise, cooperative, sold_share, farm_gate, cash, surplus, earned, sums
):
    """Bases' spot sales; what is not sold cannot wait.

    cash, surplus (cooperatives), earned (enterprises), yuan, and sums (markets, owners, 3) are
    added to.
    """
    for row in range(spot.size):
        m = market[row]
        sold = spot[row] * sold_share[m]
        revenue = sold * farm_gate[m]
        owner = 0
        if enterprise[row] >= 0:
            owner = 1
            earned[enterprise[row]] += revenue
        else:
            cash[cooperative[row]] += revenue
            surplus[cooperative[row]] += revenue
        sums[m, owner, 0] += sold
        sums[m, owner, 1] += revenue
        sums[m, owner, 2] += spot[row] - sold


@kernel
def _resell(
    share, reference, freight, freight_factor, spot_units, farm_gate, yearly, demand_factor,
    premium, extra_freight, bought, taken, year_planned, year_bought, units, shortfall,
):  # fmt: skip
    """Every buyer resells what it bought at R + premium less freight; returns both sums, yuan.

    spot_units: bought by all, paid at once in proportion to what each took. Written: units, and
    shortfall = price + freight - resale, yuan (buyers,).
    """
    total = all_resale = all_carriage = 0.0
    for b in range(bought.size):
        total += bought[b]
    for b in range(bought.size):
        part = bought[b] / total if total > 0.0 else 0.0
        units[b] = part * spot_units + taken[b]
        resale = units[b] * (reference + premium[b])
        carriage = units[b] * ((freight + extra_freight[b]) * freight_factor)
        shortfall[b] = part * (spot_units * farm_gate) + carriage - resale
        all_resale += resale
        all_carriage += carriage
        year_planned[b] += yearly[b] * share * demand_factor[b]
        year_bought[b] += units[b]
    return all_resale, all_carriage


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
    totals = np.zeros((len(model.markets), COLUMNS))
    bases = np.zeros((len(model.markets), len(BASE_OWNERS), 3))
    sold_share, farm_gate = model.market_array("sold_share"), model.market_array("farm_gate")
    for code, name in enumerate(model.chains):
        p, holdings = model.parameters_of(name), model.holdings[name]
        _book_sales(
            holdings.delivered, holdings.spot, holdings.available, holdings.household,
            holdings.market, holdings.cooperative, holdings.fee_raised, sold_share, farm_gate,
            table.contract_net, p.fee_per_head_share, p.transport_cost, p.storable > 0.0,
            model.parameters.finance.input_credit_repayment, holdings.expected_price,
            model.chains[name].depreciation(holdings.state, p), model.households.get("cash"),
            holdings.stock, holdings.stock_value, holdings.receivable, holdings.input_debt,
            holdings.patronage, model.income, code, member_value, member_units, totals,
        )  # fmt: skip
        _settle_bases(model, name, sold_share, farm_gate, bases)
    for market, sold, sold_by_bases in zip(
        model.markets, totals.tolist(), bases.tolist(), strict=True
    ):
        _book_households(model, market, sold)
        _book_bases(model, market, sold_by_bases)
        settle_storage(model, market)
        _buyers_resell(model, market)
        _bidders_pay(model, market)
    pay_contracts(model, member_value, member_units)


def _settle_bases(
    model: "ValueChainModel", name: str, sold_share: Floats, farm_gate: Floats, sums: Floats
) -> None:
    """Cash of what bases of a chain sold on the spot, to the cooperative or enterprise."""
    base, table = model.bases[name], model.cooperatives
    if not len(base):
        return
    earned = np.zeros(len(model.enterprises))
    _sell_bases(
        base.spot, base.market, base.enterprise, base.cooperative, sold_share, farm_gate,
        table.cash, table.surplus, earned, sums,
    )  # fmt: skip
    for enterprise, revenue in zip(model.enterprises, earned.tolist(), strict=True):
        enterprise.cash += revenue


def _book_households(model: "ValueChainModel", market: "Market", sold: list[float]) -> None:
    books, chain = model.books, market.chain
    product = model.chains[chain].product
    stores, bidders = market.store_share, market.bidder_share
    spot, yuan = sold[SPOT_UNITS], sold[SPOT_YUAN]
    books.pay("spot_sales", chain, yuan * (1.0 - bidders))
    books.pay("enterprise_spot_purchases", chain, yuan * (bidders - stores))
    books.pay("storage_purchases", chain, yuan * stores)
    books.pay("household_inputs", chain, sold[TRANSPORT] + sold[REPAID])
    books.owe("input_credit", chain, sold[ON_CREDIT])
    books.settle("input_credit", chain, sold[REPAID])
    books.move(product, "households", "buyers", "sold", spot * (1.0 - bidders))
    books.move(product, "households", "enterprises", "sold", spot * (bidders - stores))
    books.move(product, "households", "cooperatives", "sold", spot * stores)
    books.move(product, "households", "cooperatives", "delivered", sold[DELIVERED])
    books.move(product, "households", "nature", "discarded", sold[DISCARDED])
    market.spot_units = spot
    market.delivered_units = sold[DELIVERED]
    market.discarded_units = sold[DISCARDED]


def _book_bases(model: "ValueChainModel", market: "Market", sold: list[list[float]]) -> None:
    """Book what bases of a market sold on the spot, by sector of their owner."""
    product, books = model.chains[market.chain].product, model.books
    for sector, (units, yuan, discarded) in zip(BASE_OWNERS, sold, strict=True):
        if units + discarded <= 0.0:
            continue
        for buyer, share in (("buyers", 1.0 - market.bidder_share),
                             ("enterprises", market.bidder_share - market.store_share),
                             ("cooperatives", market.store_share)):  # fmt: skip
            books.pay(BASE_SALES[sector, buyer], market.chain, yuan * share)
            books.move(product, sector, buyer, "sold", units * share)
        books.move(product, sector, "nature", "discarded", discarded)
        market.spot_units += units
        market.discarded_units += discarded


def _buyers_resell(model: "ValueChainModel", market: "Market") -> None:
    """Every unit bought is resold to the world at R + premium in the same month, less freight.

    Purchases on the spot are paid at once, in proportion to what each buyer took.
    """
    books, chain, buyers = model.books, market.chain, model.buyers_of[market.index]
    spot_units = (market.spot_units + market.store_units) * (1.0 - market.bidder_share)
    each, shortfalls = np.zeros(len(buyers)), np.zeros(len(buyers))
    resale, carriage = _resell(
        market.purchase_calendar[model.calendar_month], market.reference, market.freight,
        market.freight_factor, spot_units, market.farm_gate, market.yearly, market.demand_factor,
        market.premium, market.extra_freight, market.bought, market.taken, market.year_planned,
        market.year_bought, each, shortfalls,
    )  # fmt: skip
    for buyer, units, shortfall in zip(buyers, each.tolist(), shortfalls.tolist(), strict=True):
        buyer.cash -= shortfall
        if model.effects.levers:
            settle_channel(model, buyer, units, shortfall)
    books.pay("resale", chain, resale)
    books.pay("buyer_freight", chain, carriage)
    books.move(model.chains[chain].product, "buyers", "world", "sold", float(each.sum()))


def _bidders_pay(model: "ValueChainModel", market: "Market") -> None:
    """Processors pay at once for what they bought on the spot; it is processed this month."""
    bought = market.bidder_bought.tolist()
    total = sum(bought)
    units = (market.spot_units + market.store_units) * market.bidder_share
    for enterprise, part in zip(model.enterprises_of[market.index], bought, strict=False):
        enterprise.spot_bought = units * part / total if total > 0.0 else 0.0
        price = enterprise.spot_bought * market.farm_gate
        enterprise.borrow(max(price - enterprise.cash, 0.0))
        enterprise.cash -= price
