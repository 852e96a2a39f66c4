"""An isolated chain that shows the cobweb: one county, pigeons only, growers who sell on the spot.

Every year is the textbook's period: capacity is decided in February, young pairs lay a month later,
so price and quantity stand still from March to February and the monthly weights of expectation add
up to the yearly one. Without noise, contracts, band of inaction and bounds on a year's change.

With supply elasticity s and demand elasticity d (as a positive number), expectations
E' = E + L (P - E) leave of a deviation 1 - L (1 + s / d) a year (Ezekiel 1938, "The Cobweb
Theorem", for L = 1; Nerlove 1958, "Adaptive Expectations and Cobweb Phenomena"): it dies out if and
only if s / d < 2 / L - 1.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from sim.model import ValueChainModel
from sim.parameters import load_parameters
from sim.population import Population, synthesise
from sim.population.structure import SPOT, BuyerRow
from sim.regions import load_region

FEBRUARY, MONTHS = 1, 12
# Market widened and calendar flattened as far as the parameters' ranges go; no bound may bind.
VALUES = {
    "pigeon.margin": 3.6,
    "pigeon.demand_exponent": 1.0,
    "pigeon.feed_price": 4.0,
    "pigeon.season_production": [1.0] * MONTHS,
    "pigeon.season": [1.0] * MONTHS,
    "pigeon.purchase_calendar": [1.0 / MONTHS] * MONTHS,
    "pigeon.eaten_per_person": 0.0,
    "pigeon.capacity_deadband": 0.0,
    "pigeon.capacity_shrink_max": 1.0,
    "household.consumption_adjustment": 0.02,
    "household.entry_attention": 0.0,
    # Buyers who follow output would move the demand curve from year to year.
    "buyer.growth_speed": 0.0,
}
# What no range of a parameter holds, since it is no property of a real chain.
UNBOUNDED = {"maturation_months": 1.0, "capacity_expand_max": 10.0, "demand_cap": 100.0}
ENOUGH_CASH, ENOUGH_HANDS = 1e9, 1e6


@dataclass(frozen=True)
class Cobweb:
    """One run, yearly: price (yuan a bird), quantity (birds a month), expected price before it."""

    weight: float
    price: np.ndarray
    quantity: np.ndarray
    expected: np.ndarray

    @property
    def supply_elasticity(self) -> float:
        """Mean of d ln quantity / d ln expected price from year to year."""
        return _elasticity(self.quantity, self.expected)

    @property
    def demand_elasticity(self) -> float:
        """Mean of -d ln quantity / d ln price from year to year."""
        return -_elasticity(self.quantity, self.price)

    @property
    def ratio(self) -> float:
        """Supply over demand elasticity."""
        return self.supply_elasticity / self.demand_elasticity

    @property
    def boundary(self) -> float:
        """Ratio of elasticities below which the cobweb converges: 2 / weight - 1."""
        return 2.0 / self.weight - 1.0

    @property
    def factor(self) -> float:
        """What a year leaves of the change of price from year to year, by the closed form."""
        return 1.0 - self.weight * (1.0 + self.ratio)

    @property
    def measured_factor(self) -> float:
        """The same measured: mean ratio of each change of price to the change before it."""
        steps = np.diff(self.price)
        return float(np.mean(steps[1:] / steps[:-1]))


def cobweb(
    weight: float, response: float, years: int = 8, deviation: float = 1e-2, seed: int = 1
) -> Cobweb:
    """Yearly series of an isolated pigeon chain that at first has too large a herd.

    weight: of the newest year's price in the expected one; response: of capacity to the expected
    return; deviation: of the herd at the start, a share.
    """
    model = _isolated_model(weight, response, seed)
    table, market = model.holdings["pigeon"], model.markets[0]
    table.state *= 1.0 + deviation
    table.target *= 1.0 + deviation
    series = []
    for _ in range(years):
        model.step()
        while model.calendar_month != FEBRUARY:
            model.step()
        # Decided on this expectation; the squabs of March are the first of it.
        expected = float(table.expected_price.mean())
        model.step()
        series.append((market.farm_gate, market.spot_units, expected))
    price, quantity, expected_price = np.array(series).T
    return Cobweb(weight, price, quantity, expected_price)


def _isolated_model(weight: float, response: float, seed: int) -> ValueChainModel:
    """The opening of a county whose pigeon keepers sell to one buyer what they always sold."""
    parameters = load_parameters().with_values({**VALUES, "pigeon.expectation_weight": weight})
    region = load_region("sample", parameters)
    people = _isolated(synthesise(region, parameters, seed, 0))
    model = ValueChainModel(region, parameters, seed, population=people, luck=False)
    for name, value in {**UNBOUNDED, "capacity_response": response}.items():
        setattr(model.parameters.pigeon, name, value)
    model.buyers[0].opening_quantity = float(model.holdings["pigeon"].expected_output.sum())
    model.buyers[0].plan()
    model.households.get("cash")[:] = ENOUGH_CASH
    model.households.get("workers")[:] = ENOUGH_HANDS
    return model.open()


def _isolated(people: Population) -> Population:
    """Only the pigeon keepers of one county, all as skilled, without organisations."""
    table = people.holdings["pigeon"]
    market = int(table["market"][np.argmax(table["capacity"])])
    mine = (table["market"] == market) & (table["capacity"] > 0.0)
    keepers = {column: values[mine].copy() for column, values in table.items()}
    same = {"market": 0, "cooperative": -1, "linkage": SPOT, "yield_factor": 1.0}
    for column, value in same.items():
        keepers[column][:] = value
    households = {column: values.copy() for column, values in people.households.items()}
    for column in ("employer", "cooperative_employer"):
        households[column][:] = -1
    return replace(
        people,
        households=households,
        holdings={"pigeon": keepers},
        markets=[people.markets[market]],
        cooperatives=_idle_cooperative(people),
        enterprises=[],
        buyers=[BuyerRow("isolated-buyer", "dealer", "pigeon", 0, 1.0, False)],
        contract_shares=np.zeros(1),
    )


def _idle_cooperative(people: Population) -> dict[str, np.ndarray]:
    """One cooperative without members, jobs and base."""
    idle = {column: values[:1].copy() for column, values in people.cooperatives.items()}
    for column, value in (("market", 0), ("enterprise", -1), ("jobs", 0), ("base_capacity", 0)):
        idle[column][:] = value
    return idle


def _elasticity(quantity: np.ndarray, price: np.ndarray) -> float:
    return float(np.mean(np.diff(np.log(quantity)) / np.diff(np.log(price))))
