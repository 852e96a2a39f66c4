"""The tables of one draw, both sides, from the two records of its runs.

Names are categoricals with the declared names as categories, so that the tables of many draws
join quickly; rows of flows, claims and goods without any amount are left out.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.accounts.kinds import ASSETS, CHAIN_COLUMNS, CLAIMS, FLOWS, MOVEMENTS, SECTORS
from sim.chains import CHAINS
from sim.results import schema
from sim.results.frames import Columns, SideKeys, categorical, frame, grid, side_names
from sim.results.household_tables import group_table, household_table
from sim.results.sales import sales_table
from sim.results.windows import WindowPlan

if TYPE_CHECKING:
    from sim.record import RunRecord


def draw_tables(
    baseline: "RunRecord", scenario: "RunRecord", draw: int, windows: WindowPlan
) -> dict[str, pd.DataFrame]:
    """Return every table of `schema.DRAWN_TABLES` for one draw, rows of the baseline first."""
    sides = side_names(scenario.scenario_name)
    keys = [SideKeys(sides, code, draw) for code in (0, 1)]
    records = (baseline, scenario)
    pairs = list(zip(keys, records, strict=True))
    tables = {
        "monthly": [monthly_table(key, record) for key, record in pairs],
        "households": [household_table(key, record) for key, record in pairs],
        "flows": [flow_table(key, record) for key, record in pairs],
        "claims": [claim_table(key, record) for key, record in pairs],
        "goods": [goods_table(key, record) for key, record in pairs],
        "capital": [capital_table(key, record, baseline.unit_value) for key, record in pairs],
        "balances": [balance_table(key, record) for key, record in pairs],
        "sales": [sales_table(key, record) for key, record in pairs],
    }
    joined = {name: frame(parts) for name, parts in tables.items()}
    joined["groups"] = group_table((keys[0], keys[1]), baseline, scenario, windows)
    return {name: joined[name] for name in schema.DRAWN_TABLES}


def join_draws(draws: Sequence[Mapping[str, pd.DataFrame]]) -> dict[str, pd.DataFrame]:
    """Join the tables of all draws."""
    if len(draws) == 1:
        # Nothing to copy: whoever moves a slider waits for the tables of one draw.
        return {name: draws[0][name].copy(deep=False) for name in schema.DRAWN_TABLES}
    tables = {}
    for name, table in schema.DRAWN_TABLES.items():
        parts = [{c: draw[name][c].array for c in table.names()} for draw in draws]
        tables[name] = frame(parts)
    return tables


def with_units(name: str, table: pd.DataFrame) -> pd.DataFrame:
    """Write the units of a table's columns into its `attrs`; returns the table."""
    table.attrs["units"] = {column.name: column.unit for column in schema.TABLES[name].columns}
    return table


def monthly_table(side: SideKeys, record: "RunRecord") -> Columns:
    """One row a month (from -1), county and chain with a market."""
    counties, chains = zip(*record.markets, strict=True)
    months, markets = grid(record.months + 1, len(counties))
    columns = side.monthly(months - 1)
    columns["county"] = categorical(markets, counties)
    columns["chain"] = categorical(markets, chains)
    columns["unit"] = categorical(markets, [CHAINS[chain].unit for chain in chains])
    for column in schema.MONTHLY.columns[len(columns) :]:
        values = np.array(record.market[column.name], dtype=np.float64)
        if column.role == "flow":
            values[0] = 0.0  # what happened before month 0 is no part of the run
        columns[column.name] = values.ravel()
    return columns


def flow_table(side: SideKeys, record: "RunRecord") -> Columns:
    """One row a month, kind and chain in which yuan moved."""
    month, kind, chain = np.nonzero(record.flows)
    return side.monthly(month) | {
        "chain": categorical(chain, CHAIN_COLUMNS),
        "kind": categorical(kind, [flow.name for flow in FLOWS]),
        "payer": categorical(kind, [flow.payer for flow in FLOWS]),
        "payee": categorical(kind, [flow.payee for flow in FLOWS]),
        "yuan": record.flows[month, kind, chain],
    }


def claim_table(side: SideKeys, record: "RunRecord") -> Columns:
    """One row a month (from -1), kind and chain in which a claim stood or changed."""
    opening = np.zeros_like(record.claims_created[:1])
    changes = {
        "created": np.concatenate([opening, record.claims_created]),
        "paid": np.concatenate([opening, record.claims_paid]),
        "written_off": np.concatenate([opening, record.claims_written_off]),
    }
    amounts = changes | {"outstanding": record.claims_outstanding}
    month, kind, chain = np.nonzero(np.any([a != 0.0 for a in amounts.values()], axis=0))
    columns = side.monthly(month - 1) | {
        "chain": categorical(chain, CHAIN_COLUMNS),
        "kind": categorical(kind, [claim.name for claim in CLAIMS]),
        "creditor": categorical(kind, [claim.creditor for claim in CLAIMS]),
        "debtor": categorical(kind, [claim.debtor for claim in CLAIMS]),
    }
    return columns | {n: a[month, kind, chain] for n, a in amounts.items()}


def goods_table(side: SideKeys, record: "RunRecord") -> Columns:
    """One row a month and movement in which goods moved."""
    month, movement = np.nonzero(record.goods)
    columns = side.monthly(month)
    for key in ("chain", "product", "origin", "destination", "fate", "unit"):
        columns[key] = categorical(movement, [getattr(move, key) for move in MOVEMENTS])
    return columns | {"quantity": record.goods[month, movement]}


def capital_table(side: SideKeys, record: "RunRecord", unit_value: NDArray[np.float64]) -> Columns:
    """One row a month (from -1), sector and asset the sector ever holds.

    `unit_value` (months + 1, assets) are the baseline's values, on both sides.
    """
    sector, asset = np.nonzero(np.any(record.capital != 0.0, axis=0))
    months, held = grid(record.months + 1, len(sector))
    return side.monthly(months - 1) | {
        "sector": categorical(sector[held], SECTORS),
        "asset": categorical(asset[held], [a.name for a in ASSETS]),
        "quantity": record.capital[months, sector[held], asset[held]],
        "unit": categorical(asset[held], [a.unit for a in ASSETS]),
        "unit_value": unit_value[months, asset[held]],
    }


def balance_table(side: SideKeys, record: "RunRecord") -> Columns:
    """One row a month (from -1) and sector."""
    months, sectors = grid(record.months + 1, len(SECTORS))
    columns = side.monthly(months - 1) | {"sector": categorical(sectors, SECTORS)}
    for name in ("cash", "debt", "receivable", "payable"):
        columns[name] = np.asarray(getattr(record, name), dtype=np.float64).ravel()
    return columns
