"""Pattern 9: when aid purchases end, the loss goes with the share that finds no other buyer."""

from __future__ import annotations

from dataclasses import dataclass

from sim.regions.schema import BUYER_KINDS
from tools.patterns.runs import YEAR, chain_sales, lever, lived, opened, shock, turnover

START = 7
AFTER = slice(START, START + YEAR)
# Aid shares of output by chain, and the share of output that other buyers on the market plan for.
CASES = {"pigeon": ((0.02, 0.05, 0.10, 0.15), 0.15), "jujube": ((0.1, 0.2, 0.3, 0.4), 0.95)}


@dataclass(frozen=True)
class AidEnds:
    """One chain and aid share: share of turnover lost, share of the aid volume re-absorbed."""

    chain: str
    aid_share: float
    reabsorbed: float
    lost_share: float

    def exposure(self) -> float:
        """aid share x (1 - share re-absorbed)."""
        return self.aid_share * (1.0 - self.reabsorbed)


def aid_ends() -> list[AidEnds]:
    """Pattern 9: aid has taken the place of other buyers for a share of output, then stops."""
    return [
        _aid_ends(chain, share, others)
        for chain, (shares, others) in CASES.items()
        for share in shares
    ]


def _aid_ends(chain: str, share: float, others: float) -> AidEnds:
    displaced = min(share / others, 1.0)
    beside = [
        shock("demand", chain=chain, buyer=kind, change=-displaced, start=0)
        for kind in BUYER_KINDS
        if kind != "aid"
    ]
    quota = lever("aid_quota", chain=chain, share=share, start=0)
    ended = shock("demand", chain=chain, buyer="aid", change=-1.0, start=START)
    before = lived(opened(), START + YEAR, quota, *beside)
    after = lived(opened(), START + YEAR, quota, *beside, ended)
    sold, still = (float(chain_sales(run, chain)[AFTER].sum()) for run in (before, after))
    worth, less = (float(turnover(run, chain)[AFTER].sum()) for run in (before, after))
    return AidEnds(chain, share, 1.0 - (sold - still) / (share * sold), 1.0 - less / worth)
