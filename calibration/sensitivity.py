"""Which assumptions move an answer: Morris's screening, then Sobol's shares, luck among them.

Everything a chain's price fall depends on is screened on the sample region over the 90% range of
its prior (of the ensemble where it was fitted); what the screening leaves, ten parameters at most,
is decomposed with luck as one more factor: a draw's number, which stands for people, prices and
weather.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from calibration import ensemble
from calibration.bank import Bank, Job
from calibration.falls import FALLS, GROWERS, METRICS
from calibration.priors import Prior
from sim.chains import CHAINS
from sim.parameters import load_parameters
from sim.parameters.leaf import Leaf, is_whole
from sim.results.sensitivity import FILE, LUCK, MORRIS, SOBOL

Floats = NDArray[np.float64]

REGION, SEED = "sample", 7
# The chain whose answer is decomposed is screened more closely than the others.
CLOSELY = "jujube"
TRAJECTORIES = {CLOSELY: 4}
OTHER_TRAJECTORIES, LEVELS = 3, 4
SOBOL_POINTS, MOST_FACTORS = 64, 10
# Draws that stand for luck in the decomposition.
LUCKS = 512
COMPARED = 16
AGREEMENT = "sample_agreement.csv"
# What bears on growers of any chain.
NEAR_GROWERS = ("household", "labour")
# Branches that act through levers alone.
UNTOUCHED = ("training",)
LEAST, MOST = 0.05, 0.95
RESAMPLES = 400


@dataclass(frozen=True)
class Factor:
    """A parameter and its values at the shares of its distribution."""

    path: str
    low: float
    high: float
    ordered: Floats

    def at(self, share: float) -> float:
        """The value below which the distribution has this share."""
        places = (np.arange(self.ordered.size) + 0.5) / self.ordered.size
        return float(np.interp(share, places, self.ordered))


def study(bank: Bank, folder: Path, full_region: str, used: Sequence[Mapping[str, float]]) -> None:
    """Write the study's tables: effects of every chain's fall, and sample against full region."""
    rows: list[Sequence[object]] = []
    for chain in FALLS:
        factors = factors_of(chain)
        screened = screen(bank, chain, factors)
        for metric in METRICS:
            rows += [
                (chain, FALLS[chain], metric, MORRIS, path, *effect)
                for path, effect in screened[metric].items()
                if effect[0] > 0.0
            ]
        if chain == CLOSELY:
            strongest = sorted(screened[GROWERS], key=lambda path: -screened[GROWERS][path][0])
            kept = [factor for factor in factors if factor.path in strongest[:MOST_FACTORS]]
            rows += decompose(bank, chain, kept)
    header = ("chain", "scenario", "metric", "method", "path", "value", "low", "high")
    ensemble.write_table(folder / FILE, header, rows)
    agreement(bank, folder, full_region, used)


def factors_of(chain: str) -> list[Factor]:
    """Every number with a range that a chain's scenario can depend on.

    For chains that are screened less closely only their own branch, households and labour (what
    organisations and finance do was screened with the closest), without what is declared at an end
    of its range: rents, deductions and the like that these chains do not have.
    """
    tree = load_parameters()
    found = []
    for leaf in tree.leaves():
        if not _varies(leaf, chain):
            continue
        values = np.array(tree.ensemble.values(leaf.path))
        if not values.size:
            prior = Prior(leaf.path, "triangular", leaf.low, _mode(leaf), leaf.high)
            values = prior.quantile((np.arange(200) + 0.5) / 200)
        values = np.sort(values)
        low, high = np.quantile(values, (LEAST, MOST))
        found.append(Factor(leaf.path, float(low), float(high), values))
    return found


def _varies(leaf: Leaf, chain: str) -> bool:
    shared = leaf.branch not in CHAINS and leaf.branch not in UNTOUCHED
    insures = leaf.branch != "insurance" or CHAINS[chain].insured
    if chain != CLOSELY:
        shared = shared and leaf.branch in NEAR_GROWERS
        if leaf.value in (leaf.low, leaf.high):
            return False
    concerned = leaf.branch == chain or (shared and insures)
    ranged = not leaf.is_vector and leaf.low < leaf.high and not is_whole(leaf.unit)
    return concerned and ranged and leaf.use != "validate"


def _mode(leaf: Leaf) -> float:
    return leaf.value if isinstance(leaf.value, float) else leaf.low


def screen(
    bank: Bank, chain: str, factors: Sequence[Factor]
) -> dict[str, dict[str, tuple[float, float, float]]]:
    """Mean absolute effect of each factor's range, over the mean size of the metric.

    By metric and path: (value, low, high), the ends a 90% bootstrap interval over trajectories.
    Each trajectory has luck of its own; steps without a possible population are left out.
    """
    from SALib.sample import morris

    problem = {
        "num_vars": len(factors),
        "names": [factor.path for factor in factors],
        "bounds": [[0.0, 1.0]] * len(factors),
    }
    trajectories = TRAJECTORIES.get(chain, OTHER_TRAJECTORIES)
    steps = morris.sample(problem, trajectories, num_levels=LEVELS, seed=SEED)
    lows = np.array([factor.low for factor in factors])
    highs = np.array([factor.high for factor in factors])
    values = lows + steps * (highs - lows)
    length = len(factors) + 1
    jobs = [
        Job.of(
            {factor.path: float(value) for factor, value in zip(factors, row, strict=True)},
            REGION, SEED, index // length, f"fall_{chain}",
        )
        for index, row in enumerate(values)
    ]  # fmt: skip
    found = bank.figures(f"screening_{chain}", jobs)
    return {
        metric: _effects(steps, np.array([np.nan if f is None else f[metric] for f in found]),
                         factors)
        for metric in METRICS
    }  # fmt: skip


def _effects(
    steps: Floats, outcome: Floats, factors: Sequence[Factor]
) -> dict[str, tuple[float, float, float]]:
    """Elementary effects of full ranges by factor, from trajectories of one step a factor."""
    length = len(factors) + 1
    per_factor: list[list[float]] = [[] for _ in factors]
    for start in range(0, len(steps), length):
        for step in range(start, start + length - 1):
            moved = steps[step + 1] - steps[step]
            index = int(np.argmax(np.abs(moved)))
            effect = (outcome[step + 1] - outcome[step]) / moved[index]
            if np.isfinite(effect):
                per_factor[index].append(abs(effect))
    scale = float(np.nanmean(np.abs(outcome)))
    generator = np.random.default_rng(SEED)
    result = {}
    for factor, effects in zip(factors, per_factor, strict=True):
        known = np.array(effects or [0.0]) / scale
        picks = generator.integers(known.size, size=(RESAMPLES, known.size))
        low, high = np.quantile(known[picks].mean(axis=1), (LEAST, MOST))
        result[factor.path] = (float(known.mean()), float(low), float(high))
    return result


def decompose(bank: Bank, chain: str, factors: Sequence[Factor]) -> list[Sequence[object]]:
    """Total shares of variance of each factor and of luck, with 90% intervals, by metric."""
    from SALib.analyze import sobol as analysis
    from SALib.sample import sobol

    names = [*(factor.path for factor in factors), LUCK]
    problem = {
        "num_vars": len(names),
        "names": names,
        "bounds": [[0.0, 1.0]] * len(names),
    }
    shares = sobol.sample(problem, SOBOL_POINTS, calc_second_order=False, seed=SEED)
    jobs = [
        Job.of(
            {factor.path: factor.at(u) for factor, u in zip(factors, row[:-1], strict=True)},
            REGION, SEED, int(row[-1] * LUCKS), f"fall_{chain}",
        )
        for row in shares
    ]  # fmt: skip
    found = bank.figures(f"decomposition_{chain}", jobs)
    rows: list[Sequence[object]] = []
    for metric in METRICS:
        outcome = np.array([np.nan if figures is None else figures[metric] for figures in found])
        # An impossible population tells nothing: it is put at the mean.
        outcome = np.where(np.isfinite(outcome), outcome, np.nanmean(outcome))
        indices = analysis.analyze(
            problem, outcome, calc_second_order=False, conf_level=MOST - LEAST, seed=SEED
        )
        for name, total, half in zip(names, indices["ST"], indices["ST_conf"], strict=True):
            ends = (float(total), max(float(total - half), 0.0), float(total + half))
            rows.append((chain, FALLS[chain], metric, SOBOL, name, *ends))
    return rows


def agreement(
    bank: Bank, folder: Path, full_region: str, used: Sequence[Mapping[str, float]]
) -> None:
    """The date fall on the sample region beside the full one, with the same parameters and luck."""
    chosen = np.linspace(0, len(used) - 1, min(COMPARED, len(used))).round().astype(int)
    columns: dict[str, list[dict[str, float]]] = {}
    for region in (REGION, full_region):
        jobs = [
            Job.of(used[index], region, SEED, int(index), f"fall_{CLOSELY}") for index in chosen
        ]
        found = bank.figures("agreement", jobs)
        columns[region] = [figures for figures in found if figures is not None]
    rows = []
    for name in (GROWERS, "growers_share", "below_share", "region_loss_per_household"):
        sample, full = (
            np.array([figures[name] for figures in columns[region]])
            for region in (REGION, full_region)
        )
        rows.append(
            (name, float(sample.mean()), float(full.mean()),
             float(np.corrcoef(sample, full)[0, 1]), len(full))
        )  # fmt: skip
    header = ("figure", "sample", "full", "correlation", "draws")
    ensemble.write_table(folder / AGREEMENT, header, rows)
