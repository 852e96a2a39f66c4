"""One scenario of a price fall a chain, run for given parameters: what sensitivity is about."""

from collections.abc import Mapping

import numpy as np

from sim.errors import InputError
from sim.paired_draw import run_draw
from sim.results import METRIC, Figures
from sim.scenario import Scenario

# The scenario that stands for a chain, and months until its first year is over.
FALLS = {
    "jujube": "jujube-price-30",
    "pigeon": "pigeon-price-30",
    "rabbit": "rabbit-floor-fails",
    "rose": "rose-price-70",
}
MONTHS = {"jujube": 21, "pigeon": 19, "rabbit": 17, "rose": 16}
WINDOW = "first_year"
GROWERS, BELOW, REGION = "net_income_per_household", "newly_below_monitoring", "region_loss"
METRICS = (GROWERS, BELOW, REGION)


def fall(
    chain: str, values: Mapping[str, float], region: str, seed: int, draw: int
) -> dict[str, float] | None:
    """Headline differences of a chain's fall in the first year; None where nobody can live so.

    Keys: the metrics (yuan a growers' household, households, yuan), `growers_share` of growers'
    income, `below_share` of all households and `region_loss_per_household`.
    """
    run = {
        "run.region": region,
        "run.seed": seed,
        "run.draws": draw + 1,
        "run.months": MONTHS[chain],
    }
    settings = [f"{path}={value!r}" for path, value in values.items()]
    settings += [f"{path}={value}" for path, value in run.items()]
    scenario = Scenario.load(FALLS[chain], settings)
    try:
        (result,) = run_draw([scenario], draw)
    except InputError:
        return None
    figures = Figures(result.tables)
    groups = {GROWERS: f"chain={chain}", BELOW: "all", REGION: "all"}
    sides = {name: _sides(figures, name, group) for name, group in groups.items()}
    households = float(result.tables["groups"].query("group == 'all'")["households"].iloc[0])
    before, after = sides[GROWERS]
    differences = {name: float(ends[1] - ends[0]) for name, ends in sides.items()}
    return {
        **differences,
        "growers_share": float((after - before) / before),
        "below_share": differences[BELOW] / households,
        "region_loss_per_household": differences[REGION] / households,
    }


def _sides(figures: Figures, name: str, group: str) -> tuple[float, float]:
    metric = METRIC[name]
    found = metric.formula(figures, metric.columns, group, WINDOW)
    before, after = np.asarray(found)[:, 0]
    return float(before), float(after)
