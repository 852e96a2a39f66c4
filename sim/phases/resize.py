"""Carrying out a change of capacity: what it moves, costs and brings."""

from types import SimpleNamespace
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.chains.declaration import Resized
from sim.phases.grow import book_event
from sim.state.holdings import Holdings, by_owner

if TYPE_CHECKING:
    from sim.model import ValueChainModel

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def carry_out(
    model: "ValueChainModel", name: str, table: Holdings, rows: Rows, change: Floats
) -> None:
    """Enlarge or shrink these rows by a share of their capacity; book what it costs and brings."""
    resized = resize_rows(model, table, rows, change)
    if table is model.bases[name]:
        _book_base_sales(model, name, table, rows, resized.receipts)
        return
    model.households.get("cash")[table.household[rows]] += resized.receipts - resized.cost
    book_resized(model, name, resized)


def book_resized(model: "ValueChainModel", name: str, resized: Resized) -> None:
    """Book what households paid for a change of capacity, and what it brought them."""
    invested = float(resized.cost.sum())
    model.books.pay("household_investment", name, invested)
    bought = invested * (1.0 - model.parameters.supplier.margin)
    model.books.pay("supplier_purchases", name, bought)
    model.books.pay("breeding_stock_sales", name, float(resized.receipts.sum()))


def resize_rows(model: "ValueChainModel", table: Holdings, rows: Rows, change: Floats) -> Resized:
    """Let the chain's biology resize these rows alone, and book the animals that come and go."""
    owner = table.owner[rows]
    part = SimpleNamespace(
        state=table.state[:, rows], target=table.target[rows], spare_land=table.spare_land[rows],
        by_owner=lambda quantity: by_owner(owner, quantity),
    )  # fmt: skip
    resized = table.chain.resize(part, change, model.parameters_of(table.chain.name))
    table.state[:, rows] = part.state
    table.target[rows], table.spare_land[rows] = part.target, part.spare_land
    for event in resized.events:
        book_event(model, event)
    return resized


def _book_base_sales(
    model: "ValueChainModel", name: str, table: Holdings, rows: Rows, receipts: Floats
) -> None:
    for row, amount in zip(rows.tolist(), receipts.tolist(), strict=True):
        if amount <= 0.0:
            continue
        if table.enterprise[row] >= 0:
            model.enterprises[table.enterprise[row]].cash += amount
            model.books.pay("liquidation_sales", name, amount)
        else:
            model.cooperatives.cash[table.cooperative[row]] += amount
            model.books.pay("cooperative_stock_sales", name, amount)
