"""February's newcomers: households that take up a chain they see succeed with their neighbours."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.chains.units import OLDEST, of_one_age
from sim.engine.draws import Purpose, base_key, keyed_uniform, standard_normals
from sim.engine.kernel import kernel
from sim.phases.means import means, spare_workers
from sim.phases.newcomers import begin, land_from_arable, market_of, starting_cost
from sim.phases.observe import Seen, cost_factors, seen_in_villages
from sim.rules.adoption import (
    adoption_threshold,
    arable_income,
    entry_surplus,
    is_convinced,
    own_scepticism,
)
from sim.rules.means import can_begin
from sim.state.land import share_spare_land, spare_orchard

if TYPE_CHECKING:
    from sim.model import ValueChainModel

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]
Rows = NDArray[np.int64]


class Unit(NamedTuple):
    """A starting unit once it bears: yuan a year, workers, and yuan to begin and to wait for it.

    normal_net: at the opening price and today's cost, one a market.
    """

    normal_net: Floats
    depreciation: float
    workers: float
    investment: float


class People(NamedTuple):
    """Households (row numbers) with what they could put into a new chain, one a household.

    money: yuan; hands: workers; orchard: mu of orchard land without trees.
    """

    rows: Rows
    money: Floats
    hands: Floats
    orchard: Floats


def people_of(model: "ValueChainModel", households: Rows) -> People:
    """What these households could put into a chain."""
    return People(
        households, means(model, households), spare_workers(model, households),
        spare_orchard(model.households, model.holdings, households),
    )  # fmt: skip


def enter(model: "ValueChainModel") -> None:
    """Let each household that thinks of it this year begin with the chain that promises most."""
    seen = {name: seen_in_villages(model, name) for name in model.chains}
    free = {name: _free_inputs(model, name) for name in model.chains}
    # Where nobody does well and nothing is free nobody is convinced, whatever the rest.
    names = [name for name in model.chains if seen[name].success.any() or free[name].any()]
    if not names:
        return
    villages = np.any([seen[name].success > 0.0 for name in names], axis=0)
    if any(shares.any() for shares in free.values()):
        villages[:] = True
    thinking = _thinking(model, villages)
    if not thinking.size:
        return
    people = people_of(model, thinking)
    doubt = scepticism(model, thinking)
    surplus = np.stack([
        _surplus_in(model, name, people, doubt, seen[name], free[name]) for name in names
    ])  # fmt: skip
    best, worth = surplus.argmax(axis=0), surplus.max(axis=0) > 0.0
    for index, name in enumerate(names):
        begin(model, name, thinking[worth & (best == index)])
    if worth.any():
        share_spare_land(model.households, model.holdings)


@kernel
def _find_thinking(agent_id, village, open_to_see, base, share, rows):
    """Write the households that think of something new; returns how many."""
    found = 0
    for h in range(village.size):
        if open_to_see[village[h]] and keyed_uniform(base, agent_id[h]) < share:
            rows[found] = h
            found += 1
    return found


def _thinking(model: "ValueChainModel", villages: Flags) -> Rows:
    """Households of these villages that consider something new: nobody weighs all every year."""
    h = model.households
    rows = np.empty(len(h), dtype=np.int64)
    found = _find_thinking(
        h.get("agent_id"), h.get("village"), villages,
        base_key(model.luck_seed, model.draw, Purpose.ENTRY, model.month),
        model.parameters.household.entry_attention, rows,
    )  # fmt: skip
    return rows[:found]


@kernel
def _scepticism(normals, mean, log_sd, out):
    for i in range(out.size):
        out[i] = own_scepticism(normals[i], mean, log_sd)


def scepticism(model: "ValueChainModel", households: Rows) -> Floats:
    """Share of village households that must do well before each of these households believes."""
    p, doubt = model.parameters.household, np.empty(households.size)
    ids = model.households.get("agent_id")[households]
    normals = standard_normals(model.luck_seed, model.draw, ids, Purpose.SCEPTICISM)
    _scepticism(normals, p.scepticism, p.scepticism_log_sd, doubt)
    return doubt


@kernel
def _able(rows, county, market, holds, hands, hands_needed, land, money, cost, out):
    for i in range(rows.size):
        here = market[county[rows[i]]] >= 0 and not holds[rows[i]]
        out[i] = here and can_begin(hands[i], hands_needed, land[i], money[i], cost)


def able_to_begin(
    model: "ValueChainModel", chain: str, people: People, paid_for: bool = False
) -> Flags:
    """Which of these have no such chain, and hands, land and money for a starting unit.

    paid_for: somebody else pays for it, so that money is no limit.
    """
    h, p = model.households, model.parameters_of(chain)
    holds, able = np.zeros(len(h), dtype=bool), np.empty(people.rows.size, dtype=bool)
    holds[model.holdings[chain].household] = True
    _able(
        people.rows, h.get("county"), market_of(model, chain), holds, people.hands,
        p.start_capacity / p.capacity_per_worker,
        land_from_arable(model, chain, people.rows, people.orchard), people.money,
        0.0 if paid_for else starting_cost(model, chain), able,
    )  # fmt: skip
    return able


@kernel
def _surplus(
    rows, able, scepticism, success, ratio, village, county, market, free_share, credibility,
    land, arable, other_farm, normal_net, depreciation, workers, investment, persuasion,
    opportunity_wage, capital_charge, out,
):  # fmt: skip
    """Yearly surplus of each household's starting unit; minus infinity for who would not begin."""
    for i in range(rows.size):
        out[i] = -np.inf
        if not able[i]:
            continue
        h = rows[i]
        m, v = market[county[h]], village[h]
        threshold = adoption_threshold(
            scepticism[i], free_share[m], persuasion, credibility[county[h]]
        )
        if is_convinced(success[v], threshold):
            lost = arable_income(other_farm[h], land[i], arable[h])
            net = ratio[v] * normal_net[m] - depreciation - lost
            out[i] = entry_surplus(net, workers, opportunity_wage, investment, capital_charge)


def _surplus_in(
    model: "ValueChainModel", chain: str, people: People, doubt: Floats, seen: Seen, free: Floats
) -> Floats:
    """Expected yearly surplus of a starting unit, one for each of these households."""
    h, p, out = model.households, model.parameters.household, np.empty(people.rows.size)
    unit = starting_unit(model, chain)
    _surplus(
        people.rows, able_to_begin(model, chain, people), doubt, seen.success, seen.ratio,
        h.get("village"), h.get("county"), market_of(model, chain), free, model.credibility,
        land_from_arable(model, chain, people.rows, people.orchard), h.get("arable_mu"),
        h.get("other_farm"), unit.normal_net, unit.depreciation, unit.workers, unit.investment,
        p.free_input_persuasion, model.parameters.labour.opportunity_wage, p.capital_charge, out,
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
    state = kind.opening_state(np.array([float(p.start_capacity)]), of_one_age(p, 1, OLDEST), p)
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
