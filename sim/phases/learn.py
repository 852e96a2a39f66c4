"""Phase 13, learn: growers adapt the price they expect and the trust they have."""

from typing import TYPE_CHECKING

import numpy as np

from sim.engine.kernel import kernel
from sim.phases.observe import note_month
from sim.phases.trust import update_trust
from sim.rules.household import adapted_expectation

if TYPE_CHECKING:
    from sim.model import ValueChainModel


@kernel
def _learn(
    expected_price, market, cooperative, fee_raised, delivered, spot, farm_gate, contract_net,
    traded, weight,
):  # fmt: skip
    """Adapt to the mean of contract and spot price by what went where this month.

    Who sold nothing hears the spot price; who raises for a fee knows only the contract.
    """
    for row in range(expected_price.size):
        m, c, sold = market[row], cooperative[row], delivered[row] + spot[row]
        if delivered[row] > 0.0:
            spot_value = 0.0 if fee_raised[row] else spot[row] * farm_gate[m]
            units = delivered[row] if fee_raised[row] else sold
            seen = (delivered[row] * contract_net[c] + spot_value) / units
        elif traded[m]:
            seen = farm_gate[m]
        else:
            continue
        expected_price[row] = adapted_expectation(expected_price[row], seen, weight)


def learn(model: "ValueChainModel") -> None:
    """Adapt expectations in months of trade, trust and credibility in every month.

    A year's weights of a price add up to the yearly one.

    An enterprise's base is processed: it is worth what the reference price leaves at the farm
    gate, whatever the thin spot market does.
    """
    farm_gate = model.market_array("farm_gate")
    planned = model.market_array("planned_price")
    traded = np.array([market.traded for market in model.markets])
    table = model.cooperatives
    gross = table.contract_net / (1.0 - table.commission_rate)
    for name, chain in model.chains.items():
        p = model.parameters_of(name)
        share = chain.supply_share(p, model.calendar_month)
        weight = 1.0 - (1.0 - p.expectation_weight) ** share
        for holdings in (model.holdings[name], model.bases[name]):
            _learn(
                holdings.expected_price, holdings.market, holdings.cooperative,
                holdings.fee_raised, holdings.delivered, holdings.spot, farm_gate, gross, traded,
                weight,
            )  # fmt: skip
        own = model.bases[name].enterprise >= 0
        base = model.bases[name]
        base.expected_price[own] = planned[base.market[own]]
    note_month(model)
    update_trust(model)
