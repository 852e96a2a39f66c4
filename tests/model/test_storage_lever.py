"""Cooperatives' stores: filled in a cheap harvest, sold before the next, limited by their money."""

import numpy as np
import pytest

from sim.accounts.audit import Audit
from sim.accounts.kinds import MOVEMENT_INDEX
from sim.effects import Effects
from sim.model import ValueChainModel
from tests.model.levers import paid, same_elsewhere, scenario, total, under

# Buyers stay away during the harvest and come back in January.
LEAN_HARVEST = {
    "kind": "demand", "chain": "jujube", "change": -0.3, "start_month": 9, "duration_months": 3,
}  # fmt: skip
HARVEST = slice(10, 12)  # October and November of the first year; the opening is row 0
MARKET = ("luopu", "jujube")


def storage(share, **keys):
    return {"kind": "storage", "chain": "jujube", "share": share, **keys}


@pytest.fixture(scope="module")
def rich(calm_opening):
    """The calm opening with a million yuan more in the date cooperative."""
    model = calm_opening.branch(Effects())
    markets = [market.index for market in model.markets if market.chain == "jujube"]
    model.cooperatives.cash[np.isin(model.cooperatives.market, markets)] += 1e6
    model.audit = Audit()
    return model


@pytest.fixture(scope="module")
def runs(rich):
    return {
        share: under(rich, storage(share), shocks=(LEAN_HARVEST,)) for share in (0.0, 0.05, 0.3)
    }


def column(record, name):
    return record.market[name][:, record.markets.index(MARKET)]


def test_more_storage_holds_more_and_lifts_the_price_of_a_lean_harvest(runs):
    records = [runs[share][1] for share in (0.0, 0.05, 0.3)]
    held = [column(record, "cooperative_stock").max() for record in records]
    assert held[0] == 0.0 < held[1] < held[2]
    prices = [column(record, "farm_gate")[HARVEST].mean() for record in records]
    assert prices[0] < prices[1] <= prices[2]
    sold = [column(record, "sold_spot")[HARVEST].sum() for record in records]
    assert sold[0] < sold[1] <= sold[2]


def test_building_costs_so_much_a_kilogram(runs, plain):
    for model, record in runs.values():
        capacity = model.cooperatives.storage_capacity.sum()
        cost = plain.cooperative.storage_building_cost * capacity
        assert paid(record, "storage_building_government") == pytest.approx(cost)
    low, high = (runs[share][0].cooperatives.storage_capacity.sum() for share in (0.05, 0.3))
    assert high == pytest.approx(6.0 * low)


def test_it_reaches_no_other_chain(runs):
    assert same_elsewhere(runs[0.0][1], runs[0.3][1], "jujube")


def test_an_empty_lever_changes_nothing(rich, runs):
    _, record = under(rich, shocks=(LEAN_HARVEST,))
    assert (record.flows == runs[0.0][1].flows).all()
    assert (record.cells == runs[0.0][1].cells).all()


def test_in_a_calm_year_nothing_is_worth_storing(rich):
    """The price after the harvest is the price of the harvest: interest and losses forbid it."""
    _, record = under(rich, storage(0.3))
    assert column(record, "cooperative_stock").max() == 0.0


def test_stores_are_full_after_the_harvest_and_sold_down_before_the_next(runs):
    stock = column(runs[0.3][1], "cooperative_stock")
    assert stock[11] == max(stock)
    monthly = np.diff(stock[11:22])
    assert (monthly < 0.0).all()
    assert stock[21] < 0.2 * stock[11]


def test_what_is_bought_is_sold_lost_or_there(runs):
    model, record = runs[0.3]
    assert paid(record, "storage_purchases", "jujube") > 0.0
    # The audit keeps the books of goods: what came in left as sale or loss, or lies there.
    moved = record.goods.sum(axis=0)
    bought = moved[MOVEMENT_INDEX["jujube_dried", "households", "cooperatives", "sold"]]
    lost = moved[MOVEMENT_INDEX["jujube_dried", "cooperatives", "nature", "shrunk"]]
    assert 0.0 < lost < 0.2 * bought
    assert model.cooperatives.stock.sum() < 0.2 * bought
    table = model.cooperatives
    assert (table.stock >= 0.0).all()
    assert (table.stock <= table.storage_capacity + 1e-6).all()
    assert table.cash.min() >= -0.01


def test_stores_without_money_stay_nearly_empty(calm_opening, runs):
    model, record = under(calm_opening, storage(0.3), shocks=(LEAN_HARVEST,))
    poor = column(record, "cooperative_stock").max()
    assert poor < 0.5 * column(runs[0.3][1], "cooperative_stock").max()
    assert poor < 0.2 * model.cooperatives.storage_capacity.sum()


def test_cooperatives_that_build_for_themselves_build_what_they_can_pay(calm_opening, plain):
    own = storage(0.3, financed_by="cooperatives")
    model, record = under(calm_opening, own)
    built = model.cooperatives.storage_capacity.sum()
    assert built > 0.0
    assert paid(record, "storage_building_cooperatives") == pytest.approx(
        built * plain.cooperative.storage_building_cost
    )
    assert paid(record, "storage_building_government") == 0.0
    public, _ = under(calm_opening, storage(0.3))
    assert built < public.cooperatives.storage_capacity.sum()


def test_money_from_above_passes_through_the_county(calm_opening):
    _, record = under(calm_opening, storage(0.1, financed_by="world"))
    assert paid(record, "lever_grants", "jujube") == pytest.approx(
        paid(record, "storage_building_government", "jujube")
    )


def test_a_lasting_fall_makes_storing_a_loss(rich):
    """Who stores for a price that does not come back sells below what it paid for."""
    fall = {"kind": "price", "chain": "jujube", "change": -0.3, "start_month": 9}
    again = {"kind": "price", "chain": "jujube", "change": -0.2, "start_month": 12}
    without, _ = under(rich, shocks=(fall, again))
    stored, record = under(rich, storage(0.3), shocks=(fall, again))
    assert column(record, "cooperative_stock").max() > 0.0
    row = without.cooperatives.market == record.markets.index(MARKET)
    assert stored.cooperatives.cash[row].sum() < without.cooperatives.cash[row].sum()


def test_storage_at_the_opening_is_a_leaf(sample_region, parameters):
    model = ValueChainModel(
        sample_region, parameters.with_values({"cooperative.storage_share": 0.1}), luck=False
    )
    index = next(m.index for m in model.markets if m.chain == "jujube")
    normal = model.holdings["jujube"].expected_output.sum()
    capacity = model.cooperatives.storage_capacity
    assert capacity[model.cooperatives.market == index].sum() == pytest.approx(0.1 * normal)
    assert capacity[model.cooperatives.market != index].sum() == 0.0


def test_fresh_roses_and_live_animals_cannot_wait(calm_opening):
    """Nobody buys for three months: dates are kept, the rest is given up in the same month."""
    nobody = {
        "kind": "demand", "chain": "all", "change": -1.0, "start_month": 0, "duration_months": 12,
    }  # fmt: skip
    model = calm_opening.branch(Effects(scenario(shocks=(nobody,)).shocks))
    for _ in range(12):
        model.step()
        for name in ("pigeon", "rabbit", "rose"):
            assert model.holdings[name].stock.sum() == 0.0
    assert model.holdings["jujube"].stock.sum() > 0.0


def test_unsold_dates_age_and_lose_a_part_at_the_new_harvest(calm_opening, plain):
    nobody = {"kind": "demand", "chain": "jujube", "change": -1.0, "start_month": 9}
    model = calm_opening.branch(Effects(scenario(shocks=(nobody,)).shocks))
    p = plain.jujube
    kept = {}
    for _ in range(22):
        model.step()
        kept[model.month] = model.holdings["jujube"].stock.sum()
    # From January to September a part is lost and a little is eaten every month.
    months = [kept[month] for month in range(12, 21)]
    kept_share = np.array(months[1:]) / np.array(months[:-1])
    assert (kept_share < 1.0 - 0.999 * p.storage_loss).all()
    record = under(calm_opening, shocks=(nobody,))[1]
    shrunk = column(record, "shrunk")
    october = shrunk[22]
    assert october > 0.9 * (1.0 - (1.0 - p.storage_loss) * (1.0 - p.old_crop_discount)) * kept[20]
    assert october > 10.0 * shrunk[20]
    assert total(record, "carried_over", *MARKET) > 0.0
