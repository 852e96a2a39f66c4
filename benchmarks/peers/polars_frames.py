"""The common rule as Polars expressions over a frame of households."""

import numpy as np
import polars as pl

from benchmarks.peers import rule
from sim.rules.household import GREEN, ORANGE, RED, YELLOW

COLOURS = {"red": RED, "orange": ORANGE, "yellow": YELLOW, "green": GREEN}


class Peer:
    """All households, the ring of incomes as 24 columns."""

    def __init__(self, given: rule.Inputs):
        self.frame = pl.DataFrame(
            {
                "usual": given.usual,
                "cash": given.cash,
                "persons": given.persons,
                "group": given.group,
                "income_12": given.usual * 12.0,
                "before": given.usual * 12.0,
                **{f"ring_{slot}": given.usual for slot in range(rule.RING)},
            }
        )

    def month(self, month: int) -> None:
        """One month of everybody."""
        slot, year_ago = (f"ring_{at % rule.RING}" for at in (month, month + 12))
        cash, monthly = pl.col("cash"), pl.max_horizontal("income_12", pl.lit(0.0)) / 12.0
        wanted = monthly + rule.ADJUSTMENT * (cash - rule.TARGET_MONTHS * monthly)
        floor = pl.max_horizontal(wanted, pl.col("persons") * rule.SUBSISTENCE)
        self.frame = (
            self.frame.lazy()
            .with_columns(income=pl.col("usual") * rule.factor(month))
            .with_columns(cash=cash + pl.col("income"))
            .with_columns(spent=pl.max_horizontal(pl.min_horizontal(floor, cash), pl.lit(0.0)))
            .with_columns(
                cash=cash - pl.col("spent"),
                before=pl.col("before") + pl.col(year_ago) - pl.col(slot),
                income_12=pl.col("income_12") + pl.col("income") - pl.col(year_ago),
            )
            .with_columns(pl.col("income").alias(slot), colour=_colour())
            .collect()
        )
        self.sums = self.frame.group_by("group").agg(
            pl.col("spent").sum(),
            *((pl.col("colour") == code).sum().alias(name) for name, code in COLOURS.items()),
        )

    def written(self) -> rule.Written:
        """What they came to."""
        sums = np.zeros((rule.GROUPS, 5))
        found = self.sums.sort("group")
        sums[found["group"].to_numpy()] = found.select("spent", *COLOURS).to_numpy()
        return rule.Written(
            self.frame["cash"].to_numpy(), self.frame["colour"].to_numpy().astype(np.int64), sums
        )


def _colour() -> pl.Expr:
    own, before = pl.col("income_12") / pl.col("persons"), pl.col("before") / pl.col("persons")
    fallen, low = own < (1.0 - rule.FALL) * before, own < rule.MONITORING
    return (
        pl.when(own < rule.POVERTY)
        .then(pl.lit(RED))
        .when((low & fallen) | (own < rule.ORANGE_SHARE * rule.POVERTY))
        .then(pl.lit(ORANGE))
        .when(low | fallen)
        .then(pl.lit(YELLOW))
        .otherwise(pl.lit(GREEN))
    )
