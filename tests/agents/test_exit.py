"""An enterprise leaves: jobs, base, floor, dividends and unpaid deliveries go together."""

import numpy as np
import pytest

from sim.accounts.books import CHAIN_INDEX
from sim.accounts.kinds import CLAIM_INDEX, FLOW_INDEX, MOVEMENT_INDEX
from sim.agents.enterprise import GONE, IN_DEFAULT
from sim.effects import Effects
from sim.model import ValueChainModel
from sim.phases.wind_up import leave
from sim.scenario import Scenario
from sim.state.income import FIRST_SOURCE, WAGES, WRITE_OFFS

PIGEON = CHAIN_INDEX["pigeon"]


@pytest.fixture
def leaving(calm_opening):
    """The sample region in the month before the pigeon enterprises leave, and their agents."""
    scenario = Scenario.load("pigeon-enterprise-exits", ["run.region=sample"])
    month = scenario.shocks[0].start_month
    twin = calm_opening.branch(Effects(scenario.shocks, scenario.levers))
    for _ in range(month):
        twin.step()
    return twin, [agent for agent in twin.enterprises if agent.market.chain == "pigeon"]


def flow(model, kind):
    return model.books.flows[FLOW_INDEX[kind], PIGEON]


def test_status_base_and_jobs_go(leaving):
    model, agents = leaving
    base = model.bases["pigeon"]
    own = base.enterprise >= 0
    pairs = base.state[:, own].sum()
    assert pairs > 0.0
    assert flow(model, "enterprise_wages") > 0.0
    assert all(agent.is_active for agent in agents)

    model.step()
    assert all(agent.status == GONE for agent in agents)
    assert base.state[:, own].sum() == 0.0
    sold = MOVEMENT_INDEX["breeding_pair", "enterprises", "world", "sold"]
    assert model.books.goods[sold] == pytest.approx(pairs)
    # 30% of 120 yuan a pair.
    assert flow(model, "liquidation_sales") == pytest.approx(pairs * 36.0)

    model.step()
    assert flow(model, "enterprise_wages") == 0.0
    assert flow(model, "product_sales") == 0.0
    assert flow(model, "contract_purchases") == 0.0
    assert model.audit.worst["cash"] < 1e-6 * model.audit.worst["turnover"]


def test_households_lose_the_jobs(leaving, plain):
    model, agents = leaving
    employed = np.isin(model.households.get("employer"), [agent.row for agent in agents])
    jobs = model.households.get("enterprise_job")[employed].sum()
    assert jobs > 0.0
    wages = {}
    for month in ("exit", "after"):
        model.step()
        column = FIRST_SOURCE + WAGES
        wages[month] = (model.cells[:, column].sum(), flow(model, "cooperative_wages"))
    # The month of the exit is still paid: so many jobs x 2,000 yuan go afterwards.
    (before, cooperatives_before), (after, cooperatives_after) = wages["exit"], wages["after"]
    lost = before - after - (cooperatives_before - cooperatives_after)
    assert lost == pytest.approx(jobs * plain.labour.enterprise_wage)


def test_members_deliver_to_the_open_market_afterwards(leaving):
    model, agents = leaving
    yutian = agents[1].market
    assert yutian.delivered_units > 0.0
    model.step()
    model.step()
    assert yutian.delivered_units == 0.0
    assert yutian.spot_units > 0.0
    rows = np.isin(model.cooperatives.enterprise, [agent.row for agent in agents])
    assert (model.cooperatives.contract_share[rows] == 0.0).all()


def test_a_solvent_enterprise_pays_its_members_in_full(leaving):
    model, agents = leaving
    model.step()
    assert not model.books.written_off.any()
    assert all(agent.payable == 0.0 for agent in agents)
    assert model.holdings["pigeon"].receivable.sum() == 0.0


def test_what_a_penniless_enterprise_owes_is_lost_down_to_the_members(leaving):
    """By hand: no cash, no base to sell; the cooperatives have 1,000 yuan each."""
    model, agents = leaving
    agent = agents[1]
    table, holdings = model.cooperatives, model.holdings["pigeon"]
    rows = np.flatnonzero(table.enterprise == agent.row)
    members = np.isin(holdings.cooperative, rows)
    base = model.bases["pigeon"]
    base.state[:, base.enterprise == agent.row] = 0.0
    model.books.new_month()
    # 5,000 yuan are owed to the cooperatives, 4,000 of them are their members'.
    table.receivable[rows] = 5000.0 / len(rows)
    agent.payable = 5000.0
    holdings.receivable[members] = 0.0
    first = [np.flatnonzero(holdings.cooperative == row)[0] for row in rows]
    holdings.receivable[first] = 4000.0 / len(rows)
    table.owed[rows] = 4000.0 / len(rows)
    table.cash[rows] = 1000.0 / len(rows)
    agent.cash, agent.debt = 500.0, 800.0
    model.cells[:] = 0.0
    leave(model, agent)

    books = model.books
    claim = {
        side: {
            kind: getattr(books, side)[CLAIM_INDEX[kind], PIGEON]
            for kind in ("contract_deliveries", "member_deliveries", "enterprise_loan")
        }
        for side in ("paid", "written_off")
    }
    # Cooperatives come before the bank: they get the 500, members 1,000 + 500 of 4,000.
    assert claim["paid"] == pytest.approx(
        {"contract_deliveries": 500.0, "member_deliveries": 1500.0, "enterprise_loan": 0.0}
    )
    assert claim["written_off"] == pytest.approx(
        {"contract_deliveries": 4500.0, "member_deliveries": 2500.0, "enterprise_loan": 800.0}
    )
    assert model.cells[:, FIRST_SOURCE + WRITE_OFFS].sum() == pytest.approx(-2500.0)
    assert agent.status == GONE
    assert (agent.cash, agent.debt, agent.payable) == (0.0, 0.0, 0.0)
    assert holdings.receivable[members].sum() == 0.0
    assert table.owed[rows].sum() == 0.0
    assert table.cash[rows].sum() == pytest.approx(0.0)


@pytest.fixture(scope="module")
def fragile_opening(sample_region, parameters) -> ValueChainModel:
    """The sample region with pigeon enterprises that have little cash and no credit."""
    fragile = parameters.with_values(
        {
            "pigeon.enterprise_credit_share": 0.0,
            "pigeon.enterprise_cash_months": 0.5,
            "pigeon.contract_delay": 3.0,
            "enterprise.liquidation_share": 0.0,
            "enterprise.default_months_exit": 2.0,
            # Keepers hold on to their pairs, so that there is something to owe them for.
            "pigeon.distress_sale_share": 0.0,
        }
    )
    return ValueChainModel(sample_region, fragile, seed=1, luck=False).open()


def test_a_crash_that_lasts_breaks_the_enterprises(fragile_opening):
    """They pay while they can, then late, then leave; members lose what was not paid."""
    scenario = Scenario.from_dict(
        {
            "title": "crash",
            "title_zh": "价格暴跌",
            "run": {"region": "sample", "months": 30},
            "shock": [{"kind": "price", "chain": "pigeon", "change": -0.6, "at": "reference"}],
        }
    )
    model = fragile_opening.branch(Effects(scenario.shocks, scenario.levers))
    lost, defaulted = 0.0, set()
    agents = [agent for agent in model.enterprises if agent.market.chain == "pigeon"]
    for _ in range(scenario.run.months):
        gone = [agent for agent in agents if agent.status == GONE]
        model.step()
        assert all(agent.status == GONE for agent in gone)  # no way back
        defaulted |= {agent.name for agent in agents if agent.status == IN_DEFAULT}
        lost += model.books.written_off[CLAIM_INDEX["member_deliveries"], PIGEON]
    assert all(agent.status == GONE for agent in agents)
    assert defaulted == {agent.name for agent in agents}
    assert lost > 0.0
    assert model.audit.worst["claims"] < 1e-6 * model.audit.worst["turnover"]
