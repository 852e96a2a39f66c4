"""The order of a month, declared once: the model runs this list, the documentation prints it."""

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from sim.phases.clear import clear
from sim.phases.collect import collect
from sim.phases.decide import decide
from sim.phases.deliver import deliver
from sim.phases.finance import finance
from sim.phases.grow import grow
from sim.phases.harvest import harvest
from sim.phases.inputs import inputs
from sim.phases.insure import insure
from sim.phases.learn import learn
from sim.phases.live import live
from sim.phases.prices import prices
from sim.phases.settle import settle
from sim.phases.warn import warn

if TYPE_CHECKING:
    from sim.model import ValueChainModel


class Phase(NamedTuple):
    """One phase of a month; its sentence is the first line of its function's docstring."""

    name: str
    run: "Callable[[ValueChainModel], None]"

    @property
    def sentence(self) -> str:
        """What the phase does, from its docstring."""
        return (self.run.__doc__ or "").strip().split("\n")[0]


SCHEDULE: tuple[Phase, ...] = tuple(
    Phase(function.__name__, function)
    for function in (
        prices, grow, harvest, inputs, deliver, collect, clear, settle, insure, finance, live,
        warn, learn, decide,
    )
)  # fmt: skip
