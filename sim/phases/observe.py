"""What growers earned in the last year, and how many did well in each village."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.chains.units import standing, weighed
from sim.engine.kernel import index, kernel
from sim.rules.adoption import did_well, realised_ratio
from sim.rules.capacity import return_ratio
from sim.rules.growing import lean_months, value_of_a_mu

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.state.holdings import Holdings

Floats = NDArray[np.float64]


@kernel
def _note(
    delivered, spot, output, market, cooperative, farm_gate, sold_share, contract_net, year_value,
    year_units, year_output,
):  # fmt: skip
    for row in range(delivered.size):
        year_output[row] += output[row]
        units = delivered[row] + spot[row]
        if units == 0.0:
            continue
        m = index(market[row])
        year_units[row] += units
        year_value[row] += spot[row] * sold_share[m] * farm_gate[m]
        if delivered[row] > 0.0:
            year_value[row] += delivered[row] * contract_net[cooperative[row]]


@kernel
def _count_lean(months, expected_price, expected_output, yield_factor, state, market, full_cost):
    """full_cost: yuan a mu, one a market. Trees that bear nothing yet are no reason to give up."""
    for row in range(months.size):
        if expected_output[row] > 0.0:
            value = value_of_a_mu(
                expected_price[row], expected_output[row], standing(state, row), yield_factor[row]
            )
            months[row] = lean_months(months[row], value, full_cost[index(market[row])])


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
            _count_lean(
                table.lean_months, table.expected_price, table.expected_output,
                table.yield_factor, table.state, table.market, full_costs(model, name),
            )  # fmt: skip


def full_costs(model: "ValueChainModel", chain: str) -> Floats:
    """Full cost of a mu at this month's cost of inputs, yuan, one a market."""
    inputs = model.holdings[chain].unit.inputs * (cost_factors(model, chain) - 1.0)
    return np.asarray(model.parameters_of(chain).full_cost + inputs)


@kernel
def _expect_output(state, yield_factor, condition, by_stage_output, out):
    for row in range(out.size):
        grown = weighed(state, row, by_stage_output)
        out[row] = condition[row] * grown * yield_factor[row]


def begin_year(model: "ValueChainModel") -> None:
    """Forget the year in every holding, and expect of the next one what stands now."""
    for name, holdings in model.holdings.items():
        for column in (holdings.year_value, holdings.year_units, holdings.year_output):
            column[:] = 0.0
        for table in (holdings, model.bases[name]):
            _expect_output(
                table.state, table.yield_factor, table.condition, table.unit.by_stage_output,
                table.expected_output,
            )  # fmt: skip


def cost_factors(model: "ValueChainModel", chain: str) -> Floats:
    """What a grower pays of a normal year's cost of inputs, a factor, one a market."""
    factors, effects = np.ones(len(model.markets)), model.effects
    if not (effects.shocks or effects.levers):
        return factors
    for market in model.markets:
        if market.chain == chain:
            subsidised = effects.input_subsidy(market)
            factors[market.index] = effects.input_factor(market) * (1.0 - subsidised)
    return factors


class Terms(NamedTuple):
    """Of a chain, yuan a unit: what a return is compared by."""

    normal_price: float
    transport_cost: float
    least_return: float


def terms_of(parameters: Any) -> Terms:
    """The chain's opening price, cost of transport and least return."""
    p = parameters
    return Terms(p.farm_gate_price, p.transport_cost, p.least_return)


@kernel
def _expected_ratios(
    state, animals, yield_factor, expected_price, fee_raised, market, unit, input_factor, terms, out
):  # fmt: skip
    for row in range(out.size):
        out[row] = return_ratio(
            state[0, row] if animals else standing(state, row), fee_raised[row],
            expected_price[row], terms.normal_price, unit.output * yield_factor[row], unit.inputs,
            input_factor[index(market[row])], terms.transport_cost, terms.least_return,
        )  # fmt: skip


def expected_return_ratio(table: "Holdings", parameters: Any, input_factor: Floats) -> Floats:
    """Expected over normal net return of a year, one a row (1 = as at the opening).

    net = price x output - cash cost, of what stands or breeds once it is grown; input_factor, one
    a market, is on the expected cost of inputs.
    """
    ratios = np.empty(len(table))
    _expected_ratios(
        table.state, table.chain.animals, table.yield_factor, table.expected_price,
        table.fee_raised, table.market, table.unit, input_factor, terms_of(parameters), ratios,
    )  # fmt: skip
    return ratios


@kernel
def _see(
    year_value, year_units, year_output, state, yield_factor, unit, fee_raised, household, village,
    market, input_factor, terms, margin, good, shown, total,
):  # fmt: skip
    """Count the holders of each village who sold something, those who did well, and their ratios.

    A household raising for a fee carries no cost: its ratio is that of its pay.
    """
    for row in range(year_units.size):
        if year_units[row] <= 0.0:
            continue
        ratio, output = 1.0, weighed(state, row, unit.by_stage_output) * yield_factor[row]
        if output > 0.0:
            cost = weighed(state, row, unit.by_stage_inputs) * input_factor[index(market[row])]
            cost = 0.0 if fee_raised[row] else cost + output * terms.transport_cost
            ratio = realised_ratio(
                year_value[row] / year_units[row], year_output[row] / output, output, cost,
                terms.normal_price, terms.least_return,
            )  # fmt: skip
        v = index(village[index(household[row])])
        shown[v] += 1
        total[v] += ratio
        good[v] += did_well(ratio, margin)


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
    table, p = model.holdings[chain], model.parameters_of(chain)
    villages = model.inhabitants.size
    good, shown, total = np.zeros(villages), np.zeros(villages), np.zeros(villages)
    _see(
        table.year_value, table.year_units, table.year_output, table.state, table.yield_factor,
        table.unit, table.fee_raised, table.household, model.households.get("village"),
        table.market, cost_factors(model, chain), terms_of(p),
        model.parameters.household.entry_margin, good, shown, total,
    )  # fmt: skip
    return Seen(
        good / np.maximum(model.inhabitants, 1),
        np.divide(total, shown, out=np.ones(villages), where=shown > 0.0),
    )
