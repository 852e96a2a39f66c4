"""The parameters as draws will use them: a member of the ensemble, the rest from their priors."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from calibration.bank import Bank, Job
from calibration.plan import Plan
from sim.parameters import load_parameters
from sim.parameters.sampling import draw_of

Floats = NDArray[np.float64]


def used_values(members: Mapping[str, Floats], plan: Plan) -> list[dict[str, float]]:
    """Values by path, one dictionary a member: what is drawn in every draw of a scenario.

    members: values of the identified parameters by path [members].
    """
    others = [
        leaf for leaf in load_parameters().leaves() if leaf.sampled and leaf.path not in members
    ]
    found = []
    for number in range(len(next(iter(members.values())))):
        values = {path: float(column[number]) for path, column in members.items()}
        for leaf in others:
            mode = leaf.value if isinstance(leaf.value, float) else leaf.low
            values[leaf.path] = draw_of(leaf.path, leaf.low, mode, leaf.high, plan.seed, number)
        found.append(values)
    return found


def simulate_used(
    bank: Bank, plan: Plan, kind: str, values: list[dict[str, float]], number: int
) -> dict[str, Floats]:
    """Figures of so many of the members, spread evenly, each with luck of its own.

    Raises ValueError where a member makes no possible population: a scenario may draw it.
    """
    chosen = np.linspace(0, len(values) - 1, min(number, len(values))).round().astype(int)
    # A typical year has no luck but the population's, which all members share.
    draws = [0 if kind == "typical_year" else int(index) for index in chosen]
    jobs = [
        Job.of(values[index], plan.region, plan.seed, draw, kind)
        for index, draw in zip(chosen, draws, strict=True)
    ]
    found = bank.figures(kind, jobs)
    rows = [row for row in found if row is not None]
    if len(rows) < len(found):
        raise ValueError(f"{len(found) - len(rows)} drawn sets of parameters are impossible")
    return {name: np.array([row[name] for row in rows]) for name in rows[0]}
