"""What binds members to their cooperative, what a breach costs, and who hears of it."""

import numpy as np
import pytest

from sim.agents.enterprise import IN_DEFAULT
from sim.effects import Effects
from sim.phases.deliver import deliver
from sim.phases.trust import update_trust
from sim.scenario import Scenario


def branch(opening, *shocks, months=24):
    scenario = Scenario.from_dict(
        {
            "title": "contracts",
            "title_zh": "合同",
            "run": {"region": "sample", "months": months},
            "shock": [{**entry, "name": f"s{i}"} for i, entry in enumerate(shocks)],
        }
    )
    return opening.branch(Effects(scenario.shocks, scenario.levers))


def market_of(model, county, chain):
    return next(m for m in model.markets if (m.county, m.chain) == (county, chain))


FALL = {"kind": "price", "chain": "jujube", "change": -0.4, "start_month": 10}


def side_sold(opening, **columns):
    """Units of dates side-sold in a November whose quote is a fifth above the contract."""
    model = opening.branch(Effects())
    while model.calendar_month != 9:
        model.step()
    for name, value in columns.items():
        setattr(model.cooperatives, name, np.full(len(model.cooperatives), value))
    market = market_of(model, "luopu", "jujube")
    market.quote = market.contract_offer * 1.2
    table = model.holdings["jujube"]
    table.available[:] = table.expected_output * 0.2
    deliver(model)
    return float(model.month_totals["jujube"]["side_sold"][market.index])


def test_an_expected_refund_keeps_members_with_their_cooperative(calm_opening):
    without = side_sold(calm_opening, refund_expected=0.0)
    with_refund = side_sold(calm_opening, refund_expected=0.5)
    assert with_refund < without
    # A refund that closes the gap leaves none.
    assert side_sold(calm_opening, refund_expected=20.0) == 0.0


def test_shares_and_their_dividend_bind(calm_opening):
    def sold(shares, dividend):
        model = calm_opening.branch(Effects())
        table = model.holdings["jujube"]
        table.shares[table.cooperative >= 0] = shares
        return side_sold(model, dividend_expected=dividend)

    none, held, paid = sold(0.0, 0.0), sold(5.0, 0.0), sold(5.0, 160.0)
    assert none > held > paid


def test_refunds_paid_in_january_are_expected_for_the_year(calm_opening):
    model = calm_opening.branch(Effects())
    patronage = 0.0
    while True:
        before = model.holdings["jujube"].patronage.copy()
        model.step()
        if model.calendar_month == 0 and model.month > 0:
            break
        patronage = before.sum()
    assert patronage > 0.0
    row = int(np.argmax(model.cooperatives.refund_expected))
    assert 0.0 < model.cooperatives.refund_expected[row] < 1.0
    expected = model.cooperatives.refund_expected.copy()
    model.step()
    assert (model.cooperatives.refund_expected == expected).all()


def test_dealers_who_break_lose_the_trust_of_members_who_give_it_back_slowly(calm_opening):
    model = branch(calm_opening, {**FALL, "duration_months": 6})
    trust = {}
    for _ in range(24):
        model.step()
        table = model.holdings["jujube"]
        trust[model.month] = float(table.trust[table.cooperative >= 0].mean())
        assert (table.trust[table.cooperative < 0] == 1.0).all()
    assert trust[9] == 1.0
    assert trust[12] < 0.95
    assert min(trust.values()) < trust[23] < 1.0
    # Other chains' members were promised nothing by dealers in dates.
    assert model.holdings["pigeon"].trust.min() == 1.0


def test_credibility_is_lost_where_contracts_fail_and_comes_back_slowly(calm_opening):
    model = branch(calm_opening, {**FALL, "duration_months": 6})
    luopu = [county.id for county in model.region.counties].index("luopu")
    history = []
    for _ in range(24):
        model.step()
        history.append(model.credibility.copy())
    history = np.array(history)
    assert (history[:10] == 1.0).all()
    lowest = int(history[:, luopu].argmin())
    assert history[lowest, luopu] < 0.97
    assert history[lowest, luopu] < history[-1, luopu] < 1.0
    # Yutian has no dealers under contract: nothing failed there.
    assert (np.delete(history, luopu, axis=1) == 1.0).all()


def test_an_enterprise_that_leaves_costs_its_county_the_credit_of_contracts(calm_opening):
    shock = {"kind": "enterprise_exit", "chain": "pigeon", "county": "yutian", "start_month": 3}
    model = branch(calm_opening, shock)
    yutian = [county.id for county in model.region.counties].index("yutian")
    for _ in range(3):
        model.step()
    assert (model.credibility == 1.0).all()
    model.step()
    market = market_of(model, "yutian", "pigeon")
    # One of the county's enterprises or the only one: half of its credit goes with it.
    assert model.market_credibility[market.index] == pytest.approx(0.5)
    assert 0.5 <= model.credibility[yutian] < 1.0
    assert (np.delete(model.credibility, yutian) == 1.0).all()
    after = model.credibility[yutian]
    model.step()
    assert after < model.credibility[yutian] < 1.0


def test_default_and_a_dropped_floor_cost_credit_once_each(calm_opening, plain):
    model = branch(calm_opening)
    model.step()
    agent = next(a for a in model.enterprises if a.market.chain == "pigeon")
    index, p = agent.market.index, plain.enterprise
    weight = agent.opening_capacity / sum(
        other.opening_capacity for other in model.enterprises_of[index]
    )
    agent.status, agent.paid_in_full, agent.floor_dropped = IN_DEFAULT, False, True
    update_trust(model)
    lost = weight * (p.credibility_loss_default + p.credibility_loss_floor)
    assert model.market_credibility[index] == pytest.approx(1.0 - lost)
    linked = model.cooperatives.enterprise == agent.row
    table = model.holdings["pigeon"]
    rows = np.append(linked, False)[table.cooperative]
    assert table.trust[rows] == pytest.approx(1.0 - p.trust_loss)
    # Still in default, the floor still gone: only the default is new.
    before = model.market_credibility[index]
    update_trust(model)
    recovered = before + p.credibility_recovery * (1.0 - before)
    expected = recovered * (1.0 - weight * p.credibility_loss_default)
    assert model.market_credibility[index] == pytest.approx(expected)


def test_a_calm_baseline_costs_nobody_any_trust(calm_opening):
    model = branch(calm_opening)
    for _ in range(24):
        model.step()
    assert (model.credibility == 1.0).all()
    assert all(table.trust.min(initial=1.0) == 1.0 for table in model.holdings.values())
