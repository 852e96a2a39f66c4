"""Experiments: sweeps that lose no work, their analysis, and the choice of levers that hold up.

A sweep file says what is varied, run and kept. The model knows nothing of sweeps.
"""

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sweeps.experiment import run_sweep
    from sweeps.loading import load_sweep
    from sweeps.results import SweepResults
    from sweeps.sweep import Sweep

__all__ = ["Sweep", "SweepResults", "load_sweep", "run_sweep"]

_HOMES = {
    "Sweep": "sweeps.sweep",
    "SweepResults": "sweeps.results",
    "load_sweep": "sweeps.loading",
    "run_sweep": "sweeps.experiment",
}


def __getattr__(name: str) -> Any:
    # Imported when first asked for: reading results needs no model.
    if name not in _HOMES:
        raise AttributeError(f"module 'sweeps' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
