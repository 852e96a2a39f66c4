"""What pairing is worth: the variance of a difference under one luck and under two."""

import numpy as np

from sweeps import load_sweep, run_sweep

DRAWS = 24


def variances(rows, outcome):
    """Variance of the difference of paired runs, and of the same runs paired with others' luck."""
    change = rows[outcome].to_numpy()
    baseline = rows[f"{outcome}_baseline"].to_numpy()
    unpaired = (baseline + change) - np.roll(baseline, 1)
    return change.var(ddof=1), unpaired.var(ddof=1)


def test_paired_differences_vary_far_less_than_unpaired_ones(table, tmp_path):
    table |= {"draws": DRAWS, "factor": [], "design": {"kind": "grid"}}
    table["outcome"] = [
        {"metric": "net_income_per_household", "group": "all", "name": "income"},
        {"metric": "below_monitoring", "group": "all", "name": "below"},
    ]
    sweep = load_sweep("paired.toml", table)
    rows = run_sweep(sweep, out=tmp_path).rows
    ratios = {}
    for outcome in ("income", "below"):
        paired, unpaired = variances(rows, outcome)
        ratios[outcome] = unpaired / paired
    # On this small region; docs/sweeps.md has the figures of the whole one.
    assert ratios["income"] > 10, ratios
    assert ratios["below"] > 100, ratios
