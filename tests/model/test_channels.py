"""Buyers and the channels that levers open: who takes how much, at what price, who pays."""

import numpy as np
import pytest

from sim.accounts.kinds import FLOW_INDEX
from tests.model.paired import column, lever, live, market_of, paid, shock

DATES = ("luopu", "jujube")


@pytest.fixture(scope="module")
def calm(calm_opening):
    return live(calm_opening)[1]


@pytest.fixture(scope="module")
def fall(calm_opening):
    return live(calm_opening, FALL)[1]


FALL = shock("price", chain="jujube", change=-0.3)


def dates_after(record, name="farm_gate"):
    """Mean of a column over the two harvests that follow the entry."""
    return column(record, name, *DATES)[9:].mean()


def untouched(record, calm, *markets):
    for place in markets:
        for name in ("farm_gate", "sold_spot", "sold_contract"):
            assert np.array_equal(column(record, name, *place), column(calm, name, *place)), place


OTHERS = (("luopu", "pigeon"), ("yutian", "pigeon"), ("yutian", "rabbit"), ("yutian", "rose"))


def test_before_a_lever_starts_nothing_differs(calm_opening, calm):
    levers = (
        lever("aid_quota", chain="rabbit", share=0.3, start_month=20),
        lever("e_commerce", chain="pigeon", share=0.3, years=1.0, start_month=20),
        lever("support_buying", chain="jujube", share=0.3, price=9.0, start_month=20),
    )
    _, record = live(calm_opening, *levers)
    for name, values in record.market.items():
        assert np.array_equal(values[:21], calm.market[name][:21]), name
    assert not np.array_equal(record.market["farm_gate"][21:], calm.market["farm_gate"][21:])


def test_the_larger_the_aid_quota_the_better_the_price(calm_opening, calm):
    prices = []
    for share in (0.1, 0.3):
        _, record = live(calm_opening, lever("aid_quota", chain="jujube", share=share,
                                             financed_by="world"))  # fmt: skip
        prices.append(dates_after(record))
        untouched(record, calm, *OTHERS)
        assert paid(record, "aid_premium_support") == 0.0
    assert dates_after(calm) < prices[0] < prices[1]


def test_a_quota_where_no_aid_buyer_was(calm_opening, calm):
    model, record = live(calm_opening, lever("aid_quota", chain="rabbit", share=0.2))
    market = model.markets[market_of(record, "yutian", "rabbit")]
    (buyer,) = (b for b in model.buyers if b.market is market and b.kind == "aid")
    assert buyer.quantity == pytest.approx(0.2 * market.normal_output)
    assert column(record, "farm_gate", "yutian", "rabbit")[3:].mean() > (
        column(calm, "farm_gate", "yutian", "rabbit")[3:].mean()
    )


def test_a_quota_that_ends_leaves_the_buyers_of_before(calm_opening):
    model, _ = live(calm_opening, lever("aid_quota", chain="all", share=0.2, duration_months=6))
    for buyer in model.buyers:
        if buyer.kind == "aid":
            assert buyer.quantity == buyer.opening_quantity


@pytest.mark.parametrize("payer", ["government", "world"])
def test_who_pays_the_premium_on_aid(calm_opening, payer):
    entry = {"chain": "jujube", "share": 0.2, "financed_by": payer}
    _, plain = live(calm_opening, lever("aid_quota", **entry))
    _, record = live(calm_opening, lever("aid_quota", premium=0.2, **entry))
    assert dates_after(record) > dates_after(plain)
    support = paid(record, "aid_premium_support")
    assert (support > 0.0) is (payer == "government")


@pytest.mark.parametrize("chain", ["jujube", "pigeon"])
def test_when_aid_ends_others_take_part_of_it_at_a_lower_price(calm_opening, calm, chain):
    here = ("luopu", chain)
    _, gone = live(calm_opening, shock("demand", chain=chain, buyer="aid", change=-1.0))
    _, withdrawn = live(
        calm_opening, shock("support_withdrawn", support="aid_purchases", change=-1.0)
    )
    assert column(gone, "farm_gate", *here)[9:].mean() < column(calm, "farm_gate", *here)[9:].mean()
    np.testing.assert_array_equal(
        column(gone, "farm_gate", *here), column(withdrawn, "farm_gate", *here)
    )
    model, half = live(
        calm_opening, shock("demand", chain=chain, buyer="aid", change=-0.5), months=24
    )
    market = model.markets[market_of(half, *here)]
    assert column(half, "farm_gate", *here)[9:].mean() > (
        column(gone, "farm_gate", *here)[9:].mean()
    )
    assert market.year_bought.sum() > 0.0


def test_loss_ranks_with_the_aid_share_that_ends(calm_opening):
    """Pattern 9: what ends was a larger part of the market, the price falls further."""
    ended = {}
    end = shock("demand", chain="jujube", buyer="aid", change=-1.0, start_month=3)
    for share in (0.02, 0.1, 0.3):
        quota = lever("aid_quota", chain="jujube", share=share, start_month=0)
        _, kept = live(calm_opening, quota)
        _, lost = live(calm_opening, quota, end)
        ended[share] = dates_after(kept) - dates_after(lost)
    assert 0.0 < ended[0.02] < ended[0.1] < ended[0.3]


def test_online_selling_grows_slowly_and_costs_the_county_by_the_unit(calm_opening, calm, plain):
    model, record = live(
        calm_opening,
        lever("e_commerce", chain="jujube", share=0.1, years=1.0, financed_by="government",
              start_month=0),
        months=36,
    )  # fmt: skip
    market = model.markets[market_of(record, *DATES)]
    (channel,) = (b for b in model.buyers if b.lever == "e_commerce")
    assert channel.kind == "ecommerce"
    # Three years with half after one: 9 / 10 of it.
    assert channel.quantity == pytest.approx(0.9 * 0.1 * market.normal_output)
    monthly = record.flows.sum(axis=2)[:, FLOW_INDEX["e_commerce_support"]]
    assert monthly[:12].sum() < monthly[12:24].sum() < monthly[24:].sum()
    unit = plain.buyer.e_commerce_support * market.opening_farm_gate
    sold = monthly.sum() / unit
    assert 0.0 < sold < 0.3 * market.normal_output
    assert paid(record, "buyer_operations") == pytest.approx(monthly.sum())
    assert (
        column(record, "farm_gate", *DATES)[24:].mean()
        > column(calm, "farm_gate", *DATES)[12:].mean()
    )


def test_a_larger_and_a_quicker_channel_help_more(calm_opening, calm):
    prices = []
    for share, years in ((0.05, 3.0), (0.05, 0.5), (0.2, 0.5)):
        entry = lever("e_commerce", chain="jujube", share=share, years=years, start_month=0)
        _, record = live(calm_opening, entry)
        prices.append(dates_after(record))
        untouched(record, calm, *OTHERS)
    assert dates_after(calm) < prices[0] < prices[1] < prices[2]


def buying(price: float, share: float, **keys):
    return lever("support_buying", chain="jujube", price=price, share=share, **keys)


def test_support_buying_holds_the_price_it_can(calm_opening, fall):
    few = live(calm_opening, FALL, buying(6.0, 0.1))[1]
    many = live(calm_opening, FALL, buying(6.0, 0.6))[1]
    assert dates_after(fall) < dates_after(few) < dates_after(many)
    assert column(many, "farm_gate", *DATES)[9:].min() > 5.5
    cheap = live(calm_opening, FALL, buying(5.0, 0.6))[1]
    assert dates_after(cheap) < dates_after(many)


def test_nobody_sells_to_the_county_below_the_market(calm_opening, calm):
    """A support price under what the market pays is never called on, and costs nothing."""
    _, record = live(calm_opening, buying(4.0, 0.6))
    untouched(record, calm, DATES, *OTHERS)
    assert paid(record, "support_buying_losses") == 0.0
    assert paid(record, "support_buying_returns") == 0.0


@pytest.mark.parametrize("payer", ["government", "world"])
def test_the_county_bears_what_support_buying_loses(calm_opening, payer):
    model, record = live(calm_opening, FALL, buying(6.5, 0.6, financed_by=payer))
    losses = paid(record, "support_buying_losses")
    assert losses > 0.0
    assert paid(record, "lever_grants") == (losses if payer == "world" else 0.0)
    (agency,) = (b for b in model.buyers if b.kind == "support")
    assert agency.cash == pytest.approx(0.0, abs=1e-3)  # it keeps nothing


def test_the_losses_grow_with_the_price_supported(calm_opening):
    losses = [
        paid(live(calm_opening, FALL, buying(price, 0.6))[1], "support_buying_losses")
        for price in (5.6, 6.2, 6.8)
    ]
    assert losses == sorted(losses)
    assert losses[0] < losses[-1]


def test_support_buying_is_not_demand_that_shrinks(calm_opening):
    everyone = shock("demand", chain="jujube", buyer="all", change=-0.5)
    model, _ = live(calm_opening, everyone, buying(6.0, 0.3), months=6)
    for buyer in model.buyers:
        if buyer.market.chain == "jujube":
            factor = buyer.market.demand_factor[buyer.row]
            assert factor == (1.0 if buyer.kind == "support" else 0.5)


def test_buyers_follow_a_larger_output_with_a_delay(calm_opening, calm):
    """Marketing capacity lags behind production: the price recovers over years, not at once."""
    _, record = live(
        calm_opening, shock("harvest", chain="pigeon", change=0.25, start_month=0), months=48
    )
    gap = 16.0 - column(record, "farm_gate", "luopu", "pigeon")
    years = gap.reshape(4, 12).mean(axis=1)
    assert years[0] > 0.1
    assert years[3] < years[1] < years[0]


def test_in_a_calm_baseline_nobody_plans_for_more(calm_opening):
    model, _ = live(calm_opening, months=26)
    for buyer in model.buyers:
        if buyer.market.chain != "rose":
            assert buyer.growth == 1.0, buyer.name
