"""Phase 8, settle: spot sales in cash, contract deliveries as claims, then who can pay pays."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba.extending import register_jitable
from numpy.typing import NDArray

from sim.channels import settle_channel
from sim.engine.kernel import index, kernel
from sim.phases.pay_contracts import pay_contracts
from sim.phases.store import settle_storage
from sim.state.income import (
    DEPRECIATION,
    INPUTS,
    ON_SPOT,
    SALES,
    STOCK_CHANGE,
    UNDER_CONTRACT,
    source_column,
)
from sim.state.income import UNITS as IN_UNITS
from sim.state.income import YUAN as IN_YUAN

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.state.holdings import Holdings
    from sim.state.market import Market

Floats = NDArray[np.float64]


# What households sold in a month, one column each of a market's row.
SPOT_UNITS, SPOT_YUAN, DELIVERED, DISCARDED, TRANSPORT, ON_CREDIT, REPAID, COLUMNS = range(8)


class Terms(NamedTuple):
    """What a chain's sales depend on, beside the rows' own columns.

    fee_share: part of the price that members raising for a fee are paid; transport: yuan a unit;
    repaid: share of spot revenue that repays inputs on credit.
    """

    storable: bool
    fee_share: float
    transport: float
    repaid: float


@register_jitable
def _add_to_cell(income, cell, chain, units, yuan, carried, revalued, worn):
    """Add to a cell what its households sold on the spot, and what their stocks and trees lost."""
    sold, sources = income.sold[cell, chain, ON_SPOT], income.cells[cell]
    sold[IN_UNITS] += units
    sold[IN_YUAN] += yuan
    sources[source_column(SALES)] += yuan
    sources[source_column(INPUTS)] -= carried
    sources[source_column(STOCK_CHANGE)] += revalued
    sources[source_column(DEPRECIATION)] -= worn


@kernel
def _book_sales(
    places, delivered, spot, household, fee_raised, expected_price, worn_capacity, wear,
    sold_share, farm_gate, terms, cash, stock, stock_value, input_debt, income, chain, totals,
):  # fmt: skip
    """Pay spot sales and transport, carry or discard the rest, value what is stored.

    Stored crop counts at the lower of expected and spot price; wear (yuan a month and unit of worn
    capacity) is the depreciation. places: market, first row and the row after its last. totals
    (markets, columns) are added to. Most rows stand in the order of their cells, so sums are kept
    here until the cell changes.
    """
    net, cell_of = income.net, income.cell
    # Stocks and trees change in value even where nothing is sold.
    always = terms.storable or wear > 0.0
    for place in range(places.shape[0]):
        m, first, last = index(places[place, 0]), index(places[place, 1]), index(places[place, 2])
        share, price = sold_share[m], farm_gate[m]
        cell = cell_of[household[first]]
        units = yuan = carried = revalued = worn = 0.0
        all_units = all_yuan = all_given = all_now = on_credit = all_repaid = left_over = 0.0
        for row in range(first, last):
            h = index(household[row])
            carries = delivered[row] > 0.0 and not fee_raised[row]
            all_given += delivered[row]
            if not (spot[row] > 0.0 or carries or always):
                continue
            if cell_of[h] != cell:
                _add_to_cell(income, cell, chain, units, yuan, carried, revalued, worn)
                all_units += units
                all_yuan += yuan
                units = yuan = carried = revalued = worn = 0.0
                cell = cell_of[h]
            sold = revenue = transport = change = 0.0
            if spot[row] > 0.0 or carries:
                sold = spot[row] * share
                revenue = sold * price
                transport = 0.0 if fee_raised[row] else (sold + delivered[row]) * terms.transport
                money = cash[h] + revenue
                now = min(transport, max(money, 0.0))
                debt = input_debt[row] + (transport - now)
                repaid = min(debt, terms.repaid * revenue, max(money - now, 0.0))
                cash[h] = money - now - repaid
                if debt > 0.0:
                    input_debt[row] = debt - repaid
                all_now += now
                on_credit += transport - now
                all_repaid += repaid
                left_over += spot[row] - sold
            loss = worn_capacity[row] * wear
            if terms.storable:
                stock[row] = max(stock[row] - sold - delivered[row], 0.0)
                value = stock[row] * min(expected_price[row], price)
                change = value - stock_value[row]
                stock_value[row] = value
            net[h] += revenue - transport + change - loss
            units += sold
            yuan += revenue
            carried += transport
            revalued += change
            worn += loss
        _add_to_cell(income, cell, chain, units, yuan, carried, revalued, worn)
        totals[m, SPOT_UNITS] += all_units + units
        totals[m, SPOT_YUAN] += all_yuan + yuan
        totals[m, DELIVERED] += all_given
        totals[m, DISCARDED] += 0.0 if terms.storable else left_over
        totals[m, TRANSPORT] += all_now
        totals[m, ON_CREDIT] += on_credit
        totals[m, REPAID] += all_repaid


@register_jitable
def _claim_in_cell(income, cell, chain, units, yuan):
    """Add to a cell what its members delivered under contract and earned by it."""
    sold = income.sold[cell, chain, UNDER_CONTRACT]
    sold[IN_UNITS] += units
    sold[IN_YUAN] += yuan
    income.cells[cell, source_column(SALES)] += yuan


@kernel
def _claim_deliveries(
    delivered, household, cooperative, fee_raised, contract_net, fee_share, receivable, patronage,
    income, chain, member_value, member_units,
):  # fmt: skip
    """Members' claims on their cooperative for what they delivered.

    Added up by cooperative and cell: most rows stand in the order of both, so a sum is kept until
    the one or the other changes.
    """
    cell = member_of = -1
    units = yuan = 0.0
    for row in range(delivered.size):
        given = delivered[row]
        if given <= 0.0:
            continue
        h, c = index(household[row]), cooperative[row]
        if income.cell[h] != cell or c != member_of:
            if cell >= 0:
                _claim_in_cell(income, cell, chain, units, yuan)
                member_units[member_of] += units
                member_value[member_of] += yuan
            cell, member_of = income.cell[h], c
            units = yuan = 0.0
        value = given * contract_net[c] * (fee_share if fee_raised[row] else 1.0)
        receivable[row] += value
        patronage[row] += given
        income.net[h] += value
        units += given
        yuan += value
    if cell >= 0:
        _claim_in_cell(income, cell, chain, units, yuan)
        member_units[member_of] += units
        member_value[member_of] += yuan


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
    sold_share, farm_gate = model.market_array("sold_share"), model.market_array("farm_gate")
    for code, name in enumerate(model.chains):
        _settle_households(model, name, code, sold_share, farm_gate, totals)
        if any(m.sold_under_contract > 0.0 for m in model.markets if m.chain == name):
            _settle_members(model, name, code, member_value, member_units)
    settle_markets(model, totals.tolist())
    pay_contracts(model, member_value, member_units)


def settle_markets(model: "ValueChainModel", sold_by_households: list[list[float]]) -> None:
    """Settle what bases and stores sold, book it with what households did, let buyers resell.

    sold_by_households: by market, see `COLUMNS`.
    """
    bases = np.zeros((len(model.markets), len(BASE_OWNERS), 3))
    sold_share, farm_gate = model.market_array("sold_share"), model.market_array("farm_gate")
    for name in model.chains:
        _settle_bases(model, name, sold_share, farm_gate, bases)
    for market, sold, sold_by_bases in zip(
        model.markets, sold_by_households, bases.tolist(), strict=True
    ):
        _book_households(model, market, sold)
        _book_bases(model, market, sold_by_bases)
        settle_storage(model, market)
        _buyers_resell(model, market)
        _bidders_pay(model, market)


def _settle_households(
    model: "ValueChainModel", name: str, code: int, sold_share: Floats, farm_gate: Floats,
    totals: Floats,
) -> None:  # fmt: skip
    """What a chain's households sold on the spot, and what their stocks and trees are worth."""
    p, holdings = model.parameters_of(name), model.holdings[name]
    storable = p.storable > 0.0
    worn_capacity, wear = _wear(holdings)
    if not (holdings.has_product or storable or wear > 0.0):
        return
    terms = Terms(
        storable, p.fee_per_head_share, p.transport_cost,
        model.parameters.finance.input_credit_repayment,
    )  # fmt: skip
    _book_sales(
        holdings.places(), holdings.delivered, holdings.spot, holdings.household,
        holdings.fee_raised, holdings.expected_price, worn_capacity, wear, sold_share, farm_gate,
        terms, model.households.get("cash"), holdings.stock, holdings.stock_value,
        holdings.input_debt, model.income, code, totals,
    )  # fmt: skip


def _wear(holdings: "Holdings") -> tuple[Floats, float]:
    """Capacity that wears, one a row, and its monthly depreciation, yuan a unit.

    Depreciation is in proportion to what stands in each stage, as everything a unit costs.
    """
    state, worn = holdings.state, [stage for stage, rate in enumerate(holdings.wear) if rate]
    if len(worn) > 1:
        return np.asarray(holdings.wear) @ state, 1.0
    stage = worn[0] if worn else 0
    return state[stage], holdings.wear[stage]


def _settle_members(
    model: "ValueChainModel", name: str, code: int, value: Floats, units: Floats
) -> None:
    """Claims of a chain's members, by cooperative: yuan and units."""
    holdings = model.holdings[name]
    _claim_deliveries(
        holdings.delivered, holdings.household, holdings.cooperative, holdings.fee_raised,
        model.cooperatives.contract_net, model.parameters_of(name).fee_per_head_share,
        holdings.receivable, holdings.patronage, model.income, code, value, units,
    )  # fmt: skip


def _settle_bases(
    model: "ValueChainModel", name: str, sold_share: Floats, farm_gate: Floats, sums: Floats
) -> None:
    """Cash of what bases of a chain sold on the spot, to the cooperative or enterprise."""
    base, table = model.bases[name], model.cooperatives
    if not base.has_product:
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
    resold = each.tolist()
    for buyer, units, shortfall in zip(buyers, resold, shortfalls.tolist(), strict=True):
        buyer.cash -= shortfall
        if model.effects.levers:
            settle_channel(model, buyer, units, shortfall)
    books.pay("resale", chain, resale)
    books.pay("buyer_freight", chain, carriage)
    books.move(model.chains[chain].product, "buyers", "world", "sold", sum(resold))


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
