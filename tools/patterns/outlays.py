"""Pattern 10: what a lever pays itself, and what the county pays in all because of it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sim.accounts.kinds import FLOWS, SECTORS
from sim.record import RunRecord
from tools.patterns.runs import lever, lived, opened, shock

MONTHS = 36
LEVERS = (
    lever("price_insurance", chain="jujube", insured_share=1.0, subsidy_share=1.0),
    lever("floor_price", chain="jujube", price=6.0, backed_by="government"),
    lever("support_buying", chain="jujube", price=6.0, share=0.2),
    lever("input_subsidy", chain="jujube", subsidy_share=0.3),
    lever("training", chain="jujube", households_share=0.5),
    lever("relief_fund", budget=600_000.0),
    lever("public_jobs", budget=600_000.0),
)


@dataclass(frozen=True)
class Outlay:
    """One lever after a fall of date prices, yuan over the run.

    gross: payments of the lever itself, by anyone; public: those of them the county made; induced:
    change of every other payment of the county, less what it received more; net: its balance.
    """

    lever: str
    gross: float
    public: float
    induced: float
    net: float


def outlays() -> list[Outlay]:
    """Pattern 10: each lever beside the same fall without it."""
    opening = opened()
    fall = shock("price", chain="jujube", change=-0.3, start=7)
    without = lived(opening, MONTHS, fall)
    found = []
    for entry in LEVERS:
        record = lived(opening, MONTHS, fall, entry)
        found.append(_outlay(str(entry["kind"]), without, record))
    return found


def _outlay(kind: str, without: RunRecord, record: RunRecord) -> Outlay:
    change = (record.flows - without.flows).sum(axis=(0, 2))
    tagged = np.array([flow.lever == kind for flow in FLOWS])
    paid = np.array([flow.payer == "government" for flow in FLOWS])
    received = np.array([flow.payee == "government" for flow in FLOWS])
    public = float(change[tagged & paid].sum())
    induced = float(change[paid & ~tagged].sum() - change[received].sum())
    government = _government_cash(without) - _government_cash(record)
    return Outlay(kind, float(change[tagged].sum()), public, induced, government)


def _government_cash(record: RunRecord) -> float:
    column = SECTORS.index("government")
    return float(record.cash[-1, column] - record.cash[0, column])
