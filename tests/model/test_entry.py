"""Who takes up a chain, with what, and who leaves it; by neighbours, hands, money and land."""

import numpy as np
import pytest

from sim.accounts.kinds import FLOW_INDEX, MOVEMENT_INDEX
from sim.effects import Effects
from sim.engine.draws import Purpose, uniforms
from sim.phases.entry import able_to_begin, enter, people_of, scepticism
from sim.phases.leaving import leave_chains
from sim.phases.means import spare_cash
from sim.phases.membership import change_linkage
from sim.phases.microcredit import borrowable
from sim.phases.newcomers import begin, starting_cost
from sim.scenario.models import Lever, Shock
from sim.state.holdings import CONTRACT, MEMBER, SPOT

JANUARY, FEBRUARY = 0, 1


def until(model, month):
    while model.month < month:
        model.step()
    return model


@pytest.fixture
def before_february(calm_opening):
    """The sample region in January of the first year: nothing has been decided yet."""
    return until(calm_opening.branch(Effects()), JANUARY)


def a_good_year(model, chain, price=3.0):
    """Let every grower of a chain have been paid a multiple of the opening price."""
    table = model.holdings[chain]
    output = table.chain.yearly_output(table.state, table.yield_factor, model.parameters_of(chain))
    table.year_output[:] = output
    table.year_units[:] = np.maximum(output, 1e-9)
    table.year_value[:] = price * model.parameters_of(chain).farm_gate_price * table.year_units


def everybody(model):
    return np.arange(len(model.households))


def all_able(model, chain):
    """Whether each household of the region could begin with a chain."""
    return able_to_begin(model, chain, people_of(model, everybody(model)))


def newcomers(model, chain):
    """Households that hold a chain after a decision and did not before."""
    before = set(model.holdings[chain].household.tolist())
    enter(model)
    return np.array(sorted(set(model.holdings[chain].household.tolist()) - before), dtype=int)


def test_without_luck_nobody_enters_leaves_or_changes_cooperative(calm_opening):
    model = calm_opening.branch(Effects())
    before = {n: (t.household.copy(), t.cooperative.copy()) for n, t in model.holdings.items()}
    until(model, 37)
    for name, table in model.holdings.items():
        assert np.array_equal(table.household, before[name][0])
        assert np.array_equal(table.cooperative, before[name][1])


def test_neighbours_good_year_brings_newcomers_where_they_are_seen(before_february):
    model = before_february
    a_good_year(model, "jujube")
    h, table = model.households, model.holdings["jujube"]
    villages = set(h.get("village")[table.household].tolist())
    found = newcomers(model, "jujube")
    assert found.size > 20
    assert {int(v) for v in h.get("village")[found]} <= villages


def test_a_normal_year_convinces_nobody(before_february):
    a_good_year(before_february, "jujube", price=1.0)
    assert newcomers(before_february, "jujube").size == 0


def test_the_trusting_come_first(before_february):
    model = before_february
    a_good_year(model, "jujube")
    doubt = scepticism(model, everybody(model))
    candidates = all_able(model, "jujube")
    found = newcomers(model, "jujube")
    assert candidates[found].all()
    stayed = np.setdiff1d(np.flatnonzero(candidates), found)
    assert doubt[found].mean() < 0.6 * doubt[stayed].mean()


def test_where_organisations_have_failed_nobody_believes(before_february):
    before_february.credibility[:] = 0.01
    a_good_year(before_february, "jujube")
    assert newcomers(before_february, "jujube").size == 0


def test_free_inputs_convince_more(calm_opening):
    counts = []
    for share in (0.0, 0.9):
        lever = Lever(
            kind="input_subsidy", name="x", chain="jujube", county="all", start_month=0,
            subsidy_share=share, financed_by="government",
        )  # fmt: skip
        model = until(calm_opening.branch(Effects(levers=(lever,))), JANUARY)
        a_good_year(model, "jujube", price=2.0)
        counts.append(newcomers(model, "jujube").size)
    assert counts[1] > 1.2 * counts[0] > 0


@pytest.mark.parametrize("limit", ["cash", "workers", "orchard_mu"])
def test_who_lacks_money_hands_or_land_does_not_begin(before_february, limit):
    model = before_february
    a_good_year(model, "jujube")
    model.households.get(limit)[:] = 0.0
    # Nobody lends.
    model.households.get("credit_wait")[:] = 1
    if limit == "orchard_mu":
        model.households.get("arable_mu")[:] = 0.0
    assert newcomers(model, "jujube").size == 0


def test_work_elsewhere_that_pays_better_keeps_households_away(before_february):
    model = before_february
    a_good_year(model, "jujube", price=1.8)
    model.parameters.labour.opportunity_wage, usual = 1e5, model.parameters.labour.opportunity_wage
    try:
        assert newcomers(model, "jujube").size == 0
    finally:
        model.parameters.labour.opportunity_wage = usual


def test_a_household_begins_with_the_chain_that_promises_most_and_only_one(before_february):
    model = before_february
    for name in model.chains:
        a_good_year(model, name)
    before = {name: set(t.household.tolist()) for name, t in model.holdings.items()}
    enter(model)
    begun = [h for n, t in model.holdings.items() for h in set(t.household.tolist()) - before[n]]
    assert len(begun) == len(set(begun)) > 0


@pytest.mark.parametrize("chain", ["pigeon", "rabbit", "jujube", "rose"])
def test_a_starting_unit_is_young_and_paid_for(before_february, chain):
    model = before_february
    h, table = model.households, model.holdings[chain]
    cost = starting_cost(model, chain)
    rich = spare_cash(model, everybody(model)) >= cost
    rows = np.flatnonzero(all_able(model, chain) & rich)[:5]
    cash, size = h.get("cash")[rows].copy(), len(table)
    model.books.new_month()
    begin(model, chain, rows)
    p = model.parameters_of(chain)
    new = np.isin(table.household, rows)
    assert len(table) == size + 5
    young = 1 if model.chains[chain].animals else 0
    assert table.state[young, new] == pytest.approx(p.start_capacity)
    assert table.state[:, new].sum() == pytest.approx(5 * p.start_capacity)
    assert table.capacity()[new] == pytest.approx(p.start_capacity)
    assert (table.linkage[new] == SPOT).all()
    assert cash - h.get("cash")[rows] == pytest.approx(cost)
    assert model.books.flows[FLOW_INDEX["household_investment"]].sum() == pytest.approx(5 * cost)
    if model.chains[chain].animals:
        asset = model.chains[chain].stages[young].asset
        moved = model.books.goods[MOVEMENT_INDEX[asset, "nature", "households", "produced"]]
        assert moved == pytest.approx(5 * p.start_capacity)


def test_what_cash_does_not_hold_is_borrowed(before_february):
    """Who has only its reserve borrows the whole cost, once, and spends it."""
    model = before_february
    h, cost = model.households, starting_cost(model, "rabbit")
    h.get("cash")[:] = 2.0 * model.cash_need()
    able = np.flatnonzero(all_able(model, "rabbit"))[:4]
    assert (borrowable(model, able) >= cost).all()
    cash, loan = h.get("cash")[able].copy(), h.get("loan")[able].copy()
    begin(model, "rabbit", able)
    assert h.get("cash")[able] == pytest.approx(cash)
    assert h.get("loan")[able] - loan == pytest.approx(cost)


def test_traits_of_a_newcomer_are_its_own_whoever_else_comes(before_february):
    h = before_february.households
    rows = np.flatnonzero(all_able(before_february, "rose"))[:6]
    skills = []
    for company in (rows, rows[3:4]):
        model = before_february.branch(Effects())
        begin(model, "rose", company)
        table = model.holdings["rose"]
        skills.append(float(table.yield_factor[table.household == rows[3]][0]))
    assert skills[0] == skills[1] != 1.0
    assert h is before_february.households


def test_trees_without_orchard_land_take_arable_land_and_its_income(before_february):
    model = before_february
    h = model.households
    row = int(np.flatnonzero(all_able(model, "rose"))[0])
    h.get("orchard_mu")[row], h.get("arable_mu")[row], h.get("other_farm")[row] = 1.0, 20.0, 200.0
    begin(model, "rose", np.array([row]))
    # Three mu are wanted, one is there: two of twenty arable mu go, and a tenth of their income.
    assert h.get("orchard_mu")[row] == pytest.approx(3.0)
    assert h.get("arable_mu")[row] == pytest.approx(18.0)
    assert h.get("other_farm")[row] == pytest.approx(180.0)


def test_a_herd_that_has_shrunk_away_is_sold_and_its_row_removed_once_settled(before_february):
    model = before_february
    table, h = model.holdings["pigeon"], model.households
    rows = np.flatnonzero((table.capacity() > 0.0) & (table.shares == 0.0))[:2]
    who = table.household[rows].copy()
    table.state[:, rows] *= 0.2
    table.target[rows] *= 0.2
    table.expected_price[rows] = 2.0
    for column in ("receivable", "input_debt", "patronage"):
        getattr(table, column)[rows] = 0.0
    table.receivable[rows[1]] = 50.0
    cash, worth = h.get("cash")[who].copy(), table.state[:, rows].sum(axis=0) * 120.0
    leave_chains(model)
    assert h.get("cash")[who] - cash == pytest.approx(worth)
    assert who[0] not in table.household
    kept = table.household == who[1]
    assert table.receivable[kept] == pytest.approx(50.0)
    assert table.state[:, kept].sum() == 0.0
    table.receivable[kept] = 0.0
    leave_chains(model)
    assert who[1] not in table.household


def test_who_lost_a_herd_but_expects_it_to_pay_goes_on_with_the_rest(before_february):
    table = before_february.holdings["pigeon"]
    rows = np.flatnonzero(table.capacity() > 0.0)[:2]
    who = table.household[rows].copy()
    table.state[:, rows] *= 0.2
    left = table.capacity()[rows].copy()
    leave_chains(before_february)
    assert table.capacity()[np.isin(table.household, who)] == pytest.approx(left)


def test_who_leaves_pays_the_suppliers_first_and_stays_on_the_books_while_owing(before_february):
    model = before_february
    table, h = model.holdings["pigeon"], model.households
    rows = np.flatnonzero((table.capacity() > 0.0) & (table.shares == 0.0))[:2]
    who = table.household[rows].copy()
    table.state[:, rows] = table.target[rows] = 0.0
    table.receivable[rows] = table.patronage[rows] = 0.0
    table.input_debt[rows] = 300.0
    h.get("cash")[who] = [1000.0, 100.0]
    leave_chains(model)
    assert h.get("cash")[who] == pytest.approx([700.0, 0.0])
    assert who[0] not in table.household
    assert table.input_debt[table.household == who[1]] == pytest.approx(200.0)


def test_shareholders_without_animals_stay(before_february):
    table = before_february.holdings["pigeon"]
    holders = table.household[table.shares > 0.0].copy()
    assert holders.size
    leave_chains(before_february)
    assert np.isin(holders, table.household).all()


def test_when_the_enterprise_is_gone_its_members_sell_on_the_spot(calm_opening):
    leaves = Shock(kind="enterprise_exit", name="x", chain="pigeon", county="yutian", start_month=3)
    model = calm_opening.branch(Effects((leaves,)))
    table = model.holdings["pigeon"]
    county = model.households.get("county")
    yutian = [c.id for c in model.region.counties].index("yutian")
    until(model, 12)
    assert (table.linkage[county[table.household] == yutian] == CONTRACT).any()
    until(model, 13)
    mine = (county[table.household] == yutian) & (table.shares == 0.0)
    assert mine.any()
    assert (table.linkage[mine] == SPOT).all()
    assert (table.cooperative[mine] == -1).all()


def test_spot_growers_join_who_paid_members_better_and_as_many_as_turn_to_it(before_february):
    model = before_february
    table = model.holdings["jujube"]
    a_good_year(model, "jujube", price=1.0)
    inside = table.cooperative >= 0
    table.year_value[inside] *= 1.2
    outside = table.household[~inside].copy()
    change_linkage(model)
    row = {int(h): i for i, h in enumerate(table.household)}
    joined = np.array([table.linkage[row[int(h)]] for h in outside]) == MEMBER
    ids = model.households.get("agent_id")[outside]
    luck = uniforms(model.luck_seed, model.draw, ids, Purpose.JOINING, model.month)
    share = model.parameters.cooperative.joining_share
    shows = np.array([table.year_units[row[int(h)]] > 0.01 for h in outside])
    assert np.array_equal(joined[shows], (luck < share)[shows])
    assert 0.15 < joined.mean() < 0.45
