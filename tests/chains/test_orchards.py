"""Red dates and roses alone for years: ages, harvests, planting and pulling."""

import numpy as np
import pytest

from sim.chains import CHAINS
from sim.chains.orchard import yearly_output
from sim.population import synthesise
from sim.regions import load_region
from sim.state.households import STATUSES

FEBRUARY, MAY, OCTOBER, NOVEMBER = 1, 4, 9, 10
DATES_95_TO_5 = [0.0, 0.05, 0.95]
ORCHARDS = ("jujube", "rose")


def ages(name):
    return {"jujube": DATES_95_TO_5, "rose": [0.125, 0.125, 0.125, 0.125, 0.5]}[name]


def test_opening_state_spreads_the_mu_over_the_ages(holdings):
    table = holdings("jujube", [10.0, 40.0], ages=[DATES_95_TO_5, [0.5, 0.25, 0.25]])
    mu = np.array([[0.0, 20.0], [0.5, 10.0], [9.5, 10.0]])
    assert table.state == pytest.approx(mu)


def test_dates_of_a_year_by_hand(holdings, plain):
    table = holdings("jujube", [10.0], ages=[DATES_95_TO_5], yield_factor=[0.8])
    # 0.5 mu at half yield and 9.5 mu in full bearing: 9.75 x 284.7 kg x 0.8.
    said = CHAINS["jujube"].yearly_output(table.state, table.yield_factor, plain.jujube)
    assert said[0] == pytest.approx(2220.66)


def test_the_county_grows_274_kg_a_mu(parameters):
    """Registered growers 226, others 322 kg a mu, 274 together on 173,300 mu [E278, E485]."""
    region = load_region("luopu", parameters)
    people = synthesise(region, parameters, 1, 0)
    rows = people.holdings["jujube"]
    state = (people.age_tables["jujube"][rows["age_group"]] * rows["capacity"][:, None]).T
    crop = yearly_output(state, rows["yield_factor"], parameters.jujube)
    assert rows["capacity"].sum() == pytest.approx(173_300, rel=1e-6)
    assert crop.sum() / rows["capacity"].sum() == pytest.approx(274.0, rel=0.01)
    status = people.households["status"][rows["household"]]
    registered = np.isin(status, [STATUSES.index("lifted"), STATUSES.index("unstable")])
    yields = [crop[who].sum() / rows["capacity"][who].sum() for who in (registered, ~registered)]
    assert yields == pytest.approx([226.0, 322.0], rel=0.02)


@pytest.mark.parametrize("name", ORCHARDS)
def test_a_normal_year_is_what_yearly_output_says(name, holdings, live, plain):
    table = holdings(name, [8.0, 20.0], ages=[ages(name)] * 2, yield_factor=[0.9, 1.2])
    said = table.chain.yearly_output(table.state, table.yield_factor, getattr(plain, name))
    total = np.zeros(2)
    for month in range(-24, -12):  # the burn-in: trees keep their ages
        live(table, month)
        total += table.output
    assert total == pytest.approx(said)


@pytest.mark.parametrize(
    ("name", "first", "second", "share"),
    [("jujube", OCTOBER, NOVEMBER, 0.5), ("rose", MAY, MAY + 1, 0.45)],
)
def test_one_harvest_a_year(name, first, second, share, holdings, live, plain):
    table = holdings(name, [8.0], ages=[ages(name)])
    yearly = table.chain.yearly_output(table.state, table.yield_factor, getattr(plain, name))[0]
    by_month = {}
    for month in range(-24, -12):
        live(table, month)
        by_month[month % 12] = table.output[0]
    assert by_month[first] == pytest.approx(share * yearly)
    assert by_month[second] == pytest.approx((1.0 - share) * yearly)
    assert sum(amount > 0.0 for amount in by_month.values()) == 2


def test_ripe_dates_by_hand(holdings, live):
    table = holdings("jujube", [10.0], ages=[[0.0, 0.0, 1.0]], yield_factor=[0.8])
    table.condition[:] = 0.96
    live(table, OCTOBER, weather=1.25)
    # Half the year's 10 mu x 284.7 kg x 0.8 x 0.96 x 1.25.
    assert table.output[0] == pytest.approx(1366.56)


def test_rose_fields_move_one_class_a_year(holdings, live):
    table = holdings("rose", [15.0], ages=[[5 / 15, 4 / 15, 3 / 15, 2 / 15, 1 / 15]])
    seen = []
    for month in range(60):
        live(table, month)
        if month % 12 == FEBRUARY:
            seen.append(table.state[:, 0].round(9).tolist())
    assert seen == [
        [0, 5, 4, 3, 3],
        [0, 0, 5, 4, 6],
        [0, 0, 0, 5, 10],
        [0, 0, 0, 0, 15],
        [0, 0, 0, 0, 15],
    ]


def test_date_trees_leave_a_class_of_three_years_by_thirds(holdings, live):
    table = holdings("jujube", [18.0], ages=[[3 / 18, 6 / 18, 9 / 18]])
    live(table, FEBRUARY)
    # 6 / 3 = 2 mu come into full bearing, 3 / 3 = 1 mu follows.
    assert table.state[:, 0] == pytest.approx([2.0, 5.0, 11.0])


@pytest.mark.parametrize("name", ORCHARDS)
def test_mu_neither_appear_nor_vanish(name, holdings, live):
    table = holdings(name, [8.0, 20.0], ages=[ages(name)] * 2)
    for month in range(-24, 120):
        live(table, month)
        assert table.state.sum(axis=0) == pytest.approx([8.0, 20.0])
    assert table.state[-1] == pytest.approx([8.0, 20.0], rel=0.02)


def test_trees_keep_their_ages_before_the_run_begins(holdings, live):
    table = holdings("rose", [8.0], ages=[ages("rose")])
    before = table.state.copy()
    for month in range(-24, 0):
        live(table, month)
    assert (table.state == before).all()


def test_thrift_shows_in_the_next_years_yield(holdings, live):
    table = holdings("jujube", [10.0], ages=[[0.0, 0.0, 1.0]])
    table.yearly_cut[:] = 0.25
    live(table, 0)
    assert table.condition[0] == 1.0
    live(table, FEBRUARY)
    assert table.condition[0] == pytest.approx(0.9)  # 1 - 0.4 x 0.25
    assert table.yearly_cut[0] == 0.0
    live(table, 12 + FEBRUARY)
    assert table.condition[0] == 1.0


def test_pulling_and_planting(holdings, plain):
    table = holdings("jujube", [20.0, 20.0, 20.0, 20.0], ages=[[0.1, 0.2, 0.7]] * 4)
    table.spare_land[:] = [0.0, 5.0, 0.4, 0.0]
    resized = table.chain.resize(table, np.array([-0.15, 0.05, 0.05, 0.05]), plain.jujube)
    # All ages alike; young trees only where there is room: 1.0, 0.4 and none.
    expected = [[1.7, 3.0, 2.4, 2.0], [3.4, 4.0, 4.0, 4.0], [11.9, 14.0, 14.0, 14.0]]
    assert table.state == pytest.approx(np.array(expected))
    assert resized.cost == pytest.approx([0.0, 1500.0, 600.0, 0.0])
    assert not resized.receipts.any()


def test_inputs_by_hand(holdings, plain):
    table = holdings("jujube", [10.0], ages=[DATES_95_TO_5])
    chain, p = table.chain, plain.jujube
    # 700 yuan a mu, of which carrying a full crop takes 0.25 x 284.7 = 71.175.
    assert chain.yearly_cost(table.state, p)[0] == pytest.approx(6288.25)
    assert chain.input_cost(table, 2, p)[0] == pytest.approx(0.3 * 6288.25)


@pytest.mark.parametrize("name", ORCHARDS)
def test_a_year_of_monthly_inputs_is_the_yearly_cost(name, holdings, plain):
    table, p = holdings(name, [10.0], ages=[ages(name)]), getattr(plain, name)
    paid = sum(table.chain.input_cost(table, month, p)[0] for month in range(12))
    assert paid == pytest.approx(table.chain.yearly_cost(table.state, p)[0])


def test_supply_follows_the_purchase_calendar(plain):
    dates = [CHAINS["jujube"].supply_share(plain.jujube, month) for month in range(12)]
    assert dates == pytest.approx(list(plain.jujube.purchase_calendar))
    assert sum(dates) == pytest.approx(1.0)


def test_values_and_depreciation_of_trees(holdings, plain):
    # From half the 1,500 yuan of planting to all of it.
    assert CHAINS["jujube"].unit_values(plain.jujube) == pytest.approx([750.0, 1125.0, 1500.0])
    table = holdings("jujube", [20.0], ages=[[0.1, 0.2, 0.7]])
    # Only the 14 mu in full bearing: 14 x 1,500 / 30 years.
    assert table.chain.depreciation(table.state, plain.jujube)[0] == pytest.approx(700.0)
