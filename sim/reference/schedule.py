"""The order of a month for objects: `sim.schedule.SCHEDULE`, each phase by its own function."""

from sim.phases.prices import prices
from sim.reference.growing import grow, harvest, inputs
from sim.reference.learning import decide, learn
from sim.reference.living import live, warn
from sim.reference.money import finance, insure
from sim.reference.selling import clear, collect, deliver, settle
from sim.schedule import SCHEDULE, Phase

_BY_NAME = {
    function.__name__: function
    for function in (
        prices, grow, harvest, inputs, deliver, collect, clear, settle, insure, finance, live,
        warn, learn, decide,
    )
}  # fmt: skip

REFERENCE_SCHEDULE: tuple[Phase, ...] = tuple(
    Phase(phase.name, _BY_NAME[phase.name]) for phase in SCHEDULE
)
