"""Runs of one lever against the same opening, for tests that compare low with high."""

from typing import Any

import numpy as np

from sim.accounts.books import CHAIN_INDEX
from sim.accounts.kinds import FLOW_INDEX
from sim.effects import Effects
from sim.record import CELL_COLUMNS, RunRecord
from sim.scenario import Scenario

MONTHS = 36


def scenario(*levers: dict[str, Any], shocks: tuple[dict[str, Any], ...] = ()) -> Scenario:
    """A checked scenario with these levers and shocks on the sample region."""
    return Scenario.from_dict(
        {
            "title": "levers",
            "title_zh": "措施",
            "run": {"region": "sample", "months": MONTHS},
            "lever": [{**entry, "name": f"l{i}"} for i, entry in enumerate(levers)],
            "shock": [{**entry, "name": f"s{i}"} for i, entry in enumerate(shocks)],
        }
    )


def under(
    opening: Any, *levers: dict[str, Any], shocks: tuple[dict[str, Any], ...] = ()
) -> tuple[Any, RunRecord]:
    """The model after MONTHS months under these levers and shocks, and the record of the run."""
    asked = scenario(*levers, shocks=shocks)
    model = opening.branch(Effects(asked.shocks, asked.levers))
    record = model.run(MONTHS, "x")
    worst = record.audit
    assert worst["cash"] < 1e-6 * worst["turnover"]
    assert worst["claims"] < 1e-6 * worst["turnover"]
    assert worst["goods"] < 1e-6
    return model, record


def paid(record: RunRecord, kind: str, chain: str = "") -> float:
    """Yuan paid of a kind over the run, in one chain or in all."""
    flows = record.flows[:, FLOW_INDEX[kind]]
    return float(flows[:, CHAIN_INDEX[chain]].sum() if chain else flows.sum())


def total(record: RunRecord, column: str, county: str, chain: str) -> float:
    """Sum of a market's column over the months of the run."""
    return float(record.market[column][1:, record.markets.index((county, chain))].sum())


def net_income(record: RunRecord, chain: str) -> float:
    """Net income over the run of the households that hold a chain, yuan."""
    growers = record.cell_keys[f"linkage_{chain}"] != "none"
    return float(record.cells[1:, growers, CELL_COLUMNS.index("net_income")].sum())


def same_elsewhere(one: RunRecord, other: RunRecord, chain: str) -> bool:
    """Whether the markets of all other chains saw the same prices and quantities."""
    others = [i for i, (_, name) in enumerate(one.markets) if name != chain]
    return all(
        np.array_equal(one.market[column][:, others], other.market[column][:, others])
        for column in ("farm_gate", "produced", "sold_contract")
    )
