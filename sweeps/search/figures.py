"""What a package of levers is judged by: households kept above the line, cost, enterprises."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sim.chains import CHAINS
from sweeps.results import SweepResults
from sweeps.schema import OutcomeTable

Amounts = NDArray[np.float64]
BELOW, COST, INCOME = "below_line", "public_cost", "household_income"
GONE = tuple(f"gone_{chain}" for chain in CHAINS)
# Kept of every run of a search, against the same shock without levers.
SEARCHED = (
    OutcomeTable(metric="below_monitoring", name=BELOW),
    OutcomeTable(metric="public_cost", window="run", name=COST),
    OutcomeTable(metric="net_income_per_household", name=INCOME),
    *(
        OutcomeTable(
            metric="enterprises_gone", group=f"chain={chain}", window="run", name=f"gone_{chain}"
        )
        for chain in CHAINS
    ),
)


@dataclass(frozen=True)
class Judged:
    """Figures of packages (packages, shocks, draws), against the same shock without levers.

    kept: households kept above the monitoring line in the first year; cost: public cost over the
    run, yuan; saved: enterprises that are there only with the package.
    """

    kept: Amounts
    cost: Amounts
    saved: Amounts

    @staticmethod
    def of(results: SweepResults) -> "Judged":
        """Read the figures of every point of a stage; NaN where a run failed."""
        runs, shocks = results.runs, results.scenarios
        shape = (len(results.design), len(shocks), len(results.draws))
        places = (
            runs["point"].to_numpy(),
            pd.Index(shocks).get_indexer(pd.Index(runs["scenario"])),
            runs["draw"].to_numpy(),
        )
        columns = {
            "kept": -runs[BELOW],
            "cost": runs[COST],
            # A chain without enterprises has no such figure.
            "saved": -runs[list(GONE)].fillna(0.0).sum(axis=1),
        }
        found = {}
        for name, column in columns.items():
            found[name] = np.full(shape, np.nan)
            found[name][places] = column.to_numpy()
        return Judged(**found)

    def table(self) -> pd.DataFrame:
        """Return one row a package: means over shocks and draws, and the worst shock's mean."""
        return pd.DataFrame(
            {
                "kept": self.kept.mean(axis=(1, 2)),
                "public_cost": self.cost.mean(axis=(1, 2)),
                "worst_kept": self.kept.mean(axis=2).min(axis=1),
                "enterprises_saved": self.saved.mean(axis=(1, 2)),
            }
        )

    def regret(self, allowed: NDArray[np.bool_]) -> Amounts:
        """Return each package's largest regret over the shocks (packages,), in households.

        The regret under a shock is what the best of the packages allowed keeps under it more than
        the package does, mean over draws.
        """
        by_shock = self.kept.mean(axis=2)
        best = np.nanmax(np.where(allowed[:, None], by_shock, -np.inf), axis=0)
        return np.asarray((best - by_shock).max(axis=1))


def joined(parts: list[Judged]) -> Judged:
    """Join the packages of several stages."""
    return Judged(
        *(
            np.concatenate([getattr(part, name) for part in parts])
            for name in ("kept", "cost", "saved")
        )
    )
