"""Pattern 9: when aid purchases end, the loss goes with the share that finds no other buyer."""

from __future__ import annotations

from dataclasses import dataclass

from tools.patterns.runs import YEAR, chain_sales, lever, lived, opened, shock, turnover

START = 7
AFTER = slice(START, START + YEAR)
SHARES = (0.02, 0.05, 0.10, 0.15, 0.25)


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
    """Pattern 9: aid buys a share of the output of each chain, then stops."""
    opening = opened()
    found = []
    for chain in ("pigeon", "jujube"):
        for share in SHARES:
            quota = lever("aid_quota", chain=chain, share=share, start=0)
            ended = shock("demand", chain=chain, buyer="aid", change=-1.0, start=START)
            before = lived(opening, START + YEAR, quota)
            after = lived(opening, START + YEAR, quota, ended)
            sold, still = (float(chain_sales(r, chain)[AFTER].sum()) for r in (before, after))
            worth, less = (float(turnover(r, chain)[AFTER].sum()) for r in (before, after))
            aid = share * sold
            found.append(AidEnds(chain, share, 1.0 - (sold - still) / aid, 1.0 - less / worth))
    return found
