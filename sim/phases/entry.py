"""February's newcomers: households that take up a chain they see succeed with their neighbours."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sim.engine.draws import Purpose, standard_normals, uniforms
from sim.phases.means import means, spare_workers
from sim.phases.newcomers import begin, land_from_arable, market_of, starting_cost
from sim.phases.observe import cost_factors, seen_in_villages
from sim.rules.adoption import adoption_threshold, entry_surplus, is_convinced
from sim.state.land import share_spare_land

if TYPE_CHECKING:
    from sim.model import ValueChainModel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


class Unit(NamedTuple):
    """A starting unit once it bears: yuan a year, workers, and yuan to begin and to wait for it.

    normal_net: at the opening price and today's cost, one a market.
    """

    normal_net: Floats
    depreciation: float
    workers: float
    investment: float


@njit(cache=True)
def _surplus(
    able, scepticism, success, ratio, county, market, free_share, credibility, arable_income,
    normal_net, depreciation, workers, investment, persuasion, opportunity_wage, capital_charge,
    out,
):  # fmt: skip
    """Yearly surplus of each household's starting unit; minus infinity for who would not begin."""
    for h in range(able.size):
        out[h] = -np.inf
        if not able[h]:
            continue
        m = market[county[h]]
        threshold = adoption_threshold(
            scepticism[h], free_share[m], persuasion, credibility[county[h]]
        )
        if is_convinced(success[h], threshold):
            net = ratio[h] * normal_net[m] - depreciation - arable_income[h]
            out[h] = entry_surplus(net, workers, opportunity_wage, investment, capital_charge)


def enter(model: "ValueChainModel") -> None:
    """Let each household that thinks of it this year begin with the chain that promises most."""
    thinking = _thinking(model)
    if not thinking.any():
        return
    surplus = np.stack([_surplus_in(model, name, thinking) for name in model.chains])
    best = surplus.argmax(axis=0)
    worth = surplus.max(axis=0) > 0.0
    for index, name in enumerate(model.chains):
        begin(model, name, np.flatnonzero(worth & (best == index)))
    if worth.any():
        share_spare_land(model.households, model.holdings)


def _thinking(model: "ValueChainModel") -> Flags:
    """Households that consider something new this year: nobody weighs everything every year."""
    share = model.parameters.household.entry_attention
    ids = model.households.get("agent_id")
    luck = uniforms(model.luck_seed, model.draw, ids, Purpose.ENTRY, model.month)
    return np.asarray(luck < share)


def scepticism(model: "ValueChainModel") -> Floats:
    """Share of village households that must do well before a household believes (households,)."""
    p = model.parameters.household
    ids = model.households.get("agent_id")
    normals = standard_normals(model.luck_seed, model.draw, ids, Purpose.SCEPTICISM)
    sd = p.scepticism_log_sd
    return np.asarray(p.scepticism * np.exp(sd * normals - 0.5 * sd**2))


def able_to_begin(model: "ValueChainModel", chain: str, paid_for: bool = False) -> Flags:
    """Households without the chain that have hands, land and money for a starting unit.

    paid_for: somebody else pays for it, so that money is no limit.
    """
    h, p = model.households, model.parameters_of(chain)
    able = market_of(model, chain)[h.get("county")] >= 0
    able[model.holdings[chain].household] = False
    able &= spare_workers(model) >= p.start_capacity / p.capacity_per_worker
    able &= np.isfinite(land_from_arable(model, chain))
    if not paid_for:
        able &= means(model) >= starting_cost(model, chain)
    return np.asarray(able)


def _surplus_in(model: "ValueChainModel", chain: str, thinking: Flags) -> Floats:
    """Expected yearly surplus of a starting unit, one a household."""
    h, p = model.households, model.parameters.household
    out = np.full(len(h), -np.inf)
    seen = seen_in_villages(model, chain)
    free = _free_inputs(model, chain)
    # Where nobody does well and nothing is free nobody is convinced, whatever the rest.
    if not seen.success.any() and not free.any():
        return out
    unit = starting_unit(model, chain)
    village, county = h.get("village"), h.get("county")
    arable = land_from_arable(model, chain)
    able = thinking & able_to_begin(model, chain)
    farm_income = np.zeros(len(h))
    takes = able & (arable > 0.0)
    farm_income[takes] = (12.0 * h.get("other_farm")[takes] * arable[takes]
                          / h.get("arable_mu")[takes])  # fmt: skip
    _surplus(
        able, scepticism(model), seen.success[village], seen.ratio[village], county,
        market_of(model, chain), free, model.credibility, farm_income, unit.normal_net,
        unit.depreciation,
        unit.workers, unit.investment, p.free_input_persuasion,
        model.parameters.labour.opportunity_wage, p.capital_charge, out,
    )  # fmt: skip
    return out


def _free_inputs(model: "ValueChainModel", chain: str) -> Floats:
    """Share of inputs that a lever gives free, one a market."""
    free = np.zeros(len(model.markets))
    for market in model.markets:
        if market.chain == chain:
            free[market.index] = model.effects.input_subsidy(market)
    return free


def starting_unit(model: "ValueChainModel", chain: str) -> Unit:
    """A full-grown starting unit of a chain."""
    kind, p = model.chains[chain], model.parameters_of(chain)
    stages = len(getattr(p, "class_years", np.ones(1)))
    ages = np.zeros((1, stages))
    ages[0, -1] = 1.0
    state = kind.opening_state(np.array([float(p.start_capacity)]), ages, p)
    output = float(kind.yearly_output(state, np.ones(1), p)[0])
    inputs = float(kind.yearly_cost(state, p)[0])
    nets = p.farm_gate_price * output - inputs * cost_factors(model, chain) - (
        output * p.transport_cost
    )  # fmt: skip
    return Unit(
        np.asarray(nets),
        float(kind.depreciation(state, p)[0]),
        float(p.start_capacity / p.capacity_per_worker),
        starting_cost(model, chain) + inputs * waiting_years(p),
    )


def waiting_years(parameters: Any) -> float:
    """Years of full yield that a planted tree gives less before it bears; 0 for animals."""
    if not hasattr(parameters, "class_years"):
        return 0.0
    return float((parameters.class_years * (1.0 - parameters.class_yield))[:-1].sum())
