"""The four value chains, in the order in which the model runs and the files list them."""

from sim.chains.declaration import Chain
from sim.chains.jujube import JUJUBE
from sim.chains.pigeon import PIGEON
from sim.chains.rabbit import RABBIT
from sim.chains.rose import ROSE

CHAINS: dict[str, Chain] = {chain.name: chain for chain in (PIGEON, RABBIT, JUJUBE, ROSE)}

__all__ = ["CHAINS", "Chain"]
