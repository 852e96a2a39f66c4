"""February's leavers: who has shrunk below a minimum sells out and, once settled, is gone."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.phases.grow import book_event
from sim.phases.observe import cost_factors, expected_return_ratio
from sim.state.land import share_spare_land
from sim.state.rows import rebuild

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.state.holdings import Holdings

# Less than this of yuan or product units is rounding, not a claim or a stock.
NOTHING = 1e-6


def leave_chains(model: "ValueChainModel") -> None:
    """Holdings far below their normal size are given up; empty and settled rows are removed.

    Only where the keeper wants no more than that: who lost a herd to need or disease, but expects
    a return that calls it back, goes on with what is left.

    Who holds shares, is still owed or owes, or has crop in store or insured keeps the row until
    that is over, so that nothing vanishes with it. Stock raised for a fee is not the household's.
    """
    removed = False
    for name, table in model.holdings.items():
        share = model.parameters_of(name).exit_share
        small = (table.capacity() < share * table.reference) & ~table.fee_raised
        small &= _called_back(model, name, table) < share
        if not small.any():
            continue
        _sell_out(model, name, small & (table.state.sum(axis=0) > 0.0))
        _repay_suppliers(model, name, small)
        gone = small & _settled(table)
        if gone.any():
            rebuild(table, ~gone)
        removed = True
    if removed:
        share_spare_land(model.households, model.holdings)


def _called_back(model: "ValueChainModel", name: str, table: "Holdings") -> NDArray[np.float64]:
    """Least capacity that the supply curve and its band want, over the normal one (rows,)."""
    p = model.parameters_of(name)
    ratio = expected_return_ratio(table, p, cost_factors(model, name))
    # What has no capacity left has nothing to judge by: it goes.
    empty = table.state.sum(axis=0) <= 0.0
    least = 1.0 + p.capacity_response * (ratio - 1.0 - p.capacity_deadband)
    return np.where(empty, 0.0, np.maximum(least, 0.0))


def _settled(table: "Holdings") -> NDArray[np.bool_]:
    """Rows that hold nothing, owe nothing and are owed nothing."""
    left = np.zeros(len(table))
    for column in ("stock", "receivable", "input_debt", "shares", "patronage", "insured_quantity"):
        left += getattr(table, column)
    return np.asarray((left < NOTHING) & (table.state.sum(axis=0) == 0.0))


def _sell_out(model: "ValueChainModel", name: str, rows: NDArray[np.bool_]) -> None:
    """Sell all animals outside at their value, pull all trees."""
    if not rows.any():
        return
    table, chain = model.holdings[name], model.chains[name]
    values = chain.unit_values(model.parameters_of(name))
    receipts = np.zeros(len(table))
    for index, stage in enumerate(chain.stages):
        quantity = np.where(rows, table.state[index], 0.0)
        table.state[index, rows] = 0.0
        if stage.moves:
            receipts += quantity * values[index]
            book_event(model, table, stage.asset, "sold", False, quantity)
    table.target[rows] = 0.0
    np.add.at(model.households.get("cash"), table.household, receipts)
    model.books.pay("breeding_stock_sales", name, float(receipts.sum()))


def _repay_suppliers(model: "ValueChainModel", name: str, rows: NDArray[np.bool_]) -> None:
    """Pay what is owed for inputs as far as cash goes: no sale will pay it any more."""
    table, cash = model.holdings[name], model.households.get("cash")
    at_hand = np.maximum(cash[table.household], 0.0)
    repaid = np.where(rows, np.minimum(table.input_debt, at_hand), 0.0)
    table.input_debt -= repaid
    np.subtract.at(cash, table.household, repaid)
    total = float(repaid.sum())
    model.books.pay("household_inputs", name, total)
    model.books.settle("input_credit", name, total)
