"""What the stored study of sensitivity says: which parameters move an answer, and how much is luck.

The study is a table of the calibration; without it nothing is said.
"""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from sim.paths import calibration_folder

FILE = "sensitivity.csv"
MORRIS, SOBOL = "morris", "sobol"
LUCK = "luck"


@dataclass(frozen=True)
class Effect:
    """How far one factor moves a figure of one scenario.

    value, low, high: with Morris the mean absolute effect of the factor's range over the mean
    size of the figure, with Sobol the factor's total share of the figure's variance. `path` is a
    parameter, or "luck".
    """

    chain: str
    scenario: str
    metric: str
    method: str
    path: str
    value: float
    low: float
    high: float


@cache
def effects() -> tuple[Effect, ...]:
    """Every effect of the study; none where there is no study."""
    file = calibration_folder() / "fitted" / FILE
    if not file.is_file():
        return ()
    with file.open(encoding="utf-8", newline="") as opened:
        return tuple(
            Effect(
                row["chain"],
                row["scenario"],
                row["metric"],
                row["method"],
                row["path"],
                *(float(row[name]) for name in ("value", "low", "high")),
            )
            for row in csv.DictReader(opened)
        )


def most_moving(chains: Sequence[str], metric: str) -> list[Effect]:
    """Parameters by how far they move a figure of the chains' price falls, strongest first.

    By Morris's screening; with several chains a parameter counts with its largest effect.
    """
    found: dict[str, Effect] = {}
    for effect in effects():
        asked = effect.method == MORRIS and effect.metric == metric and effect.chain in chains
        if asked and effect.path != LUCK:
            known = found.get(effect.path)
            if known is None or effect.value > known.value:
                found[effect.path] = effect
    return sorted(found.values(), key=lambda effect: -effect.value)


def luck_share(scenario: str, metric: str) -> Effect | None:
    """The share of a scenario's spread that is luck, where the study has it."""
    for effect in effects():
        if (effect.scenario, effect.metric, effect.method, effect.path) == (
            scenario,
            metric,
            SOBOL,
            LUCK,
        ):
            return effect
    return None
