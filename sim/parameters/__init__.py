"""The parameter tree: every number that matters, with unit, range, source and meaning."""

from sim.parameters.describe import describe
from sim.parameters.leaf import Leaf
from sim.parameters.tree import Parameters, load_parameters

__all__ = ["Leaf", "Parameters", "describe", "load_parameters"]
