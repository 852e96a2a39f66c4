"""Cells: the finest groups of households, fixed at the opening, in which every month is summed.

County, status, chains held with linkage, income decile, insured or not, number of sources: any
coarser grouping of the files is a sum of cells, and both sides compare the same households.
"""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.kernel import index, kernel, lane_sum
from sim.engine.order import order_of
from sim.state.cell_keys import CellKeys
from sim.state.holdings import LINKAGES
from sim.state.households import STATUSES
from sim.state.rows import sort_rows
from sim.state.steady import SteadyIncome

if TYPE_CHECKING:
    from sim.model import ValueChainModel

DECILES = 10


def assign_cells(model: "ValueChainModel") -> CellKeys:
    """Write each household's cell into its column and return one row of labels a cell."""
    households = model.households
    size = len(households)
    linkage = {name: _linkage(model, name, size) for name in model.chains}
    codes = {
        "county": households.get("county").astype(np.int64),
        "status": households.get("status").astype(np.int64),
        "decile": _deciles(households.get("opening_income")),
        "insured": _insured(model, size),
        **{f"linkage_{name}": code for name, code in linkage.items()},
        "sources": _sources(model, linkage),
    }
    combined = np.zeros(size, dtype=np.int64)
    for code in codes.values():
        combined = combined * (int(code.max(initial=0)) + 1) + code
    _, first, cell = np.unique(combined, return_index=True, return_inverse=True)
    households.set("cell", cell.astype(np.int32))
    return _labels(model, {name: code[first] for name, code in codes.items()})


def sort_by_cell(model: "ValueChainModel") -> None:
    """Put the households' rows in the order of their cells, which then are slices of every column.

    Sets model.cell_starts (cells + 1,), cell_county and cell_persons (cells,); rows of holdings
    follow the households' new numbers.
    """
    households, cells = model.households, len(model.cell_keys)
    order = order_of(households.get("cell"), cells)
    households.reorder(order)
    number = np.empty(order.size, dtype=np.int32)
    number[order] = np.arange(order.size, dtype=np.int32)
    for table in model.holdings.values():
        table.household = number[table.household]
        sort_rows(table)
    cell = households.get("cell")
    model.cell_starts = np.searchsorted(cell, np.arange(cells + 1)).astype(np.int64)
    first = model.cell_starts[:-1]
    model.cell_county = households.get("county")[first].astype(np.int64)
    model.cell_persons = np.bincount(cell, weights=households.get("persons"), minlength=cells)


def set_apart(model: "ValueChainModel", household: int) -> int:
    """Give one household (a row) a cell of its own and return the cell's number.

    Months sum income by source in cells only; what its own cell holds after a month is what this
    household earned. The rest of its old cell stays on both sides of it, under the same labels.
    Rows stay where they are. For looking closely: a record that was begun before does not fit.
    """
    starts = model.cell_starts
    old = int(model.households.get("cell")[household])
    edges = np.unique([starts[old], household, household + 1, starts[old + 1]])
    model.cell_starts = np.concatenate([starts[:old], edges, starts[old + 2 :]]).astype(np.int64)
    parts = np.ones(starts.size - 1, dtype=np.int64)
    parts[old] = edges.size - 1
    from_old = np.repeat(np.arange(parts.size), parts)
    model.cell_keys = model.cell_keys.take(from_old)
    model.cell_county = model.cell_county[from_old]
    cells = from_old.size
    cell = np.repeat(np.arange(cells, dtype=np.int32), np.diff(model.cell_starts))
    model.households.set("cell", cell)
    model.cell_persons = np.bincount(cell, model.households.get("persons"), minlength=cells)
    model.cells = np.zeros((cells, model.cells.shape[1]))
    sold = np.zeros((cells, *model.income.sold.shape[1:]))
    model.income = model.income._replace(cells=model.cells, sold=sold)
    model.steady = SteadyIncome(len(model.households), cells)
    return int(cell[household])


@kernel
def _sum_cash(starts, cash, cells, column):
    for c in range(starts.size - 1):
        cells[c, column] = lane_sum(cash[starts[c] : starts[c + 1]])


@kernel
def _sum_debts(rows, cell, loan, overdue, cells, debt_column, arrears_column):
    """Arrears and the number of households in arrears stand side by side."""
    for row in range(rows.size):
        h = index(rows[row])
        sums = cells[index(cell[h])]
        sums[debt_column] += loan[h]
        if overdue[h] > 0.0:
            sums[arrears_column] += overdue[h]
            sums[arrears_column + 1] += 1.0


@kernel
def _sum_help(rows, cell, helped, post, cells, helped_column, post_column):
    for row in range(rows.size):
        h = rows[row]
        cells[cell[h], helped_column] += helped[h]
        cells[cell[h], post_column] += post[h]


def close_month(model: "ValueChainModel") -> None:
    """Write every cell's accounts as they stand when the month is over, and what help there was."""
    h, column, cells = model.households, model.cell_columns.index, model.cells
    _sum_cash(model.cell_starts, h.get("cash"), cells, column("cash"))
    _sum_debts(
        model.borrowers, h.get("cell"), h.get("loan"), h.get("overdue"), cells, column("debt"),
        column("arrears"),
    )  # fmt: skip
    _sum_help(
        model.safety.helped, h.get("cell"), h.get("helped"), h.get("post"), cells,
        column("helped"), column("public_posts"),
    )  # fmt: skip


def _linkage(model: "ValueChainModel", name: str, size: int) -> NDArray[np.int64]:
    """Closest linkage of each household in a chain, 0 for none."""
    code = np.zeros(size, dtype=np.int64)
    table = model.holdings[name]
    np.maximum.at(code, table.household, table.linkage.astype(np.int64))
    return code


def _deciles(income: NDArray[np.float64]) -> NDArray[np.int64]:
    """Decile 0 to 9 of opening income a person, ties in order of the rows."""
    order = np.argsort(income, kind="stable")
    decile = np.empty(income.size, dtype=np.int64)
    decile[order] = np.arange(income.size) * DECILES // max(income.size, 1)
    return decile


def _insured(model: "ValueChainModel", size: int) -> NDArray[np.int64]:
    insured = np.zeros(size, dtype=np.int64)
    for table in model.holdings.values():
        insured[table.household[table.insured_mu > 0.0]] = 1
    return insured


def _sources(model: "ValueChainModel", linkage: dict[str, NDArray[np.int64]]) -> NDArray[np.int64]:
    """Number of income sources: chains held, and wage work where there is any."""
    h = model.households
    works = (h.get("outside_wage") > 0.0) | (h.get("employer") >= 0)
    chains = sum((code > 0).astype(np.int64) for code in linkage.values())
    return np.asarray(chains + works.astype(np.int64), dtype=np.int64)


def _labels(model: "ValueChainModel", codes: dict[str, NDArray[np.int64]]) -> CellKeys:
    counties = np.array([county.id for county in model.region.counties])
    keys = {
        "county": counties[codes["county"]],
        "status": np.array(STATUSES)[codes["status"]],
        "decile": codes["decile"] + 1,
        "insured": codes["insured"].astype(bool),
        "sources": codes["sources"],
    }
    held = []
    for name in model.chains:
        keys[f"linkage_{name}"] = np.array(LINKAGES)[codes[f"linkage_{name}"]]
        held.append(np.where(codes[f"linkage_{name}"] > 0, name, ""))
    chains = ["+".join(filter(None, names)) or "none" for names in zip(*held, strict=True)]
    return CellKeys(keys | {"chains": np.array(chains)})
