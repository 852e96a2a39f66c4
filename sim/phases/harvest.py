"""Phase 3, harvest or leave: pick while it pays, own hands first, then hired ones."""

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.chains.declaration import OWNERS
from sim.engine.kernel import index, kernel
from sim.phases.illness import fall_ill
from sim.phases.store import keep_storage, month_loss
from sim.rules.growing import (
    days_short,
    eaten_at_home,
    hired_days,
    own_picking,
    worth_picking,
)
from sim.state.holdings import Holdings
from sim.state.income import HIRED_LABOUR, OWN_CONSUMPTION, add_to_source, earn

if TYPE_CHECKING:
    from sim.model import ValueChainModel


@kernel
def _days_wanted(output, household, market, workers, own_days, per_day, county_of_market, wanted):
    """Days of hired picking wanted in each county if every ripe unit is picked."""
    for row in range(output.size):
        own = workers[household[row]] * own_days if household[row] >= 0 else 0.0
        wanted[county_of_market[market[row]]] += days_short(output[row], per_day, own)


@kernel
def _pick(
    output, household, market, workers, cash, quote, share_found, own_days, per_day, wage,
    transport, hired_cost, income,
):  # fmt: skip
    """Leave what does not pay; hired picking is paid at once. Returns (picked, bill)."""
    picked, bill = 0.0, 0.0
    for row in range(output.size):
        h, m = index(household[row]), index(market[row])
        price = quote[m]
        needed = output[row] / per_day
        own = hired = 0.0
        if worth_picking(price, transport):
            own = own_picking(output[row], per_day, workers[h], own_days)
        if worth_picking(price, hired_cost):
            hired = hired_days(needed, own, cash[h], wage, share_found[m])
        cost = hired * wage
        cash[h] -= cost
        earn(income, h, HIRED_LABOUR, -cost)
        bill += cost
        output[row] = min((own + hired) * per_day, output[row])
        picked += output[row]
    return picked, bill


@kernel
def _store(
    output, household, market, persons, quote, eaten_month, storable, loss, stock, available,
    eaten, income,
):  # fmt: skip
    """Age the stock, eat, and make the rest available. Returns (grown, eaten, shrunk, left)."""
    grown, eaten_total, shrunk, left = 0.0, 0.0, 0.0, 0.0
    # Rows stand in the order of their households' cells: a sum is kept until the cell changes.
    cell, value = -1, 0.0
    for row in range(output.size):
        held = output[row]
        grown += held
        if storable:
            gone = stock[row] * loss
            shrunk += gone
            held += stock[row] - gone
        own = 0.0
        if held > 0.0:
            h = index(household[row])
            if income.cell[h] != cell:
                add_to_source(income, cell, OWN_CONSUMPTION, value)
                cell, value = income.cell[h], 0.0
            own = eaten_at_home(held, persons[h], eaten_month)
            worth = own * quote[index(market[row])]
            income.net[h] += worth
            value += worth
            held -= own
        eaten[row] = own
        available[row] = held
        if storable:
            stock[row] = held
        eaten_total += own
        left += held
    add_to_source(income, cell, OWN_CONSUMPTION, value)
    return grown, eaten_total, shrunk, left


def harvest(model: "ValueChainModel") -> None:
    """Pick, eat and store, chain by chain; hired pickers of the county are paid in `live`."""
    fall_ill(model)
    model.picking_pool[:] = 0.0
    keep_storage(model)
    for name in model.chains:
        p = model.parameters_of(name)
        if p.harvest_per_day > 0.0 and p.harvest_calendar[model.calendar_month] > 0.0:
            wanted = np.zeros(len(model.region.counties))
            for table in (model.holdings[name], model.bases[name]):
                add_days_wanted(model, table, p, wanted)
            share = share_of_pickers_found(model, wanted)
            _pick_households(model, name, p, share)
            pick_bases(model, name, p, share)
        _keep(model, name, p)
        keep_bases(model, name)


def add_days_wanted(model: "ValueChainModel", table: Holdings, p: Any, wanted: np.ndarray) -> None:
    """Add to `wanted` (counties,) the days of hired picking that a table's ripe units take."""
    _days_wanted(
        table.output, table.household, table.market, model.able_workers(),
        model.parameters.labour.own_days, p.harvest_per_day, model.county_of_market, wanted,
    )  # fmt: skip


def share_of_pickers_found(model: "ValueChainModel", wanted: np.ndarray) -> np.ndarray:
    """Share of the wanted hired days that the county's pickers can work, one a market."""
    found = np.ones_like(wanted)
    busy = wanted > 0.0
    found[busy] = np.minimum(model.picking_days[busy] / wanted[busy], 1.0)
    # Of those who would pick, a labour shock keeps some away, however many are idle elsewhere.
    come = np.array([model.effects.workers_left(market) for market in model.markets])
    return found[model.county_of_market] * come


def _pick_households(model: "ValueChainModel", name: str, p: Any, share: np.ndarray) -> None:
    table = model.holdings[name]
    quotes = model.market_array("quote")
    for market, rows in table.slices:
        _, bill = _pick(
            table.output[rows], table.household[rows], table.market[rows],
            model.able_workers(), model.households.get("cash"), quotes, share,
            model.parameters.labour.own_days, p.harvest_per_day, p.picking_wage,
            p.transport_cost, p.picking_wage / p.harvest_per_day + p.transport_cost, model.income,
        )  # fmt: skip
        book_picking(model, name, market, bill)


def book_picking(model: "ValueChainModel", name: str, market: int, bill: float) -> None:
    """Book what households of a market pay for hired picking."""
    model.books.pay("picking_wages", name, bill)
    model.picking_pool[model.county_of_market[market]] += bill


def pick_bases(model: "ValueChainModel", name: str, p: Any, share: np.ndarray) -> None:
    """An enterprise picks its base with hired hands as far as it pays and can be paid."""
    table = model.bases[name]
    for row in range(len(table)):
        market, enterprise = model.markets[table.market[row]], table.enterprise[row]
        if enterprise < 0:
            continue
        cost = p.picking_wage / p.harvest_per_day
        if not worth_picking(market.quote, cost + p.transport_cost):
            table.output[row] = 0.0
            continue
        wanted = table.output[row] / p.harvest_per_day * share[market.index] * p.picking_wage
        paid = model.enterprises[enterprise].bear(wanted)
        model.books.pay("enterprise_picking_wages", market.chain, paid)
        model.picking_pool[model.county_of_market[market.index]] += paid
        table.output[row] = min(paid / cost, table.output[row])


def _keep(model: "ValueChainModel", name: str, p: Any) -> None:
    table = model.holdings[name]
    produced, eaten, shrunk, left = _store(
        table.output, table.household, table.market, model.households.get("persons"),
        model.market_array("quote"), p.eaten_per_person / 12.0, p.storable > 0.0,
        month_loss(p, model.calendar_month), table.stock, table.available, table.eaten,
        model.income,
    )  # fmt: skip
    table.has_product = left > 0.0
    book_kept(model, name, produced, eaten, shrunk)


def book_kept(
    model: "ValueChainModel", name: str, produced: float, eaten: float, shrunk: float
) -> None:
    """Book what households harvested, ate and lost in store."""
    product, books = model.chains[name].product, model.books
    books.move(product, "nature", "households", "produced", produced)
    books.move(product, "households", "nature", "eaten", eaten)
    books.move(product, "households", "nature", "shrunk", shrunk)


def keep_bases(model: "ValueChainModel", name: str) -> None:
    """What bases bring forth is for sale at once."""
    table = model.bases[name]
    if not len(table):
        return
    table.available[:] = table.output
    grown = table.by_owner(table.output)
    table.has_product = sum(grown) > 0.0
    for sector, produced in zip(OWNERS, grown, strict=True):
        model.books.move(model.chains[name].product, "nature", sector, "produced", produced)
