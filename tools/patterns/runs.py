"""Running a small model for an experiment: opened once, branched for each side."""

from __future__ import annotations

from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim import Scenario, ValueChainModel
from sim.effects import Effects
from sim.parameters import load_parameters
from sim.record import CELL_COLUMNS, RunRecord
from sim.regions import load_region
from sim.state.income import SOURCES

Values = tuple[tuple[str, Any], ...]
YEAR = 12


@cache
def opened(values: Values = (), luck: bool = False, draw: int = 0) -> ValueChainModel:
    """The sample region at its opening with parameters changed; branch it, never step it."""
    parameters = load_parameters().with_values(dict(values))
    region = load_region("sample", parameters)
    return ValueChainModel(region, parameters, seed=1, draw=draw, luck=luck).open()


def effects(*entries: dict[str, Any], months: int = 60) -> Effects:
    """Shocks and levers as a scenario file would give them, each with `section`."""
    document: dict[str, Any] = {"name": "experiment", "run": {"region": "sample", "months": months}}
    for number, entry in enumerate(entries):
        values = dict(entry)
        section = values.pop("section")
        document.setdefault(section, []).append({"name": f"entry-{number}", **values})
    scenario = Scenario.from_dict(document)
    return Effects(scenario.shocks, scenario.levers)


def shock(kind: str, **keys: Any) -> dict[str, Any]:
    """One shock; `start` is its first month of the run."""
    return {"section": "shock", "kind": kind, **_started(keys)}


def lever(kind: str, **keys: Any) -> dict[str, Any]:
    """One lever; `start` is its first month of the run."""
    return {"section": "lever", "kind": kind, **_started(keys)}


def _started(keys: dict[str, Any]) -> dict[str, Any]:
    return {("start_month" if name == "start" else name): value for name, value in keys.items()}


def lived(opening: ValueChainModel, months: int, *entries: dict[str, Any]) -> RunRecord:
    """The record of a copy of the opening that lives through these shocks and levers."""
    model = opening.branch(effects(*entries, months=months))
    record = model.run(months, "experiment")
    model.close()
    return record


def growers(record: RunRecord, chain: str, linkage: str | None = None) -> NDArray[np.bool_]:
    """Cells whose households held the chain at the opening, of one linkage or any."""
    held = record.cell_keys[f"linkage_{chain}"]
    return np.asarray(held != "none" if linkage is None else held == linkage)


def income(
    record: RunRecord, cells: NDArray[np.bool_], source: str = "net_income"
) -> NDArray[np.float64]:
    """Monthly income of all households of some cells from a source, yuan, shape (months,)."""
    column = CELL_COLUMNS.index(source)
    return np.asarray(record.cells[1:, cells, column].sum(axis=1))


def households(record: RunRecord, cells: NDArray[np.bool_]) -> float:
    """Number of households in some cells."""
    return float(record.cells[0, cells, CELL_COLUMNS.index("households")].sum())


def market_series(record: RunRecord, column: str, chain: str) -> NDArray[np.float64]:
    """A monthly column of all markets of a chain: shape (months, markets)."""
    rows = [index for index, (_, name) in enumerate(record.markets) if name == chain]
    return record.market[column][1:, rows]


def chain_sales(record: RunRecord, chain: str) -> NDArray[np.float64]:
    """Units sold a month, on the spot and under contract, all markets of a chain."""
    sold = market_series(record, "sold_spot", chain) + market_series(record, "sold_contract", chain)
    return np.asarray(sold.sum(axis=1))


def turnover(record: RunRecord, chain: str) -> NDArray[np.float64]:
    """Value of what was sold a month at the price each part fetched, yuan."""
    spot = market_series(record, "sold_spot", chain) * market_series(record, "farm_gate", chain)
    contract = market_series(record, "sold_contract", chain) * market_series(
        record, "contract_paid", chain
    )
    return np.asarray((spot + contract).sum(axis=1))


def net_sources() -> tuple[str, ...]:
    """The sources that add up to net income."""
    return SOURCES
