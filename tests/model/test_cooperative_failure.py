"""A cooperative that cannot pay fails; stock that nobody feeds dies."""

import numpy as np
import pytest

from sim.accounts.audit import Audit
from sim.accounts.books import CHAIN_INDEX
from sim.accounts.kinds import CLAIM_INDEX, FLOW_INDEX, MOVEMENT_INDEX
from sim.agents.cooperative import FAILED, OPERATING
from sim.effects import Effects
from sim.phases.wind_up import close_failed_cooperatives
from sim.scenario import Scenario

PIGEON = CHAIN_INDEX["pigeon"]


def booked(model, side, kind, index=CLAIM_INDEX):
    return float(getattr(model.books, side)[index[kind], PIGEON])


@pytest.fixture
def ready(calm_opening, plain):
    """A month lived, books opened anew, and the row of the pigeon cooperative with a base."""
    model = calm_opening.branch(Effects())
    model.step()
    base = model.bases["pigeon"]
    row = int(base.cooperative[base.enterprise < 0][0])
    model.books.new_month()
    model.cells[:] = 0.0
    model.cooperatives.months_unpaid[row] = plain.cooperative.default_months_exit
    return model, row


def members_of(model, row):
    return np.flatnonzero(model.holdings["pigeon"].cooperative == row)


def owe(model, row, owed, cash, receivable):
    table, holdings = model.cooperatives, model.holdings["pigeon"]
    holdings.receivable[members_of(model, row)] = 0.0
    holdings.receivable[members_of(model, row)[:4]] = owed / 4.0
    table.owed[row], table.cash[row], table.receivable[row] = owed, cash, receivable


def without_base(model, row):
    base = model.bases["pigeon"]
    base.state[:, base.cooperative == row] = 0.0


def test_members_get_what_cash_allows_and_lose_the_rest(ready):
    model, row = ready
    without_base(model, row)
    owe(model, row, owed=4000.0, cash=1000.0, receivable=0.0)
    close_failed_cooperatives(model)
    assert booked(model, "paid", "member_deliveries") == pytest.approx(1000.0)
    assert booked(model, "written_off", "member_deliveries") == pytest.approx(3000.0)
    assert booked(model, "flows", "member_payments", FLOW_INDEX) == pytest.approx(1000.0)
    table = model.cooperatives
    assert (table.status[row], table.owed[row], table.cash[row]) == (FAILED, 0.0, 0.0)
    assert model.holdings["pigeon"].receivable[members_of(model, row)].sum() == 0.0
    assert model.cooperative_agents[row].status == "failed"


def test_what_buyers_still_owe_outlives_the_cooperative(ready):
    """Of 4,000 owed, 1,000 are paid, 2,000 may still come from the enterprise, 1,000 are lost."""
    model, row = ready
    without_base(model, row)
    owe(model, row, owed=4000.0, cash=1000.0, receivable=2000.0)
    close_failed_cooperatives(model)
    assert booked(model, "written_off", "member_deliveries") == pytest.approx(1000.0)
    assert model.cooperatives.owed[row] == pytest.approx(2000.0)
    held = model.holdings["pigeon"].receivable[members_of(model, row)].sum()
    assert held == pytest.approx(2000.0)


def test_its_base_is_sold_and_what_is_left_goes_to_members_by_their_shares(ready, plain):
    model, row = ready
    base, holdings = model.bases["pigeon"], model.holdings["pigeon"]
    own = base.cooperative == row
    pairs = base.state[:, own].sum()
    assert pairs > 0.0
    owe(model, row, owed=0.0, cash=500.0, receivable=0.0)
    cash = model.households.get("cash").copy()
    close_failed_cooperatives(model)
    worth = pairs * plain.pigeon.pair_price * plain.cooperative.liquidation_share
    assert booked(model, "flows", "cooperative_stock_sales", FLOW_INDEX) == pytest.approx(worth)
    assert booked(model, "flows", "patronage_refunds", FLOW_INDEX) == pytest.approx(500.0 + worth)
    sold = sum(
        model.books.goods[MOVEMENT_INDEX[asset, "cooperatives", "world", "sold"]]
        for asset in ("breeding_pair", "young_pair")
    )
    assert sold == pytest.approx(pairs)
    gained = model.households.get("cash") - cash
    members = members_of(model, row)
    shares = np.bincount(
        holdings.household[members], weights=holdings.shares[members], minlength=gained.size
    )
    assert shares.sum() > 0.0
    assert gained == pytest.approx((500.0 + worth) * shares / shares.sum())


def test_contracts_jobs_and_membership_end_with_it(ready):
    model, row = ready
    without_base(model, row)
    assert sum(market.delivered_units for market in model.markets) > 0.0
    assert model.cooperatives.jobs[row] > 0.0
    close_failed_cooperatives(model)
    # What was taken away by hand is nobody's movement.
    model.audit = Audit()
    for _ in range(12):
        model.step()
        assert model.holdings["pigeon"].delivered[members_of(model, row)].sum() == 0.0
    employed = model.households.get("cooperative_employer") == row
    assert employed.any()
    assert model.cooperative_wage_share[row] == 0.0
    assert model.cooperatives.dividend_expected[row] == 0.0
    assert model.audit.worst["cash"] < 1e-6 * model.audit.worst["turnover"]
    assert model.audit.worst["claims"] < 1e-6 * model.audit.worst["turnover"]
    assert model.audit.worst["goods"] < 1e-6


def test_only_lasting_arrears_close_a_cooperative(calm_opening, plain):
    model = calm_opening.branch(Effects())
    model.step()
    table = model.cooperatives
    table.months_unpaid[:] = plain.cooperative.default_months_exit - 1.0
    close_failed_cooperatives(model)
    assert (table.status == OPERATING).all()
    # Cooperatives pay their bills in a calm month: the count starts again.
    model.step()
    assert (table.months_unpaid == 0.0).all()


def crisis(opening, **shock):
    scenario = Scenario.from_dict(
        {
            "title": "crisis",
            "title_zh": "危机",
            "run": {"region": "sample", "months": 30},
            "shock": [{"kind": "price", "chain": "pigeon", "at": "reference", **shock}],
        }
    )
    return opening.branch(Effects(scenario.shocks))


def test_a_cooperative_fails_when_its_base_earns_nothing_for_long(calm_opening):
    """Nobody pays for squabs: wages go unpaid, the cooperative with jobs is closed."""
    model = crisis(calm_opening, change=-1.0)
    base = model.bases["pigeon"]
    row = int(base.cooperative[base.enterprise < 0][0])
    for _ in range(30):
        model.step()
    assert model.cooperatives.status[row] == FAILED
    others = model.cooperatives.chain != model.cooperatives.chain[row]
    assert (model.cooperatives.status[others] == OPERATING).all()
    assert base.state[:, base.cooperative == row].sum() == 0.0
    assert model.audit.worst["goods"] < 1e-6


def test_no_cooperative_fails_in_an_ordinary_baseline(lucky_opening):
    model = lucky_opening.branch(Effects())
    for _ in range(36):
        model.step()
    assert (model.cooperatives.status == OPERATING).all()


def test_stock_that_is_not_fed_dies_in_part(calm_opening, plain):
    """By hand: with no cash at all, 30% of the pairs die in a month and no squab is sold."""
    model = calm_opening.branch(Effects())
    base = model.bases["pigeon"]
    own = base.enterprise < 0
    rows = base.cooperative[own]
    pairs = base.state[:, own].sum()
    model.cooperatives.cash[rows] = 0.0
    model.step()
    died = MOVEMENT_INDEX["breeding_pair", "cooperatives", "nature", "discarded"]
    assert model.books.goods[died] == pytest.approx(pairs * plain.pigeon.unfed_mortality)
    assert base.available[own].sum() == 0.0
    assert model.audit.worst["goods"] < 1e-6


def test_trees_whose_inputs_are_not_paid_yield_less_next_year(calm_opening):
    model = calm_opening.branch(Effects())
    base = model.bases["rose"]
    own = base.enterprise >= 0
    assert own.any()
    while model.calendar_month != 0:
        model.step()
    for _ in range(13):
        for enterprise in model.enterprises:
            if enterprise.market.chain == "rose":
                enterprise.cash = enterprise.opening_line = enterprise.debt = 0.0
        model.step()
    assert (base.condition[own] < 1.0).all()
