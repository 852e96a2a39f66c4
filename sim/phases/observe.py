"""What growers earned in the last year, and how many did well in each village."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.rules.adoption import realised_ratio
from sim.rules.growing import lean_months

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.state.holdings import Holdings

Floats = NDArray[np.float64]


@njit(cache=True)
def _note(
    delivered, spot, output, market, cooperative, farm_gate, sold_share, contract_net, year_value,
    year_units, year_output,
):  # fmt: skip
    for row in range(delivered.size):
        m = market[row]
        year_units[row] += delivered[row] + spot[row]
        year_value[row] += spot[row] * sold_share[m] * farm_gate[m]
        if delivered[row] > 0.0:
            year_value[row] += delivered[row] * contract_net[cooperative[row]]
        year_output[row] += output[row]


@njit(cache=True)
def _ratios(year_value, year_units, year_output, output, cost, normal_price, least_return, out):
    for row in range(out.size):
        out[row] = 1.0
        if year_units[row] > 0.0 and output[row] > 0.0:
            price, harvest = year_value[row] / year_units[row], year_output[row] / output[row]
            out[row] = realised_ratio(
                price, harvest, output[row], cost[row], normal_price, least_return
            )


@njit(cache=True)
def _count_lean(months, expected_price, expected_output, yield_factor, size, market, full_cost):
    """full_cost: yuan a mu, one a market. Trees that bear nothing yet are no reason to give up."""
    for row in range(months.size):
        if expected_output[row] > 0.0:
            average = expected_output[row] / (size[row] * yield_factor[row])
            value = expected_price[row] * average
            months[row] = lean_months(months[row], value, full_cost[market[row]])


def note_month(model: "ValueChainModel") -> None:
    """Add what each holding grew, offered and was paid or promised this month to its year.

    Trees also count the months in succession in which they are not expected to bring their cost.
    """
    farm_gate, sold_share = model.market_array("farm_gate"), model.market_array("sold_share")
    for name, table in model.holdings.items():
        _note(
            table.delivered, table.spot, table.output, table.market, table.cooperative, farm_gate,
            sold_share, model.cooperatives.contract_net, table.year_value, table.year_units,
            table.year_output,
        )  # fmt: skip
        p = model.parameters_of(name)
        if p.full_cost > 0.0:
            inputs = table.chain.yearly_cost(np.ones((len(table.chain.stages), 1)), p)[0]
            a_mu = float(inputs) / len(table.chain.stages)
            full_cost = p.full_cost + a_mu * (cost_factors(model, name) - 1.0)
            _count_lean(
                table.lean_months, table.expected_price, table.expected_output,
                table.yield_factor, table.state.sum(axis=0), table.market, full_cost,
            )  # fmt: skip


def forget_year(model: "ValueChainModel") -> None:
    """Begin a new year in every holding."""
    for table in model.holdings.values():
        for column in (table.year_value, table.year_units, table.year_output):
            column[:] = 0.0


def cost_factors(model: "ValueChainModel", chain: str) -> Floats:
    """What a grower pays of a normal year's cost of inputs, a factor, one a market."""
    factors = np.ones(len(model.markets))
    for market in model.markets:
        if market.chain == chain:
            factors[market.index] = model.effects.input_factor(market) * (
                1.0 - model.effects.input_subsidy(market)
            )
    return factors


def expected_return_ratio(
    table: "Holdings", parameters: Any, cost_factor: np.ndarray | float = 1.0
) -> np.ndarray:
    """Expected over normal net return of a year, one a row (1 = as at the opening).

    net = price x output - cash cost, of what stands or breeds once it is grown; cost_factor is on
    the expected cost, by market. A household raising for a fee has no own cost: its ratio is that
    of the fee.
    """
    ripe = table.ripe_state()
    output = table.chain.yearly_output(ripe, table.yield_factor, parameters)
    inputs = np.where(table.fee_raised, 0.0, table.chain.yearly_cost(ripe, parameters))
    transport = np.where(table.fee_raised, 0.0, output * parameters.transport_cost)
    normal = np.maximum(
        parameters.farm_gate_price * output - inputs - transport,
        parameters.least_return * output,
    )
    factor = cost_factor if np.isscalar(cost_factor) else np.asarray(cost_factor)[table.market]
    expected = table.expected_price * output - inputs * factor - transport
    return np.divide(expected, normal, out=np.ones_like(normal), where=normal > 0.0)


def realised_ratios(model: "ValueChainModel", chain: str) -> Floats:
    """Last year's over a normal year's net return, one a holding; 1 where nothing was sold.

    A household raising for a fee carries no cost: its ratio is that of its pay.
    """
    table, p = model.holdings[chain], model.parameters_of(chain)
    output = table.chain.yearly_output(table.state, table.yield_factor, p)
    cost = table.chain.yearly_cost(table.state, p) * cost_factors(model, chain)[table.market]
    cost = np.where(table.fee_raised, 0.0, cost + output * p.transport_cost)
    ratios = np.ones(len(table))
    _ratios(
        table.year_value, table.year_units, table.year_output, output, cost, p.farm_gate_price,
        p.least_return, ratios,
    )  # fmt: skip
    return ratios


class Seen(NamedTuple):
    """What a village shows of a chain: share of its households that did well, mean ratio.

    Both (villages,); the ratio is 1 where nobody holds the chain.
    """

    success: Floats
    ratio: Floats


def seen_in_villages(model: "ValueChainModel", chain: str) -> Seen:
    """How the neighbours did in a chain last year; `household.entry_margin` above normal is well.

    Who holds only shares or young trees shows nothing.
    """
    h, table = model.households, model.holdings[chain]
    villages = int(h.get("village").max(initial=-1)) + 1
    inhabitants = np.bincount(h.get("village"), minlength=villages)
    ratios = realised_ratios(model, chain)
    village = h.get("village")[table.household]
    shows = table.year_units > 0.0
    good = shows & (ratios >= 1.0 + model.parameters.household.entry_margin)
    count = np.bincount(village[shows], minlength=villages)
    total = np.bincount(village[shows], weights=ratios[shows], minlength=villages)
    return Seen(
        np.bincount(village[good], minlength=villages) / np.maximum(inhabitants, 1),
        np.divide(total, count, out=np.ones(villages), where=count > 0),
    )
