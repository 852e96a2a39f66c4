"""Phase 13, learn: growers adapt the price they expect and the trust they have."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.kernel import index, kernel
from sim.phases.observe import note_month
from sim.phases.trust import update_trust
from sim.rules.contracts import share_of_gap_closed
from sim.rules.household import adapted_expectation, price_seen
from sim.state.holdings import Holdings

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
        m = index(market[row])
        if delivered[row] > 0.0:
            seen = price_seen(
                delivered[row], contract_net[cooperative[row]], spot[row], farm_gate[m],
                fee_raised[row],
            )  # fmt: skip
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
    heard, planned = heard_of(model), model.market_array("planned_price")
    for name in model.chains:
        for holdings in (model.holdings[name], model.bases[name]):
            if len(holdings):
                adapt(model, holdings, heard)
        expect_of_bases(model, name, planned)
    note_month(model)
    update_trust(model)


class Heard(NamedTuple):
    """Prices of the month, yuan a unit: spot by market and where any was traded, contract gross."""

    farm_gate: NDArray[np.float64]
    gross: NDArray[np.float64]
    traded: NDArray[np.bool_]


def heard_of(model: "ValueChainModel") -> Heard:
    """What there is to hear this month in every market and cooperative."""
    traded = np.array([market.traded for market in model.markets])
    return Heard(model.market_array("farm_gate"), gross_prices(model), traded)


def adapt(model: "ValueChainModel", holdings: Holdings, heard: Heard) -> None:
    """Let a table's rows adapt the price they expect."""
    _learn(
        holdings.expected_price, holdings.market, holdings.cooperative, holdings.fee_raised,
        holdings.delivered, holdings.spot, heard.farm_gate, heard.gross, heard.traded,
        weight_of_month(model, holdings.chain.name),
    )  # fmt: skip


def gross_prices(model: "ValueChainModel") -> NDArray[np.float64]:
    """Price under contract before commission, one a cooperative."""
    table = model.cooperatives
    return np.asarray(table.contract_net / (1.0 - table.commission_rate))


def weight_of_month(model: "ValueChainModel", name: str) -> float:
    """Weight of this month's price in a chain's expectations: a year's add up to the yearly one."""
    p = model.parameters_of(name)
    share = model.chains[name].supply_share(p, model.calendar_month)
    return float(share_of_gap_closed(p.expectation_weight, share))


@kernel
def _expect(enterprise, market, planned, expected_price):
    for row in range(enterprise.size):
        if enterprise[row] >= 0:
            expected_price[row] = planned[market[row]]


def expect_of_bases(model: "ValueChainModel", name: str, planned: NDArray[np.float64]) -> None:
    """Enterprises expect for their base what the reference price leaves at the farm gate.

    planned (markets,): that price, yuan a unit.
    """
    base = model.bases[name]
    if len(base):
        _expect(base.enterprise, base.market, planned, base.expected_price)
