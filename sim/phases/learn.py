"""Phase 13, learn: growers adapt the price they expect to the price they saw."""

from typing import TYPE_CHECKING

import numpy as np
from numba import njit

from sim.rules.household import adapted_expectation

if TYPE_CHECKING:
    from sim.model import ValueChainModel


@njit(cache=True)
def _learn(expected_price, market, farm_gate, traded, weight):
    for row in range(expected_price.size):
        m = market[row]
        if traded[m]:
            expected_price[row] = adapted_expectation(expected_price[row], farm_gate[m], weight)


def learn(model: "ValueChainModel") -> None:
    """Adapt expectations in months of trade, so that a year's weights add up to the yearly one."""
    farm_gate = model.market_array("farm_gate")
    traded = np.array([market.traded for market in model.markets])
    for name in model.chains:
        p = model.parameters_of(name)
        share = p.purchase_calendar[model.calendar_month]
        weight = 1.0 - (1.0 - p.expectation_weight) ** share
        for table in (model.holdings[name], model.bases[name]):
            _learn(table.expected_price, table.market, farm_gate, traded, weight)
