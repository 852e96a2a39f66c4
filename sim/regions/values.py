"""Parameters as regions and populations use them: plain numbers, and ratios to the tree's value."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.parameters import Parameters


def number(parameters: "Parameters", path: str) -> float:
    """The value of a leaf that is a single number."""
    value = parameters.value(path)
    if isinstance(value, tuple):
        raise TypeError(f"{path} is a list of numbers")
    return value


def relative(parameters: "Parameters", path: str) -> float:
    """How far a parameter is from its value in the tree, as a ratio.

    County files hold the figures at that value; a sampled or overridden parameter scales them.
    """
    declared = parameters.leaf(path).value
    if isinstance(declared, tuple):
        raise TypeError(f"{path} is a list of numbers")
    return number(parameters, path) / declared


def has_leaf(parameters: "Parameters", chain: str, leaf: str) -> bool:
    """Whether a chain's branch has this optional leaf."""
    return leaf in (getattr(parameters, chain).dtype.names or ())
