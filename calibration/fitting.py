"""The staged fit: two waves of history matching, an emulated posterior, the real model confirming.

1. Points all over the prior are simulated; an emulator through them rules out the implausible.
2. More points are simulated where something plausible is left; a local emulator goes through them.
3. Proposals from the prior are weighed by emulated likelihood, and candidates drawn from them.
4. The real model runs every candidate; members are drawn by real over emulated likelihood.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from calibration.bank import Bank, Figures, Job
from calibration.emulator import Emulator, fit_emulator
from calibration.plan import Plan
from calibration.priors import points, sobol, values_of
from calibration.targets import implausibility, log_likelihood, targets

Floats = NDArray[np.float64]

# Each design has luck of its own, so that no wave repeats the points of another.
FIRST, PROPOSED, SECOND, POSTERIOR, CANDIDATES, MEMBERS = range(6)
# How far beyond the plausible points the box around them reaches, in shares of the prior.
MARGIN = 0.02


@dataclass(frozen=True)
class Design:
    """Points as shares of the priors [points, parameters] and their figures [points, targets]."""

    shares: Floats
    figures: Floats
    # Points without a possible population, of all that were tried.
    impossible: int = 0

    @property
    def tried(self) -> int:
        """Points that were asked for."""
        return len(self.shares) + self.impossible


@dataclass(frozen=True)
class Fitted:
    """What the fit found.

    luck: variance of the targets' figures over populations [targets]; plausible: share of the
    prior left after the first wave; box: its bounds in shares of the priors [2, parameters];
    effective: proposals the posterior is worth; members: shares of the priors [members,
    parameters] and `member_figures` [members, targets] of the real model.
    """

    luck: Floats
    first: Design
    second: Design
    wide: Emulator
    local: Emulator
    plausible: float
    box: Floats
    effective: float
    members: Floats
    member_figures: Floats


def fit(bank: Bank, plan: Plan) -> Fitted:
    """Run the stages. Raises ValueError where nothing is plausible or too little is possible."""
    luck = populations_luck(bank, plan)
    first = simulate(bank, plan, "first", sobol(plan.first_wave, plan.seed_of(FIRST)))
    wide = fit_emulator(first.shares, first.figures)
    proposed = sobol(plan.proposals, plan.seed_of(PROPOSED))
    is_plausible = implausibility(wide.at(proposed), wide.variance + luck) < plan.implausibility
    if not is_plausible.any():
        raise ValueError("no parameters make all targets plausible")
    box = box_around(proposed[is_plausible])
    inside = within(box, sobol(plan.proposals, plan.seed_of(SECOND)))
    inside = inside[implausibility(wide.at(inside), wide.variance + luck) < plan.implausibility]
    second = simulate(bank, plan, "second", inside[: plan.second_wave])
    near = ((first.shares >= box[0]) & (first.shares <= box[1])).all(axis=1)
    local = fit_emulator(
        np.vstack([second.shares, first.shares[near]]),
        np.vstack([second.figures, first.figures[near]]),
    )
    cloud = within(box, sobol(plan.proposals, plan.seed_of(POSTERIOR)))
    weights = posterior_weights(log_likelihood(local.at(cloud), local.variance + luck))
    chosen = drawn_by_weight(weights, plan.candidates, plan.seed_of(CANDIDATES))
    members, figures = confirmed(bank, plan, cloud[chosen], local, luck)
    return Fitted(
        luck, first, second, wide, local, float(is_plausible.mean()), box,
        float(1.0 / (weights**2).sum()), members, figures,
    )  # fmt: skip


def simulate(bank: Bank, plan: Plan, stage: str, shares: Floats) -> Design:
    """Figures at points given as shares of the priors; impossible ones are counted and left out."""
    jobs = [Job.of(values_of(point), plan.region, plan.seed) for point in points(shares)]
    found = bank.figures(stage, jobs)
    possible = np.array([figures is not None for figures in found])
    return Design(shares[possible], target_figures(found), int((~possible).sum()))


def target_figures(found: Sequence[Figures]) -> Floats:
    """The figures the targets compare with [points, targets], of those that are possible."""
    names = [target.figure for target in targets()]
    return np.array([[row[name] for name in names] for row in found if row is not None])


def populations_luck(bank: Bank, plan: Plan) -> Floats:
    """Variance of the targets' figures over populations made with the declared parameters."""
    jobs = [Job.of({}, plan.region, plan.seed, draw) for draw in range(plan.populations)]
    return np.asarray(target_figures(bank.figures("populations", jobs)).var(axis=0, ddof=1))


def box_around(shares: Floats) -> Floats:
    """Bounds [2, parameters] of points in shares of the priors, with a margin."""
    low, high = shares.min(axis=0) - MARGIN, shares.max(axis=0) + MARGIN
    return np.clip(np.stack([low, high]), 0.0, 1.0)


def within(box: Floats, unit: Floats) -> Floats:
    """Points of the unit cube moved into the box."""
    return np.asarray(box[0] + unit * (box[1] - box[0]))


def posterior_weights(log_weights: Floats) -> Floats:
    """Weights with sum 1 from their logarithms."""
    weights = np.exp(log_weights - log_weights.max())
    return np.asarray(weights / weights.sum())


def drawn_by_weight(weights: Floats, number: int, seed: int) -> NDArray[np.intp]:
    """So many different rows, each with a chance in proportion to its weight (systematic draw).

    A row whose weight is worth more than one place is in for certain, and stands once.
    """
    chance = np.zeros(len(weights))
    certain = np.zeros(len(weights), dtype=bool)
    while True:
        free = ~certain & (weights > 0.0)
        places = number - certain.sum()
        chance[free] = weights[free] / weights[free].sum() * places
        more = free & (chance >= 1.0)
        if not more.any():
            break
        certain |= more
    chance[certain] = 1.0
    ends = np.cumsum(chance) + np.random.default_rng(seed).random()
    before = np.concatenate([[ends[0] - chance[0]], ends[:-1]])
    return np.flatnonzero(np.floor(ends) > np.floor(before))[:number]


def confirmed(
    bank: Bank, plan: Plan, shares: Floats, local: Emulator, luck: Floats
) -> tuple[Floats, Floats]:
    """Members and their real figures: candidates by real over emulated likelihood.

    What is impossible, or implausible in the real model, is no member.
    """
    design = simulate(bank, plan, "candidates", shares)
    emulated = log_likelihood(local.at(design.shares), local.variance + luck)
    real = log_likelihood(design.figures, luck)
    weights = posterior_weights(real - emulated)
    weights[implausibility(design.figures, luck) > plan.implausibility] = 0.0
    if (weights > 0.0).sum() < plan.members:
        raise ValueError(f"only {(weights > 0.0).sum()} of {len(shares)} candidates hold")
    chosen = drawn_by_weight(weights, plan.members, plan.seed_of(MEMBERS))
    return design.shares[chosen], design.figures[chosen]
