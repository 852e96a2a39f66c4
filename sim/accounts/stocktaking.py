"""What agents hold at a month's end: cash, claims, goods and living capital, from their own state.

One walk over each table serves the audit, the record of capital and claims, and the market table.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.accounts.books import CHAIN_INDEX
from sim.accounts.kinds import ASSET_INDEX, ASSETS, CHAIN_COLUMNS, CLAIM_INDEX, CLAIMS, SECTORS
from sim.agents.cooperative import FAILED, OPERATING
from sim.chains import CHAINS
from sim.engine.kernel import kernel, lane_sum

if TYPE_CHECKING:
    from sim.model import ValueChainModel

# What is summed by market, in product units, mu or animals, households and yuan: what is stored,
# harvested, eaten and available and the claims are those of households, without the bases.
FIGURES = (
    "rows", "members", "members_trust", "stock", "harvested", "bases_output", "eaten", "delivered",
    "available", "capacity", "receivable", "input_debt", "cooperatives_stock",
    "cooperatives_failed",
)  # fmt: skip
(
    ROWS, MEMBERS, MEMBERS_TRUST, STOCK, HARVESTED, BASES_OUTPUT, EATEN, DELIVERED, AVAILABLE,
    CAPACITY, RECEIVABLE, INPUT_DEBT, COOPERATIVES_STOCK, COOPERATIVES_FAILED,
) = range(len(FIGURES))  # fmt: skip
_HOUSEHOLDS, _COOPERATIVES, _ENTERPRISES = (
    SECTORS.index(name) for name in ("households", "cooperatives", "enterprises")
)
(
    _MEMBER_DELIVERIES, _CONTRACT_DELIVERIES, _DEALER_DELIVERIES, _INPUT_CREDIT, _HOUSEHOLD_LOAN,
    _ENTERPRISE_LOAN,
) = (
    CLAIM_INDEX[kind]
    for kind in (
        "member_deliveries", "contract_deliveries", "dealer_deliveries", "input_credit",
        "household_loan", "enterprise_loan",
    )
)  # fmt: skip
STAGE_ASSETS = {
    name: np.array([ASSET_INDEX[stage.asset] for stage in chain.stages], dtype=np.int64)
    for name, chain in CHAINS.items()
}


@dataclass
class Stock:
    """What was found: cash by sector (yuan), claims [kinds, chains] (yuan), capital [sectors,
    assets] (the asset's unit), markets: `FIGURES` of each market.
    """

    cash: NDArray[np.float64]
    claims: NDArray[np.float64]
    capital: NDArray[np.float64]
    markets: list[list[float]]


@kernel
def _sum_columns(
    cooperative, status, trust, stock, output, eaten, delivered, available, receivable,
    input_debt, sums,
):  # fmt: skip
    """Add up the rows of a market. All columns at once: memory serves several streams together.

    Members are those of cooperatives that still collect.
    """
    members, believed, stored, grown, consumed, brought, left, claimed, owed = (
        0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0,
    )  # fmt: skip
    for row in range(stock.size):
        stored += stock[row]
        grown += output[row]
        consumed += eaten[row]
        brought += delivered[row]
        left += available[row]
        claimed += receivable[row]
        owed += input_debt[row]
        c = cooperative[row]
        if c >= 0 and status[c] == OPERATING:
            members += 1
            believed += trust[row]
    sums[ROWS] += stock.size
    sums[MEMBERS] += members
    sums[MEMBERS_TRUST] += believed
    sums[STOCK] += stored
    sums[HARVESTED] += grown
    sums[EATEN] += consumed
    sums[DELIVERED] += brought
    sums[AVAILABLE] += left
    sums[RECEIVABLE] += claimed
    sums[INPUT_DEBT] += owed


@kernel
def _sum_holdings(
    places, cooperative, status, trust, stock, output, eaten, delivered, available, receivable,
    input_debt, state, herd_only, asset, figures, capital,
):  # fmt: skip
    """Add up households' rows by market, and what they keep by asset.

    places: market, first row and the row after its last. herd_only: capacity is the breeding
    stock, the first stage of state; else all stages.
    """
    for place in range(places.shape[0]):
        sums, here = figures[places[place, 0]], slice(places[place, 1], places[place, 2])
        _sum_columns(
            cooperative[here], status, trust[here], stock[here], output[here], eaten[here],
            delivered[here], available[here], receivable[here], input_debt[here], sums,
        )  # fmt: skip
        for stage in range(state.shape[0]):
            held = lane_sum(state[stage, here])
            capital[_HOUSEHOLDS, asset[stage]] += held
            if stage == 0 or not herd_only:
                sums[CAPACITY] += held


@kernel
def _sum_bases(
    market, enterprise, output, delivered, state, herd_only, asset, figures, capital
):  # fmt: skip
    """Add up the bases of cooperatives and enterprises by market, and by owner and asset."""
    stages, rows = state.shape
    for row in range(rows):
        m = market[row]
        figures[m, BASES_OUTPUT] += output[row]
        figures[m, DELIVERED] += delivered[row]
        owner = _ENTERPRISES if enterprise[row] >= 0 else _COOPERATIVES
        for stage in range(stages):
            capital[owner, asset[stage]] += state[stage, row]
            if stage == 0 or not herd_only:
                figures[m, CAPACITY] += state[stage, row]


@kernel
def _sum_cooperatives(market, status, stock, cash, figures):
    """Add up what cooperatives store by market, count those that failed; returns their cash."""
    total = 0.0
    for row in range(market.size):
        figures[market[row], COOPERATIVES_STOCK] += stock[row]
        figures[market[row], COOPERATIVES_FAILED] += status[row] == FAILED
        total += cash[row]
    return total


@kernel
def _sum_cells(cells, cash_column, debt_column):
    """Cash and debt of all cells."""
    cash, debt = 0.0, 0.0
    for c in range(len(cells)):
        cash += cells[c, cash_column]
        debt += cells[c, debt_column]
    return cash, debt


def take_stock(model: "ValueChainModel", by_cell: bool = False) -> Stock:
    """Count what every agent holds now.

    by_cell: households' cash and loans are those that `sim.cells.close_month` has just summed by
    cell, from the households' own columns as well; otherwise the columns are summed here.
    """
    figures = np.zeros((len(model.markets), len(FIGURES)))
    capital = np.zeros((len(SECTORS), len(ASSETS)))
    for name, table in model.holdings.items():
        if len(table):
            _sum_holdings(
                table.places(), table.cooperative, model.cooperatives.status, table.trust,
                table.stock, table.output, table.eaten, table.delivered, table.available,
                table.receivable, table.input_debt, table.state, table.chain.animals,
                STAGE_ASSETS[name], figures, capital,
            )  # fmt: skip
    return add_organisations(model, figures, capital, *_households_accounts(model, by_cell))


def add_organisations(
    model: "ValueChainModel",
    figures: NDArray[np.float64],
    capital: NDArray[np.float64],
    households_cash: float,
    loans: float,
) -> Stock:
    """Add bases, cooperatives and all other accounts to what households were found to hold.

    figures [markets, `FIGURES`], capital [sectors, assets]: of households' holdings so far.
    """
    for name, base in model.bases.items():
        if len(base):
            _sum_bases(
                base.market, base.enterprise, base.output, base.delivered, base.state,
                base.chain.animals, STAGE_ASSETS[name], figures, capital,
            )  # fmt: skip
    cooperatives = model.cooperatives
    cooperatives_cash = _sum_cooperatives(
        cooperatives.market, cooperatives.status, cooperatives.stock, cooperatives.cash, figures
    )
    markets = figures.tolist()
    cash = {
        "households": households_cash,
        "cooperatives": cooperatives_cash,
        "enterprises": sum(agent.cash for agent in model.enterprises),
        "buyers": sum(agent.cash for agent in model.buyers),
        **model.books.accounts,
    }
    _add_product_stock(model, markets, capital)
    return Stock(
        np.array([cash[sector] for sector in SECTORS]), _claims(model, markets, loans), capital,
        markets,
    )  # fmt: skip


def _households_accounts(model: "ValueChainModel", by_cell: bool) -> tuple[float, float]:
    """Cash and loans of all households, yuan."""
    if by_cell:
        column = model.cell_columns.index
        cash, loans = _sum_cells(model.cells, column("cash"), column("debt"))
        return cash, loans
    return float(model.households.get("cash").sum()), float(model.households.get("loan").sum())


def _add_product_stock(
    model: "ValueChainModel", markets: list[list[float]], capital: NDArray[np.float64]
) -> None:
    """Add what households and cooperatives store of each chain's product."""
    for market in model.markets:
        found, asset = markets[market.index], ASSET_INDEX[CHAINS[market.chain].product]
        capital[_HOUSEHOLDS, asset] += found[STOCK]
        capital[_COOPERATIVES, asset] += found[COOPERATIVES_STOCK]


def _claims(
    model: "ValueChainModel", markets: list[list[float]], loans: float
) -> NDArray[np.float64]:
    """Outstanding claims [kinds, chains] as the agents' own state has them, yuan."""
    found = [[0.0] * len(CHAIN_COLUMNS) for _ in CLAIMS]
    for market in model.markets:
        chain, sums = CHAIN_INDEX[market.chain], markets[market.index]
        found[_MEMBER_DELIVERIES][chain] += sums[RECEIVABLE]
        found[_INPUT_CREDIT][chain] += sums[INPUT_DEBT]
    for enterprise in model.enterprises:
        chain = CHAIN_INDEX[enterprise.market.chain]
        found[_CONTRACT_DELIVERIES][chain] += enterprise.payable
        found[_ENTERPRISE_LOAN][chain] += enterprise.debt
    for buyer in model.buyers:
        if buyer.payable != 0.0:
            found[_DEALER_DELIVERIES][CHAIN_INDEX[buyer.market.chain]] += buyer.payable
    found[_HOUSEHOLD_LOAN][CHAIN_INDEX["none"]] = loans
    return np.array(found)
