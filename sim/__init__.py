"""Oasis Chains: an agent-based simulator of agricultural value chains."""

from typing import TYPE_CHECKING, Any

from sim.engine import cache as _cache

_cache.prepare()

if TYPE_CHECKING:
    from sim.comparison import compare, compare_all
    from sim.model import ValueChainModel
    from sim.scenario import Scenario
    from sweeps import run_sweep

__all__ = ["Scenario", "ValueChainModel", "compare", "compare_all", "run_sweep"]

_HOMES = {
    "Scenario": "sim.scenario",
    "ValueChainModel": "sim.model",
    "compare": "sim.comparison",
    "compare_all": "sim.comparison",
    # Not part of the model, which knows nothing of sweeps: only named here, where people look.
    "run_sweep": "sweeps",
}


def __getattr__(name: str) -> Any:
    # Imported when first asked for: checking a scenario needs no compiled code.
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(_HOMES[name]), name)
