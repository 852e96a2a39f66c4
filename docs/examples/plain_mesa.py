"""The model as any Mesa model: one's own loop, one's own measures, no sweep at all.

Run it where the project is installed: python docs/examples/plain_mesa.py
"""

from sim import Scenario, ValueChainModel
from sim.effects import Effects
from sim.parameters import load_parameters
from sim.regions import load_region


def below_line(change: float, draw: int) -> int:
    """Households under the monitoring line two years after a change of the date price."""
    scenario = Scenario.load(
        "jujube-price-30", ["run.region=sample", f"shock.dates.change={change}"]
    )
    parameters = load_parameters().drawn(scenario.run.seed, draw)
    region = load_region("sample", parameters)
    start = scenario.run.start.year * 12 + scenario.run.start.month - 1
    model = ValueChainModel(region, parameters, scenario.run.seed, draw, start).open()
    model.begin(Effects(scenario.shocks, scenario.levers))
    for _ in range(24):
        model.step()
    income = model.households.get("income_12")
    persons = model.households.get("persons")
    below = int((income / persons < parameters.value("household.monitoring_line")).sum())
    model.close()
    return below


if __name__ == "__main__":
    for change in (0.0, -0.3, -0.6):
        # The same draw is the same luck: differences between the lines are the price's alone.
        print(f"{change:+.0%}", [below_line(change, draw) for draw in range(3)])  # noqa: T201
