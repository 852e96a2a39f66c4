"""Phases 2 to 4 of households as objects: grow, harvest, inputs."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.phases.grow import book_event, season_of
from sim.phases.harvest import (
    add_days_wanted,
    book_kept,
    book_picking,
    keep_bases,
    pick_bases,
    share_of_pickers_found,
)
from sim.phases.illness import fall_ill
from sim.phases.inputs import (
    book_inputs,
    cost_of_inputs,
    feed_bases,
    feed_for_fee_growers,
    starve_for_fee,
    thrift_of,
)
from sim.phases.store import keep_storage, month_loss
from sim.phases.subsidise import subsidy_rates
from sim.phases.train import train
from sim.reference.biology import grow_holdings
from sim.reference.exchange import gather_holdings
from sim.rules.growing import (
    days_short,
    eaten_at_home,
    hired_days,
    own_picking,
    paid_at_once,
    thrifty_cut,
    worth_picking,
)
from sim.state.income import HIRED_LABOUR, INPUTS, OWN_CONSUMPTION

if TYPE_CHECKING:
    from sim.reference.model import ReferenceModel


def grow(model: "ReferenceModel") -> None:
    """Let every chain's biology run a month, on households' holdings and on bases."""
    season = season_of(model)
    for name, chain in model.chains.items():
        p, base = model.parameters_of(name), model.bases[name]
        events = grow_holdings(chain, model.held[name], season, p)
        events += chain.grow(base, season, p) if len(base) else []
        for event in events:
            book_event(model, event)


def harvest(model: "ReferenceModel") -> None:
    """Pick, eat and store, chain by chain; hired pickers of the county are paid in `live`."""
    _fall_ill(model)
    model.picking_pool[:] = 0.0
    keep_storage(model)
    for name in model.chains:
        p = model.parameters_of(name)
        if p.harvest_per_day > 0.0 and p.harvest_calendar[model.calendar_month] > 0.0:
            _pick_all(model, name, p)
        _keep(model, name, p)
        keep_bases(model, name)


def _fall_ill(model: "ReferenceModel") -> None:
    """Tell those who fall ill and those who are well again."""
    before = model.ill
    fall_ill(model)
    at_work = model.households.get("at_work")
    for row in np.union1d(before, model.ill).tolist():
        model.people[row].at_work = float(at_work[row])


def _pick_all(model: "ReferenceModel", name: str, p: Any) -> None:
    """Hands are sought in the whole county, then everybody picks."""
    days = model.parameters.labour.own_days
    wanted = [0.0] * len(model.region.counties)
    county = model.county_of_market.tolist()
    for holding in model.held[name]:
        own = holding.keeper.workers * holding.keeper.at_work * days
        wanted[county[holding.market]] += days_short(holding.output, p.harvest_per_day, own)
    in_all = np.array(wanted)
    add_days_wanted(model, model.bases[name], p, in_all)
    share = share_of_pickers_found(model, in_all)
    bills, found = [0.0] * len(model.markets), share.tolist()
    quotes = [market.quote for market in model.markets]
    for holding in model.held[name]:
        m = holding.market
        bills[m] += _pick(holding, holding.keeper, quotes[m], found[m], days, p)
    for market, bill in enumerate(bills):
        book_picking(model, name, market, bill)
    pick_bases(model, name, p, share)


def _pick(holding: Any, keeper: Any, quote: float, found: float, days: float, p: Any) -> float:
    """Leave what does not pay; hired picking is paid at once. Returns the bill, yuan."""
    per_day, wage = p.harvest_per_day, p.picking_wage
    own = hired = 0.0
    if worth_picking(quote, p.transport_cost):
        workers = keeper.workers * keeper.at_work
        own = own_picking(holding.output, per_day, workers, days)
    if worth_picking(quote, wage / per_day + p.transport_cost):
        hired = hired_days(holding.output / per_day, own, keeper.cash, wage, found)
    cost = hired * wage
    keeper.cash -= cost
    keeper.earn(HIRED_LABOUR, -cost)
    holding.output = min((own + hired) * per_day, holding.output)
    return float(cost)


def _keep(model: "ReferenceModel", name: str, p: Any) -> None:
    """Age the stock, eat, and make the rest available."""
    storable, loss = p.storable > 0.0, month_loss(p, model.calendar_month)
    a_person = p.eaten_per_person / 12.0
    quotes = [market.quote for market in model.markets]
    produced = eaten = shrunk = 0.0
    for holding in model.held[name]:
        available, ate, keeper = holding.output, 0.0, holding.keeper
        if storable:
            gone = holding.stock * loss
            shrunk += gone
            available += holding.stock - gone
        if available > 0.0:
            ate = eaten_at_home(available, keeper.persons, a_person)
            keeper.earn(OWN_CONSUMPTION, ate * quotes[holding.market])
            available -= ate
        if storable:
            holding.stock = available
        holding.available, holding.eaten = available, ate
        produced += holding.output
        eaten += ate
    book_kept(model, name, produced, eaten, shrunk)


def inputs(model: "ReferenceModel") -> None:
    """Buy the month's inputs for households' holdings and for bases."""
    model.cooperatives.feed_bill[:] = 0.0
    for name in model.chains:
        if model.parameters_of(name).input_calendar[model.calendar_month] > 0.0:
            _buy(model, name)
    unfed = feed_for_fee_growers(model)
    if unfed.any():
        with model.some_as_columns(holdings=["available", "yearly_cut", "state"]):
            starve_for_fee(model, unfed)
    if model.trains or any(lever.kind == "training" for lever in model.effects.levers):
        with model.some_as_columns(holdings=["skill", "yield_factor", "exposure"]):
            train(model)


def _buy(model: "ReferenceModel", name: str) -> None:
    """A chain's growers buy first, then its bases are fed."""
    p, factors = model.parameters_of(name), cost_of_inputs(model)
    factor, subsidy = factors.tolist(), _subsidies(model, name)
    rates = _inputs_by_stage(model, name, p)
    terms = thrift_of(p, model.calendar_month)
    subsidised = [0.0] * len(model.markets)
    feed_bill = [0.0] * len(model.cooperatives)
    paid = credit = 0.0
    for holding in model.held[name]:
        m, bill, keeper = holding.market, 0.0, holding.keeper
        for units, rate in zip(holding.state, rates, strict=True):
            bill += units * rate
        bill *= factor[m]
        if holding.fee_raised and holding.cooperative >= 0:
            feed_bill[holding.cooperative] += bill
            continue
        if bill <= 0.0:
            continue
        if terms.full_cost > 0.0:
            saved = subsidy[m] * bill / terms.calendar_share
            cut = thrifty_cut(
                holding.expected_price, holding.expected_output, sum(holding.state),
                terms.full_cost, saved, terms.response, terms.largest,
            )  # fmt: skip
            holding.yearly_cut += cut * terms.calendar_share
            bill *= 1.0 - cut
        subsidised[m] += bill * subsidy[m]
        bill *= 1.0 - subsidy[m]
        now = paid_at_once(bill, terms.credit_share, keeper.cash)
        keeper.cash -= now
        holding.input_debt += bill - now
        keeper.earn(INPUTS, -bill)
        paid += now
        credit += bill - now
    model.cooperatives.feed_bill += feed_bill
    book_inputs(model, name, paid, credit, np.array(subsidised))
    feed_bases(model, name, p, factors)


def _subsidies(model: "ReferenceModel", name: str) -> list[float]:
    """Share of inputs paid for growers by market; enterprises look at all growers' bills first."""
    if not any(lever.kind == "input_subsidy" for lever in model.effects.levers):
        return [0.0] * len(model.markets)
    gather_holdings(model, name, ["state"])
    return [float(share) for share in subsidy_rates(model, name)]


def _inputs_by_stage(model: "ReferenceModel", name: str, p: Any) -> list[float]:
    """Inputs of the month for one unit of each stage, yuan: the chain is asked about each alone.

    A chain's cost is in proportion to its state.
    """
    one_of_each = SimpleNamespace(state=np.eye(len(model.chains[name].stages)))
    rates = model.chains[name].input_cost(one_of_each, model.calendar_month, p)
    return [float(rate) for rate in rates]
