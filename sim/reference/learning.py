"""Phases 13 and 14 of households as objects: learn, decide."""

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.phases.decide import FEBRUARY, decide_yearly
from sim.phases.grow import book_event
from sim.phases.learn import adapt, expect_of_bases, heard_of, weight_of_month
from sim.phases.observe import cost_factors, full_costs
from sim.phases.resize import book_resized
from sim.phases.trust import judge_payers, update_credibility
from sim.rules.contracts import adapted_trust
from sim.rules.credit import sold_for_arrears
from sim.rules.growing import herd_year, lean_months, mean_price, sold_in_need, value_of_a_mu
from sim.rules.household import adapted_expectation, price_seen
from sim.state.holdings import by_owner

if TYPE_CHECKING:
    from sim.reference.model import ReferenceModel


def learn(model: "ReferenceModel") -> None:
    """Adapt expectations in months of trade, trust and credibility in every month."""
    heard, planned = heard_of(model), model.market_array("planned_price")
    gross = heard.gross.tolist()
    for name in model.chains:
        weight = weight_of_month(model, name)
        for holding in model.held[name]:
            _adapt(holding, model.markets[holding.market], gross, weight)
        adapt(model, model.bases[name], heard)
        expect_of_bases(model, name, planned)
    _note_month(model)
    _update_trust(model)


def _adapt(holding: Any, market: Any, contract_prices: list[float], weight: float) -> None:
    """Adapt to the mean of contract and spot price by what went where this month."""
    if holding.delivered > 0.0:
        seen = price_seen(
            holding.delivered, contract_prices[holding.cooperative], holding.spot,
            market.farm_gate, holding.fee_raised,
        )  # fmt: skip
    elif market.traded:
        seen = market.farm_gate
    else:
        return
    holding.expected_price = adapted_expectation(holding.expected_price, seen, weight)


def _note_month(model: "ReferenceModel") -> None:
    """Add what each holding grew, offered and was paid or promised this month to its year.

    Trees also count the months in succession in which they are not expected to bring their cost.
    """
    contract_net = model.cooperatives.contract_net.tolist()
    for name, held in model.held.items():
        costly = model.parameters_of(name).full_cost > 0.0
        full_cost = full_costs(model, name).tolist()
        for holding in held:
            market = model.markets[holding.market]
            holding.year_output += holding.output
            units = holding.delivered + holding.spot
            if units != 0.0:
                holding.year_units += units
                holding.year_value += holding.spot * market.sold_share * market.farm_gate
                if holding.delivered > 0.0:
                    holding.year_value += holding.delivered * contract_net[holding.cooperative]
            if costly and holding.expected_output > 0.0:
                value = value_of_a_mu(
                    holding.expected_price, holding.expected_output, sum(holding.state),
                    holding.yield_factor,
                )  # fmt: skip
                cost = full_cost[holding.market]
                holding.lean_months = lean_months(holding.lean_months, value, cost)


def _update_trust(model: "ReferenceModel") -> None:
    """Members judge their own payer, counties what failed in any of their chains."""
    payer, broken, gain, loss = (column.tolist() for column in judge_payers(model))
    for held in model.held.values():
        for holding in held:
            if holding.cooperative >= 0:
                by = payer[holding.cooperative]
                if holding.trust < 1.0 or broken[by] > 0.0:
                    holding.trust = adapted_trust(holding.trust, broken[by], gain[by], loss[by])
    update_credibility(model)


def decide(model: "ReferenceModel") -> None:
    """Change capacity, leave, join or take up a chain once a year; in need sell animals at once."""
    for name, chain in model.chains.items():
        if chain.animals and model.month >= 0:
            _sell_in_need(model, name)
    if model.calendar_month == FEBRUARY:
        with model.as_columns():
            decide_yearly(model)


def _sell_in_need(model: "ReferenceModel", name: str) -> None:
    """Keepers whose animals eat more than they bring, or with old arrears, sell a part of them."""
    held = model.held[name]
    if all(holding.fee_raised for holding in held):
        return
    p, unit = model.parameters_of(name), model.holdings[name].unit
    factors, values = cost_factors(model, name).tolist(), model.chains[name].unit_values(p).tolist()
    contract_net = model.cooperatives.contract_net.tolist()
    sellers, shares, decided = [], [], []
    for holding in held:
        year = herd_year(
            unit.output, unit.inputs, holding.yield_factor, factors[holding.market],
            holding.state[0],
        )  # fmt: skip
        _count_lean(holding, model.markets[holding.market], contract_net, year)
        share, gives_up = _share_sold(model, holding, year, values, p)
        if share > 0.0:
            sellers.append(holding)
            shares.append(share)
            decided.append(gives_up)
    if sellers:
        _carry_out(model, name, sellers, shares, decided)


def _count_lean(
    holding: Any, market: Any, contract_net: list[float], year: tuple[float, float]
) -> None:
    """Count months in which this month's prices do not bring the feed; year: output and feed."""
    output, feed = year
    contract = contract_net[holding.cooperative] if holding.delivered > 0.0 else 0.0
    price = mean_price(
        holding.delivered, contract, holding.spot, market.sold_share, market.farm_gate
    )
    holding.lean_months = lean_months(holding.lean_months, price * output, feed)


def _share_sold(
    model: "ReferenceModel", holding: Any, year: tuple[float, float], values: list[float], p: Any
) -> tuple[float, bool]:
    """Share of the herd sold in need, and whether it is given up for good.

    Stock raised for a fee is fed and owned by the enterprise.
    """
    keeper = holding.keeper
    if holding.fee_raised or (holding.lean_months == 0.0 and keeper.overdue == 0.0):
        return 0.0, False
    output, feed = year
    most = p.distress_sale_share
    share = sold_in_need(
        holding.lean_months, p.distress_after_months, keeper.need - keeper.cash,
        holding.expected_price * output - feed, values[0] * holding.state[0],
        model.parameters.household.capital_charge, most,
    )  # fmt: skip
    value = 0.0
    for units, price in zip(holding.state, values, strict=True):
        value += price * units
    owed = sold_for_arrears(
        keeper.overdue, keeper.overdue_months, model.parameters.finance.distress_months, value
    )
    return float(max(share, min(owed, most))), share >= most


def _carry_out(
    model: "ReferenceModel",
    name: str,
    sellers: list[Any],
    shares: list[float],
    decided: list[bool],
) -> None:
    """Let the chain's biology shrink these herds, and book what is sold.

    Who sells only what need takes still wants the herd there was, and raises it again.
    """
    owner = np.array([holding.owner for holding in sellers])
    part = SimpleNamespace(
        state=np.array([holding.state for holding in sellers]).T,
        target=np.array([holding.target for holding in sellers]),
        by_owner=lambda quantity: by_owner(owner, quantity),
    )
    change = -np.array(shares)
    resized = model.chains[name].resize(part, change, model.parameters_of(name))
    for event in resized.events:
        book_event(model, event)
    net = (resized.receipts - resized.cost).tolist()
    states, targets = part.state.T.tolist(), part.target.tolist()
    for index, holding in enumerate(sellers):
        holding.state = states[index]
        holding.keeper.cash += net[index]
        if decided[index]:
            holding.target = targets[index]
    book_resized(model, name, resized)
