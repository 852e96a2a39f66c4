"""The reference model: plain Mesa, one object a household, the engine's rules uncompiled.

It is what the compiled engine is compared with, for its results and for its speed. What ordinary
months do to households and holdings is done to objects here, in loops written anew, by the very
same rules of `sim.rules`; markets, enterprises, buyers, cooperatives and bases are the engine's
own, with its own code. Rare events of households (February's decisions, dividends, insurance,
what levers do, the end of an organisation) run on columns: the objects are gathered, the engine's
function runs, the objects are read back.
"""

from sim.reference.model import ReferenceModel

__all__ = ["ReferenceModel"]
