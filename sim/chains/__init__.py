"""The value chains, in the order in which the model runs and the files list them.

Every module of this folder that declares a `Chain` of its own name is one, so a fifth chain is a
file more here and nothing else in the code; `docs/fifth-chain.md` adds one step by step.
"""

import pkgutil
from collections import Counter
from collections.abc import Iterable
from importlib import import_module

from sim.chains.declaration import Chain

# What files promise comes first, in this order; further chains follow by name.
PROMISED = ("pigeon", "rabbit", "jujube", "rose")


def _declared(module: str) -> list[Chain]:
    """The chain a module of this folder declares; none where it only shares biology.

    Raises ValueError when what it declares does not carry the module's name, by which parameters,
    words and files find it.
    """
    contents = vars(import_module(f"{__name__}.{module}")).values()
    chains = [content for content in contents if isinstance(content, Chain)]
    own = [chain for chain in chains if chain.name == module]
    if chains and not own:
        raise ValueError(f"{__name__}.{module} must declare a chain called {module!r}")
    return own


def _in_order(chains: Iterable[Chain]) -> dict[str, Chain]:
    """Chains by name, the promised ones first. Raises ValueError when two share a name of goods."""
    last = len(PROMISED)
    found = {
        chain.name: chain
        for chain in sorted(
            chains,
            key=lambda c: (PROMISED.index(c.name) if c.name in PROMISED else last, c.name),
        )
    }
    shared = [name for name, times in Counter(_goods(found.values())).items() if times > 1]
    if shared:
        raise ValueError(f"two chains call something {', '.join(shared)}")
    return found


def _goods(chains: Iterable[Chain]) -> list[str]:
    """Products and assets of each chain, each once a chain."""
    return [
        name
        for chain in chains
        for name in {chain.product, chain.processed, *(stage.asset for stage in chain.stages)}
    ]


CHAINS: dict[str, Chain] = _in_order(
    chain for module in pkgutil.iter_modules(__path__) for chain in _declared(module.name)
)

__all__ = ["CHAINS", "Chain"]
