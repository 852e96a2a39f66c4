"""The tables of one draw, both sides, from the two records of its runs.

Names are categoricals with the declared names as categories, so that the tables of many draws
join quickly; rows of flows, claims and goods without any amount are left out.
"""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.accounts.kinds import ASSETS, CHAIN_COLUMNS, CLAIMS, FLOWS, MOVEMENTS, SECTORS
from sim.chains import CHAINS
from sim.results import schema
from sim.results.columns import Columns, SideKeys, grid, named, side_names, stacked
from sim.results.frames import Tables, columns_of
from sim.results.household_tables import group_table, household_table
from sim.results.sales import sales_table
from sim.results.windows import WindowPlan

if TYPE_CHECKING:
    import pandas as pd

    from sim.record import RunRecord


# Under which name a record keeps its own rows.
_KEPT = "_side_tables"
_MOVEMENT_KEYS = {
    key: tuple(getattr(move, key) for move in MOVEMENTS)
    for key in ("chain", "product", "origin", "destination", "fate", "unit")
}


def draw_tables(
    baseline: "RunRecord", scenario: "RunRecord", draw: int, windows: WindowPlan
) -> Tables:
    """Return every table of `schema.DRAWN_TABLES` for one draw, rows of the baseline first."""
    sides = side_names(scenario.scenario_name)
    before, after = (SideKeys(sides, code, draw) for code in (0, 1))
    # A baseline that is kept for the next question keeps what it adds to every answer.
    kept = vars(baseline).setdefault(_KEPT, {})
    if before not in kept:
        kept.clear()
        kept[before] = _side_tables(before, baseline, baseline.unit_value)
    scenario_parts = _side_tables(after, scenario, baseline.unit_value)
    joined = {name: stacked([part, scenario_parts[name]]) for name, part in kept[before].items()}
    joined["groups"] = group_table((before, after), baseline, scenario, windows)
    return Tables({name: joined[name] for name in schema.DRAWN_TABLES})


def _side_tables(
    side: SideKeys, record: "RunRecord", unit_value: NDArray[np.float64]
) -> dict[str, Columns]:
    """Return one side's rows of every table that needs no other side."""
    return {
        "monthly": monthly_table(side, record),
        "households": household_table(side, record),
        "flows": flow_table(side, record),
        "claims": claim_table(side, record),
        "goods": goods_table(side, record),
        "capital": capital_table(side, record, unit_value),
        "balances": balance_table(side, record),
        "sales": sales_table(side, record),
    }


def join_draws(draws: "Sequence[Mapping[str, pd.DataFrame]]") -> Tables:
    """Join the tables of all draws."""
    return Tables(
        {
            name: stacked([_in_order(table, columns_of(draw, name)) for draw in draws])
            for name, table in schema.DRAWN_TABLES.items()
        }
    )


def _in_order(table: schema.Table, columns: Columns) -> Columns:
    return {name: columns[name] for name in table.names()}


def monthly_table(side: SideKeys, record: "RunRecord") -> Columns:
    """One row a month (from -1), county and chain with a market."""
    counties, chains = zip(*record.markets, strict=True)
    months, markets = grid(record.months + 1, len(counties))
    columns = side.monthly(months - 1)
    columns["county"] = named(markets, counties)
    columns["chain"] = named(markets, chains)
    columns["unit"] = named(markets, [CHAINS[chain].unit for chain in chains])
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
        "chain": named(chain, CHAIN_COLUMNS),
        "kind": named(kind, [flow.name for flow in FLOWS]),
        "payer": named(kind, [flow.payer for flow in FLOWS]),
        "payee": named(kind, [flow.payee for flow in FLOWS]),
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
        "chain": named(chain, CHAIN_COLUMNS),
        "kind": named(kind, [claim.name for claim in CLAIMS]),
        "creditor": named(kind, [claim.creditor for claim in CLAIMS]),
        "debtor": named(kind, [claim.debtor for claim in CLAIMS]),
    }
    return columns | {n: a[month, kind, chain] for n, a in amounts.items()}


def goods_table(side: SideKeys, record: "RunRecord") -> Columns:
    """One row a month and movement in which goods moved."""
    month, movement = np.nonzero(record.goods)
    columns = side.monthly(month)
    for key in _MOVEMENT_KEYS:
        columns[key] = named(movement, _MOVEMENT_KEYS[key])
    return columns | {"quantity": record.goods[month, movement]}


def capital_table(side: SideKeys, record: "RunRecord", unit_value: NDArray[np.float64]) -> Columns:
    """One row a month (from -1), sector and asset the sector ever holds.

    `unit_value` (months + 1, assets) are the baseline's values, on both sides.
    """
    sector, asset = np.nonzero(np.any(record.capital != 0.0, axis=0))
    months, held = grid(record.months + 1, len(sector))
    return side.monthly(months - 1) | {
        "sector": named(sector[held], SECTORS),
        "asset": named(asset[held], [a.name for a in ASSETS]),
        "quantity": record.capital[:, sector, asset].ravel(),
        "unit": named(asset[held], [a.unit for a in ASSETS]),
        "unit_value": unit_value[:, asset].ravel(),
    }


def balance_table(side: SideKeys, record: "RunRecord") -> Columns:
    """One row a month (from -1) and sector."""
    months, sectors = grid(record.months + 1, len(SECTORS))
    columns = side.monthly(months - 1) | {"sector": named(sectors, SECTORS)}
    for name in ("cash", "debt", "receivable", "payable"):
        columns[name] = np.asarray(getattr(record, name), dtype=np.float64).ravel()
    return columns
