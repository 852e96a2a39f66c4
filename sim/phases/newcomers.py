"""New rows of a holdings table: households that begin with a starting unit of a chain."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.accounts.public import pay_public
from sim.chains.units import YOUNGEST, of_one_age
from sim.engine.draws import Purpose, standard_normals, text_key, uniforms
from sim.engine.kernel import kernel
from sim.phases.grow import book_event
from sim.phases.means import borrow_for, unit_cost
from sim.rules.means import land_given_up
from sim.state.holdings import SPOT, Holdings
from sim.state.households import REGISTERED
from sim.state.land import spare_orchard
from sim.state.rows import rebuild

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.scenario.models import Lever

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


def market_of(model: "ValueChainModel", chain: str) -> Rows:
    """Row of a chain's market for each county, -1 where the county does not have it."""
    found = np.full(len(model.region.counties), -1)
    for market in model.markets:
        if market.chain == chain:
            found[model.county_of_market[market.index]] = market.index
    return found


def starting_cost(model: "ValueChainModel", chain: str) -> float:
    """What the starting unit of a chain costs, yuan."""
    p = model.parameters_of(chain)
    return float(p.start_capacity) * unit_cost(model.chains[chain], p)


def begin(
    model: "ValueChainModel", chain: str, households: Rows, lever: "Lever | None" = None
) -> None:
    """Give households (row numbers) a holding with a starting unit of young trees or animals.

    They pay for it themselves, or the county does for a lever. They sell on the spot at first; what
    they expect is this month's price.
    """
    if not households.size:
        return
    take_land(model, chain, households)
    table = _newcomers(model, chain, households)
    p = model.parameters_of(chain)
    grown = table.state.copy()
    table.spare_land[:] = p.start_capacity
    resized = table.chain.resize(table, np.ones(len(table)), p)
    # What is begun with is young; the full-grown unit only told `resize` how much a unit is.
    table.state = np.maximum(table.state - grown, 0.0)
    table.target[:] = table.reference
    for event in resized.events:
        book_event(model, event)
    _pay(model, chain, households, resized.cost, lever)
    held = model.holdings[chain]
    rebuild(held, np.ones(len(held), dtype=bool), table)


def _newcomers(model: "ValueChainModel", chain: str, households: Rows) -> Holdings:
    """A table of their own, each with a full-grown starting unit; traits are keyed by household."""
    h, p = model.households, model.parameters_of(chain)
    rows = households[np.argsort(h.get("agent_id")[households])]
    ids = h.get("agent_id")[rows]
    own = ids ^ np.uint64(text_key(f"newcomer in {chain}"))
    market = market_of(model, chain)[h.get("county")[rows]]
    sd = float(p.yield_individual_log_sd)
    normals = standard_normals(model.luck_seed, model.draw, own, Purpose.YIELD_FACTOR)
    skill = np.exp(sd * normals - 0.5 * sd**2)
    registered = np.isin(h.get("status")[rows], REGISTERED)
    skill *= np.where(registered, getattr(p, "registered_yield_ratio", 1.0), 1.0)
    nothing, nobody = np.zeros(rows.size), np.full(rows.size, -1)
    columns = {
        "household": rows,
        "market": market,
        "cooperative": nobody,
        "linkage": np.full(rows.size, SPOT),
        "capacity": np.full(rows.size, float(p.start_capacity)),
        "yield_factor": skill,
        "tolerance": uniforms(model.luck_seed, model.draw, own, Purpose.TOLERANCE),
        "shares": nothing,
        "insured_mu": nothing,
    }
    table = Holdings(model.chains[chain], p, columns, of_one_age(p, rows.size, YOUNGEST))
    table.insurance_draw = uniforms(model.luck_seed, model.draw, ids, Purpose.INSURED)
    table.training_draw = uniforms(model.luck_seed, model.draw, ids, Purpose.TRAINING)
    table.expected_price = model.market_array("farm_gate")[market]
    return table


def take_land(model: "ValueChainModel", chain: str, households: Rows) -> None:
    """Trees that find too little spare orchard land take arable land, and what it earned."""
    if model.chains[chain].animals:
        return
    h = model.households
    spare = spare_orchard(h, model.holdings, households)
    lost = land_from_arable(model, chain, households, spare)
    rows, lost = households[lost > 0.0], lost[lost > 0.0]
    h.get("other_farm")[rows] *= 1.0 - lost / h.get("arable_mu")[rows]
    h.get("arable_mu")[rows] -= lost
    h.get("orchard_mu")[rows] += lost
    model.steady.stale |= bool(rows.size)


@kernel
def _land_from_arable(rows, orchard, arable, wanted, largest_share, out):
    for i in range(rows.size):
        out[i] = land_given_up(wanted, orchard[i], arable[rows[i]], largest_share)


def land_from_arable(
    model: "ValueChainModel", chain: str, households: Rows, orchard: Floats
) -> Floats:
    """Arable mu these households would give up for a starting unit; infinite if they have none.

    orchard: mu each could plant without. Animals need no land. At most
    `household.entry_arable_share` of the arable land is given up.
    """
    lost = np.zeros(households.size)
    if not model.chains[chain].animals:
        _land_from_arable(
            households, orchard, model.households.get("arable_mu"),
            float(model.parameters_of(chain).start_capacity),
            model.parameters.household.entry_arable_share, lost,
        )  # fmt: skip
    return lost


def _pay(
    model: "ValueChainModel", chain: str, households: Rows, cost: Floats, lever: "Lever | None"
) -> None:
    """Suppliers are paid by the households, or by the county for a lever; they restock outside."""
    total = float(cost.sum())
    if lever is None or lever.financed_by == "households":
        borrow_for(model, households, cost)
        model.households.get("cash")[households] -= cost
        model.books.pay("household_investment", chain, total)
    else:
        pay_public(model, lever, "stock_gifts", chain, total)
    model.books.pay("supplier_purchases", chain, total * (1.0 - model.parameters.supplier.margin))
