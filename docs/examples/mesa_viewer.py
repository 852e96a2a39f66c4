"""The model in Mesa's own viewer: step it month by month and watch prices and warnings.

    pip install -c constraints.txt -e ".[viz,mesaviz]"
    SOLARA_TELEMETRY_MIXPANEL_ENABLE=False solara run docs/examples/mesa_viewer.py --production

For one model at a time and for who knows Mesa; planners use `python run.py view`. Mesa's page needs
a model that it can build anew from its parameters, a number for each slider, and components that
draw a model: that is all there is below.
"""

from typing import Any

import solara
from matplotlib.figure import Figure
from mesa.visualization import SolaraViz
from mesa.visualization.utils import update_counter

from sim.effects import Effects
from sim.model import ValueChainModel
from sim.parameters import load_parameters
from sim.regions import load_region
from sim.scenario import scenario_over

FALL_MONTH = 6
MONTHS = 36
COLOURS = {"red": 3, "orange": 2, "yellow": 1}


class DateModel(ValueChainModel):
    """The sample region at its opening; after half a year the price of dates falls."""

    def __init__(self, fall: float = 30, seed: int = 1) -> None:
        layer = {
            "run": {"region": "sample", "months": MONTHS},
            "shock": [{"name": "dates", "change": -fall / 100, "start_month": FALL_MONTH}],
        }
        scenario = scenario_over("jujube-price-30", layer)
        parameters = load_parameters()
        super().__init__(load_region("sample", parameters), parameters, seed)
        self.open().begin(Effects(scenario.shocks, scenario.levers))
        self.seen: list[dict[str, float]] = []
        self.look()

    def step(self) -> None:
        """A month, then what the plots show of it."""
        super().step()
        if self.month >= 0:
            self.look()

    def look(self) -> None:
        """Write down the month's price and warnings."""
        (dates,) = (market for market in self.markets if market.chain == "jujube")
        colour = self.households.get("colour")
        counts = {name: float((colour == code).sum()) for name, code in COLOURS.items()}
        self.seen.append({"month": self.month, "price": dates.farm_gate, **counts})


@solara.component
def Price(model: Any) -> None:
    """The farm-gate price of dates so far."""
    _lines(model, ["price"], "yuan/kg")


@solara.component
def Warnings(model: Any) -> None:
    """Households by warning colour so far."""
    _lines(model, list(COLOURS), "households")


def _lines(model: Any, names: list[str], unit: str) -> None:
    update_counter.get()
    figure = Figure(figsize=(5, 3), layout="constrained")
    axes = figure.subplots()
    months = [row["month"] for row in model.seen]
    for name in names:
        axes.plot(months, [row[name] for row in model.seen], label=name)
    axes.set(xlabel="month", ylabel=unit)
    axes.legend()
    solara.FigureMatplotlib(figure, dependencies=[len(months), id(model)])


PARAMETERS = {
    "fall": {"type": "SliderInt", "value": 30, "min": 0, "max": 80, "step": 5,
             "label": "Dates fall by, %"},
    "seed": {"type": "SliderInt", "value": 1, "min": 0, "max": 20, "step": 1, "label": "Luck"},
}  # fmt: skip

page = SolaraViz(
    DateModel(), components=[Price, Warnings], model_params=PARAMETERS, name="Oasis Chains"
)
