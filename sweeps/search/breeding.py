"""Breeding packages with NSGA-II (pymoo): each factor stands on one of its steps."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sweeps.factors import Factor
from sweeps.schema import SearchTable
from sweeps.search.figures import Judged

# A package that could not be run is worse than any that could.
UNRUN = 1e15
Evaluate = Callable[[int, pd.DataFrame], Judged]


def breed(
    factors: tuple[Factor, ...], search: SearchTable, evaluate: Evaluate
) -> tuple[pd.DataFrame, list[Judged]]:
    """Return every package that was tried, in order, and its figures by generation.

    `evaluate` is called with the generation's number and its packages. Sought are many households
    kept on average and under the worst shock, many enterprises saved and little public cost, at
    most the budget. The same seed asks for the same packages.
    """
    from pymoo.algorithms.moo.nsga2 import NSGA2
    from pymoo.core.problem import Problem
    from pymoo.core.termination import NoTermination
    from pymoo.operators.crossover.sbx import SBX
    from pymoo.operators.mutation.pm import PM
    from pymoo.operators.repair.rounding import RoundingRepair
    from pymoo.operators.sampling.rnd import IntegerRandomSampling
    from pymoo.problems.static import StaticProblem

    steps = [factor.steps() for factor in factors]
    most = np.array([len(levels) - 1 for levels in steps])
    problem = Problem(
        n_var=len(factors), n_obj=4, n_ieq_constr=1, xl=np.zeros_like(most), xu=most, vtype=int
    )
    algorithm = NSGA2(
        pop_size=search.population,
        sampling=IntegerRandomSampling(),
        crossover=SBX(vtype=float, repair=RoundingRepair()),
        mutation=PM(vtype=float, repair=RoundingRepair()),
        eliminate_duplicates=True,
    )
    algorithm.setup(problem, termination=NoTermination(), seed=search.seed, verbose=False)
    tried, judged = [], []
    for generation in range(search.generations):
        asked = algorithm.ask()
        if asked is None or len(asked) == 0:  # every package there is has been tried
            break
        packages = _packages(asked.get("X"), factors, steps)
        found = evaluate(generation, packages)
        objectives, excess = _objectives(found, search.budget)
        algorithm.evaluator.eval(StaticProblem(problem, F=objectives, G=excess), asked)
        algorithm.tell(infills=asked)
        tried.append(packages)
        judged.append(found)
    return pd.concat(tried, ignore_index=True), judged


def _packages(
    places: NDArray[Any], factors: tuple[Factor, ...], steps: list[list[Any]]
) -> pd.DataFrame:
    whole = np.asarray(np.round(places.astype(float)), dtype=int)
    return pd.DataFrame(
        {
            factor.name: [levels[place] for place in whole[:, column]]
            for column, (factor, levels) in enumerate(zip(factors, steps, strict=True))
        }
    )


def _objectives(found: Judged, budget: float) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return what is minimised (packages, 4), and the excess over the budget as a share of it."""
    table = found.table()
    objectives = np.stack(
        [
            -table["kept"],
            table["public_cost"],
            -table["worst_kept"],
            -table["enterprises_saved"],
        ],
        axis=1,
    )
    excess = (table["public_cost"].to_numpy() - budget)[:, None] / budget
    return np.nan_to_num(objectives, nan=UNRUN), np.nan_to_num(excess, nan=UNRUN)


def undominated(table: pd.DataFrame) -> NDArray[np.bool_]:
    """Say which packages none beats in all of kept, worst shock, enterprises and cost."""
    from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

    signs = {"kept": -1, "worst_kept": -1, "enterprises_saved": -1, "public_cost": 1}
    matrix = np.stack([sign * table[name] for name, sign in signs.items()], axis=1)
    front = NonDominatedSorting().do(matrix, only_non_dominated_front=True)
    found = np.zeros(len(table), dtype=bool)
    found[front] = True
    return found
