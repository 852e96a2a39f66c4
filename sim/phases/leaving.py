"""February's leavers: who has shrunk below a minimum sells out and, once settled, is gone."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.chains.declaration import Event
from sim.chains.units import standing
from sim.engine.kernel import kernel
from sim.phases.grow import book_event
from sim.phases.observe import cost_factors, terms_of
from sim.rules.capacity import gives_up, return_ratio
from sim.state.land import share_spare_land
from sim.state.rows import rebuild

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.state.holdings import Holdings

Rows = NDArray[np.int64]

# Less than this of yuan or product units is rounding, not a claim or a stock.
NOTHING = 1e-6
CLAIMS = ("stock", "receivable", "input_debt", "shares", "patronage", "insured_quantity")


@kernel
def _find_leavers(
    capacity, reference, state, animals, yield_factor, expected_price, fee_raised, market, unit,
    input_factor, terms, deadband, response, exit_share, rows,
):  # fmt: skip
    """Write the rows that give up; returns how many. Stock raised for a fee is nobody's to sell."""
    found = 0
    for row in range(rows.size):
        if fee_raised[row] or capacity[row] >= exit_share * reference[row]:
            continue
        ratio = return_ratio(
            state[0, row] if animals else standing(state, row), fee_raised[row],
            expected_price[row], terms.normal_price, unit.output * yield_factor[row], unit.inputs,
            input_factor[market[row]], terms.transport_cost, terms.least_return,
        )  # fmt: skip
        if gives_up(
            capacity[row], standing(state, row), reference[row], ratio, deadband, response,
            exit_share,
        ):  # fmt: skip
            rows[found] = row
            found += 1
    return found


def leave_chains(model: "ValueChainModel") -> None:
    """Holdings far below their normal size are given up; empty and settled rows are removed.

    Only where the keeper wants no more than that: who lost a herd to need or disease, but expects
    a return that calls it back, goes on with what is left.

    Who holds shares, is still owed or owes, or has crop in store or insured keeps the row until
    that is over, so that nothing vanishes with it.
    """
    removed = False
    for name, table in model.holdings.items():
        rows = _leavers(model, name, table)
        if not rows.size:
            continue
        _sell_out(model, name, rows)
        _repay_suppliers(model, name, rows)
        gone = rows[_settled(table, rows)]
        if gone.size:
            keep = np.ones(len(table), dtype=bool)
            keep[gone] = False
            rebuild(table, keep)
        removed = True
    if removed:
        share_spare_land(model.households, model.holdings)


def _leavers(model: "ValueChainModel", name: str, table: "Holdings") -> Rows:
    """Rows of the households that give a chain up."""
    p, rows = model.parameters_of(name), np.empty(len(table), dtype=np.int64)
    found = _find_leavers(
        table.capacity(), table.reference, table.state, table.chain.animals, table.yield_factor,
        table.expected_price, table.fee_raised, table.market, table.unit,
        cost_factors(model, name), terms_of(p), p.capacity_deadband, p.capacity_response,
        p.exit_share, rows,
    )  # fmt: skip
    return rows[:found]


def _settled(table: "Holdings", rows: Rows) -> NDArray[np.bool_]:
    """Which of these rows hold nothing, owe nothing and are owed nothing."""
    left = np.zeros(rows.size)
    for column in CLAIMS:
        left += getattr(table, column)[rows]
    return np.asarray((left < NOTHING) & (table.state[:, rows].sum(axis=0) == 0.0))


def _sell_out(model: "ValueChainModel", name: str, rows: Rows) -> None:
    """Sell all animals outside at their value, pull all trees."""
    rows = rows[model.holdings[name].state[:, rows].sum(axis=0) > 0.0]
    if not rows.size:
        return
    table, chain = model.holdings[name], model.chains[name]
    values = chain.unit_values(model.parameters_of(name))
    receipts = np.zeros(rows.size)
    for index, stage in enumerate(chain.stages):
        if stage.moves:
            sold = np.zeros(len(table))
            sold[rows] = table.state[index, rows]
            receipts += sold[rows] * values[index]
            book_event(model, Event(stage.asset, "sold", False, table.by_owner(sold)))
        table.state[index, rows] = 0.0
    table.target[rows] = 0.0
    model.households.get("cash")[table.household[rows]] += receipts
    model.books.pay("breeding_stock_sales", name, float(receipts.sum()))


def _repay_suppliers(model: "ValueChainModel", name: str, rows: Rows) -> None:
    """Pay what is owed for inputs as far as cash goes: no sale will pay it any more."""
    table, cash = model.holdings[name], model.households.get("cash")
    households = table.household[rows]
    repaid = np.minimum(table.input_debt[rows], np.maximum(cash[households], 0.0))
    table.input_debt[rows] -= repaid
    cash[households] -= repaid
    total = float(repaid.sum())
    model.books.pay("household_inputs", name, total)
    model.books.settle("input_credit", name, total)
