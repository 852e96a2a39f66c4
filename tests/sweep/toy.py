"""A model that takes milliseconds: what sweeps are tested with where the real one adds nothing."""

import os
import time
from dataclasses import replace
from pathlib import Path

from sweeps.factors import Factor
from sweeps.functions import function_sweep
from sweeps.schema import DesignTable, StopTable
from sweeps.sweep import Sweep

FACTORS = (Factor("x", "x", 0.0, 1.0, levels=10), Factor("side", "side", values=("left", "right")))
SECONDS = 0.01


def slow(values, draw):
    """A number of the factors and the draw, after a while."""
    time.sleep(SECONDS)
    sign = 1.0 if values["side"] == "left" else -1.0
    return {"y": sign * values["x"] + draw, "z": (values["x"] * 7919.0 * (draw + 1)) % 1.0}


def unwell(values, draw):
    """Fails under draw 1 on the left, and kills its process under draw 2 at x = 1 on the right."""
    if draw == 1 and values["side"] == "left":
        raise ValueError("no left under draw 1")
    if draw == 2 and values["side"] == "right" and values["x"] == 1.0:
        os._exit(9)
    return slow(values, draw)


def noisy(values, draw):
    """Its spread grows with x: points differ in how many draws they need."""
    return {"y": values["x"] * (draw % 2), "z": 0.0}


def toy_sweep(function=slow, draws=20, name="toy", stop: StopTable | None = None) -> Sweep:
    """Twenty points under some draws."""
    sweep = function_sweep(name, function, FACTORS, ("y", "z"), DesignTable(), draws)
    return replace(sweep, stop=stop)


def run_here(out: str, workers: int) -> None:
    """Begin or go on with the toy sweep; what a test starts as a process of its own, and kills."""
    from sweeps import run_sweep

    begun = (Path(out) / "toy" / "manifest.json").exists()
    run_sweep(toy_sweep(), out=out, workers=workers, resume=begun)
