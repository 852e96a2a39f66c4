"""Buyers under contract and on the open market, by hand."""

import numpy as np
import pytest

from sim.phases.collect import _take

OCTOBER = 9


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (9.0, 1.0),  # the contract is a bargain
        (6.8, 1.0),
        (6.12, 1.0),  # 0.68 dearer than the market: the tenth it bears
        (5.78, 0.75),  # 15%: five points beyond, 1 - 5 x 0.05
        (5.1, 0.25),
        (4.0, 0.0),
    ],
)
def test_a_dealer_breaks_a_contract_dearer_than_the_market(dealer, date_market, quote, expected):
    date_market.quote = quote
    assert dealer.honours(6.8) == pytest.approx(expected)


def test_what_the_county_makes_good_is_no_reason_to_break(dealer, date_market):
    # Floor 6.8, formula half of 5.4 at signing and half of 5.0 today: the dealer's own cost is 5.2.
    date_market.signing_price, date_market.quote = 5.4, 5.0
    assert dealer.honours(6.8) == pytest.approx(1.0 - 5.0 * (1.8 / 6.8 - 0.1))
    date_market.floor_backed_by_government = True
    assert dealer.honours(6.8) == 1.0


def volumes(market, month):
    """Units that each buyer takes under contract when there is no end of them."""
    taken, part = np.full(2, np.nan), market.contract_part(month)
    honoured = market.honoured(market.contract_offer)
    _take(market.yearly, market.demand_factor, market.is_contract, part, honoured, 1e9, taken)
    return taken


def test_contract_volume_is_plan_and_a_tenth_times_what_is_honoured(dealer, date_market):
    # 1,000 a year x October's 0.2 x 1.1.
    assert volumes(date_market, OCTOBER)[0] == pytest.approx(220.0)
    date_market.quote = 5.78
    assert volumes(date_market, OCTOBER)[0] == pytest.approx(165.0)
    date_market.demand_factor[0] = 0.5
    assert volumes(date_market, OCTOBER)[0] == pytest.approx(82.5)
    assert volumes(date_market, 5)[0] == pytest.approx(82.5 * 0.02 / 0.2)


def test_dealers_share_what_is_delivered_and_break_the_rest(date_market):
    date_market.quote = 5.78
    taken, part = np.zeros(2), date_market.contract_part(OCTOBER)
    honoured = date_market.honoured(6.8)
    terms = (date_market.yearly, date_market.demand_factor, date_market.is_contract, part, honoured)
    # 220 were signed for, three quarters are honoured, 100 are there.
    assert _take(*terms, 100.0, taken) == pytest.approx((220.0, 100.0, 165.0))
    assert taken == pytest.approx([100.0, 0.0])


def test_an_open_buyer_has_no_contract(bazaar, dealer, date_market):
    assert dealer.contract
    assert not bazaar.contract
    assert volumes(date_market, OCTOBER)[1] == 0.0


def test_quantity_follows_shocks_to_demand(bazaar, date_market):
    assert bazaar.quantity == 500.0
    date_market.demand_factor[1] = 0.0
    assert bazaar.quantity == 0.0
