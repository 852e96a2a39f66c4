"""Paired runs of the sample region for tests: the same opening with and without an entry."""

import numpy as np

from sim.accounts.kinds import CLAIM_INDEX, FLOW_INDEX, FLOWS
from sim.effects import Effects
from sim.model import ValueChainModel
from sim.record import RunRecord
from sim.scenario.models import Lever, Shock

EVERYWHERE = {"chain": "all", "county": "all", "start_month": 3}


def shock(kind: str, **keys) -> Shock:
    """A shock everywhere from the third month on, unless said otherwise."""
    return Shock(kind=kind, **{"name": kind, **EVERYWHERE, **keys})


def lever(kind: str, **keys) -> Lever:
    """A lever everywhere from the third month on, unless said otherwise."""
    return Lever(kind=kind, **{"name": kind, **EVERYWHERE, **keys})


def live(opening: ValueChainModel, *entries, months: int = 24) -> tuple[ValueChainModel, RunRecord]:
    """The opening lived on with these shocks and levers, and its record; its books must close."""
    shocks = tuple(entry for entry in entries if isinstance(entry, Shock))
    levers = tuple(entry for entry in entries if isinstance(entry, Lever))
    model = opening.branch(Effects(shocks, levers))
    record = model.run(months, "x")
    for name in ("cash", "claims"):
        assert record.audit[name] <= 1e-6 * record.audit["turnover"], name
    assert record.audit["goods"] <= 1e-6
    return model, record


def market_of(record: RunRecord, county: str, chain: str) -> int:
    """Index of a county's market of a chain."""
    return record.markets.index((county, chain))


def column(record: RunRecord, name: str, county: str, chain: str) -> np.ndarray:
    """A monthly column of one market from month 0 on."""
    return record.market[name][1:, market_of(record, county, chain)]


def paid(record: RunRecord, kind: str) -> float:
    """Sum of a kind of payment over the run, yuan."""
    return float(record.flows[:, FLOW_INDEX[kind]].sum())


def tagged(record: RunRecord) -> set[str]:
    """Levers whose payments were booked at all."""
    sums = record.flows.sum(axis=(0, 2))
    return {flow.lever for flow, total in zip(FLOWS, sums, strict=True) if flow.lever and total > 0}


def written_off(record: RunRecord, kind: str) -> float:
    """Sum of a kind of claim written off over the run, yuan."""
    return float(record.claims_written_off[:, CLAIM_INDEX[kind]].sum())
