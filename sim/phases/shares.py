"""Shares granted to registered households: public money becomes their capital in a cooperative."""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.accounts.public import pay_public
from sim.agents.cooperative import OPERATING
from sim.chains.units import YOUNGEST, of_one_age
from sim.engine.draws import Purpose, text_key, uniforms
from sim.phases.resize import resize_rows
from sim.state.holdings import MEMBER, Holdings
from sim.state.households import REGISTERED
from sim.state.rows import rebuild

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.scenario.models import Lever
    from sim.state.market import Market

Rows = NDArray[np.int64]
Floats = NDArray[np.float64]


class Grant(NamedTuple):
    """Households that are given so many shares each, and the cooperative meant for each."""

    market: "Market"
    households: Rows
    cooperative: NDArray[np.intp]
    shares: float


def grant_shares(model: "ValueChainModel") -> None:
    """In the month a lever starts, give chosen households shares and cooperatives the money.

    Part of it buys animals for the cooperative's base, the rest is working capital.
    """
    for market in model.markets:
        lever = model.effects.lever("shares", market)
        if lever is None or lever.start_month != model.month:
            continue
        table = model.cooperatives
        open_ones = np.flatnonzero((table.market == market.index) & (table.status == OPERATING))
        if open_ones.size:
            _grant(model, market, lever, open_ones)


def _grant(
    model: "ValueChainModel", market: "Market", lever: "Lever", open_ones: NDArray[np.intp]
) -> None:
    households, draw = _chosen(model, market, float(lever.households_share or 0.0))
    shares = float(lever.shares or 0)
    price = shares * float(model.parameters.cooperative.share_price)
    funded = _pay(model, market, lever, households.size, price)
    households, draw = households[:funded], draw[:funded]
    if not households.size:
        return
    # Spread over the cooperatives by the same draw; who is a member of one stays there.
    place = (draw / float(lever.households_share or 1.0) * open_ones.size).astype(np.int64)
    cooperative = open_ones[np.minimum(place, open_ones.size - 1)]
    cooperative = _enter(model, Grant(market, households, cooperative, shares))
    members = np.bincount(cooperative, minlength=len(model.cooperatives))
    capital = np.asarray(members * price, dtype=np.float64)
    model.cooperatives.cash += capital
    _invest(model, market, capital)


def _chosen(model: "ValueChainModel", market: "Market", share: float) -> tuple[Rows, Floats]:
    """Registered households of the county without shares in the chain, by the draw, and draws.

    A larger share reaches those whom a smaller one reached.
    """
    h, table = model.households, model.holdings[market.chain]
    own = h.get("agent_id") ^ np.uint64(text_key(f"shares in {market.chain}"))
    draw = uniforms(model.luck_seed, model.draw, own, Purpose.SHARES)
    able = np.isin(h.get("status"), REGISTERED) & (draw < share)
    able &= h.get("county") == model.county_of_market[market.index]
    able[table.household[table.shares > 0.0]] = False
    rows = np.flatnonzero(able)
    rows = rows[np.lexsort((h.get("agent_id")[rows], draw[rows]))]
    return rows, draw[rows]


def _pay(
    model: "ValueChainModel", market: "Market", lever: "Lever", wanted: int, price: float
) -> int:
    """Book the grant for as many households as there is money for; returns how many."""
    if lever.financed_by != "enterprises":
        pay_public(model, lever, "share_grants", market.chain, wanted * price)
        return wanted
    agents = [agent for agent in model.enterprises_of[market.index] if agent.is_active]
    spare = np.array([max(agent.cash - agent.cash_target, 0.0) for agent in agents])
    funded = min(wanted, int(spare.sum() // price)) if price > 0.0 else 0
    for agent, own in zip(agents, spare, strict=True):
        agent.cash -= funded * price * float(own / spare.sum()) if funded else 0.0
    model.books.pay("enterprise_share_grants", market.chain, funded * price)
    return funded


def _enter(model: "ValueChainModel", grant: Grant) -> NDArray[np.intp]:
    """Write shares into the chain's table; returns the cooperative in which each holds them.

    Members keep their cooperative, growers without one join it; who grows nothing gets a row
    without capacity.
    """
    table = model.holdings[grant.market.chain]
    row_of = np.full(len(model.households), -1)
    row_of[table.household] = np.arange(len(table))
    rows = row_of[grant.households]
    held = np.flatnonzero(rows >= 0)
    mine = table.cooperative[rows[held]]
    stays = np.append(model.cooperatives.status == OPERATING, False)[mine]
    cooperative = grant.cooperative.copy()
    cooperative[held] = np.where(stays, mine, cooperative[held])
    table.shares[rows[held]] = grant.shares
    table.cooperative[rows[held]] = cooperative[held]
    joined = rows[held][~stays]
    table.linkage[joined] = MEMBER
    new = rows < 0
    newcomers = grant._replace(households=grant.households[new], cooperative=cooperative[new])
    rebuild(table, np.ones(len(table), dtype=bool), _shareholders(model, newcomers))
    return cooperative


def _shareholders(model: "ValueChainModel", grant: Grant) -> Holdings:
    """Rows of households that hold shares and no capacity."""
    size, chain = grant.households.size, grant.market.chain
    columns = {
        "household": grant.households,
        "market": np.full(size, grant.market.index),
        "cooperative": grant.cooperative,
        "linkage": np.full(size, MEMBER),
        "capacity": np.zeros(size),
        "yield_factor": np.ones(size),
        "tolerance": np.ones(size),
        "shares": np.full(size, grant.shares),
        "insured_mu": np.zeros(size),
    }
    p = model.parameters_of(chain)
    return Holdings(model.chains[chain], p, columns, of_one_age(p, size, YOUNGEST))


def _invest(model: "ValueChainModel", market: "Market", capital: Floats) -> None:
    """Buy animals for the bases of cooperatives that keep any, with a part of the capital.

    A base grows by no more than its sheds and its people can take; the rest stays cash.
    """
    base, p = model.bases[market.chain], market.parameters
    if not base.chain.animals:
        return
    own = np.flatnonzero(
        (base.enterprise < 0) & (base.market == market.index) & (base.state[0] > 0.0)
    )
    herd = base.state[0, own] * float(base.chain.unit_values(p)[0])
    cooperatives = model.parameters.cooperative
    wanted = float(cooperatives.share_invested) * capital[base.cooperative[own]] / herd
    change = np.minimum(wanted, float(cooperatives.share_growth_max))
    if not change.any():
        return
    cost = resize_rows(model, base, own, change).cost
    np.subtract.at(model.cooperatives.cash, base.cooperative[own], cost)
    model.books.pay("cooperative_inputs", market.chain, float(cost.sum()))
