"""Buyers under contract and on the open market, by hand."""

import pytest

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


def test_contract_volume_is_plan_and_a_tenth_times_what_is_honoured(dealer, date_market):
    # 1,000 a year x October's 0.2 x 1.1.
    assert date_market.contract_volumes(OCTOBER)[0] == pytest.approx(220.0)
    date_market.quote = 5.78
    assert date_market.contract_volumes(OCTOBER)[0] == pytest.approx(165.0)
    date_market.demand_factor[0] = 0.5
    assert date_market.contract_volumes(OCTOBER)[0] == pytest.approx(82.5)
    assert date_market.contract_volumes(5)[0] == pytest.approx(82.5 * 0.02 / 0.2)


def test_an_open_buyer_has_no_contract(bazaar, dealer, date_market):
    assert dealer.contract
    assert not bazaar.contract
    assert date_market.contract_volumes(OCTOBER)[1] == 0.0


def test_quantity_follows_shocks_to_demand(bazaar, date_market):
    assert bazaar.quantity == 500.0
    date_market.demand_factor[1] = 0.0
    assert bazaar.quantity == 0.0
