"""Scenario discovery by PRIM, of EMA Workbench, on the rows of a sweep; `analyse` itself uses CART.

pip install ema_workbench, then, with the results of any sweep:

    python docs/examples/ema_prim.py results/date-fall-insurance-floor newly_below 2000

Prints the box that PRIM finds first: under which factors an outcome is above the number, which part
of the box's runs are (density) and which part of all such runs lie in it (coverage).
"""

import sys
from importlib.metadata import version
from typing import Any

import pandas as pd
from ema_workbench.analysis import prim

from sweeps import SweepResults

# EMA Workbench 2.5 (Python 3.11) asks for the least density of a box, 3.0 (Python 3.13) no longer.
OPTIONS: dict[str, Any] = {"threshold": 0.8} if version("ema_workbench") < "3" else {}


def first_box(folder: str, outcome: str, number: float) -> tuple[pd.DataFrame, float, float]:
    """Limits of the box, a row a factor that it limits; its density and coverage."""
    results = SweepResults(folder)
    runs = results.runs.reset_index(drop=True)
    factors = runs[[factor["name"] for factor in results.factors]]
    bad = (runs[outcome] > number).to_numpy()
    box = prim.Prim(factors, bad, **OPTIONS).find_box()
    whole, limits = box.box_lims[0], box.box_lims[-1]
    limited = [name for name in limits if not limits[name].equals(whole[name])]
    return limits[limited].set_axis(["low", "high"]).T, box.density, box.coverage


if __name__ == "__main__":
    limits, density, coverage = first_box(sys.argv[1], sys.argv[2], float(sys.argv[3]))
    print(limits)  # noqa: T201
    print(f"density {density:.0%}, coverage {coverage:.0%}")  # noqa: T201
