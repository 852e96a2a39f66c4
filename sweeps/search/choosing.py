"""Which package is chosen, and what each single lever would do for the same money."""

import numpy as np
import pandas as pd

from sim.results.statistics import standard_error
from sweeps.factors import Factor
from sweeps.search.breeding import undominated
from sweeps.search.figures import Judged

CHOSEN = "package"


def nothing(factors: tuple[Factor, ...]) -> dict[str, float]:
    """Return the package in which every lever is at its lowest."""
    return {factor.name: float(factor.steps()[0]) for factor in factors}


def single_levers(factors: tuple[Factor, ...]) -> pd.DataFrame:
    """Return packages of one lever alone: every step of each above its lowest, none first."""
    rows = [{**nothing(factors), "lever": ""}]
    for factor in factors:
        for step in factor.steps()[1:]:
            rows.append({**nothing(factors), factor.name: float(step), "lever": factor.name})
    return pd.DataFrame(rows)


def packages_table(tried: pd.DataFrame, judged: Judged, budget: float) -> pd.DataFrame:
    """Return every package once: its levers, figures, largest regret, and what it is.

    affordable: its mean public cost is within the budget; undominated: none is better in all.
    """
    table = pd.concat([tried.reset_index(drop=True), judged.table()], axis=1)
    table["affordable"] = table["public_cost"] <= budget
    table["largest_regret"] = judged.regret(table["affordable"].to_numpy())
    known = table["kept"].notna()
    table["undominated"] = False
    table.loc[known, "undominated"] = undominated(table[known])
    return table.drop_duplicates(list(tried.columns), ignore_index=True)


def choose(table: pd.DataFrame) -> int | None:
    """Return the row of the affordable package with the least largest regret; None without any.

    Of equal ones the cheapest.
    """
    allowed = table[table["affordable"]].sort_values(["largest_regret", "public_cost"])
    return None if allowed.empty else int(allowed.index[0])


def at_equal_cost(factor: Factor, tried: pd.DataFrame, cost: float) -> dict[str, float | bool]:
    """Return how much of one lever alone costs as much as the package did, by interpolation.

    `tried` holds `public_cost` of amounts of it, in any order; the lowest costs nothing. `reached`
    is false where even the most of it costs less.
    """
    points = tried.sort_values(factor.name)
    amounts = np.concatenate([[float(factor.steps()[0])], points[factor.name].astype(float)])
    costs = np.maximum.accumulate(np.concatenate([[0.0], points["public_cost"]]))
    reached = bool(costs[-1] >= cost)
    # The least amount that costs so much: beyond, a lever may have nothing left to pay for.
    first = int(np.argmax(costs >= cost)) if reached else len(costs) - 1
    ends = slice(max(first - 1, 0), first + 1)
    amount = float(np.interp(cost, costs[ends], amounts[ends])) if reached else float(amounts[-1])
    return {"amount": float(np.round(amount)) if factor.whole else amount, "reached": reached}


def held_out_table(names: list[str], judged: Judged) -> pd.DataFrame:
    """Return figures on the held-out shocks: the package first, then each single lever.

    difference: households that the package keeps more, paired draw by draw; error: its standard
    error over draws.
    """
    table = judged.table()
    by_draw = judged.kept.mean(axis=1)
    ahead = by_draw[0] - by_draw
    table.insert(0, "name", names)
    table["kept_per_million"] = table["kept"] / (table["public_cost"] / 1e6).where(
        table["public_cost"] > 0
    )
    table["difference"] = ahead.mean(axis=1)
    table["error"] = standard_error(ahead)
    return table


def verdict(held_out: pd.DataFrame) -> str:
    """Return "beats", "level" or "fails": the package against the best single lever.

    It beats where it keeps more than each by twice the standard error, fails where some single
    lever keeps more than it by as much, and is level with some otherwise.
    """
    others = held_out[held_out["name"] != CHOSEN]
    margin = 2.0 * others["error"]
    if (others["difference"] > margin).all():
        return "beats"
    return "fails" if (others["difference"] < -margin).any() else "level"
