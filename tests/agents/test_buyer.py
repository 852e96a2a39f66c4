"""Buyers under contract and on the open market, by hand."""

import pytest

OCTOBER = 9


@pytest.mark.parametrize(
    ("reference", "expected"),
    [
        (9.8, 1.0),  # resells at 8.7 net of freight what it buys at 6.8
        (7.9, 1.0),  # nothing earned, nothing lost
        (7.22, 1.0),  # 0.68 lost on 6.8: the tenth it bears
        (6.88, 0.75),  # 15%: five points beyond, 1 - 5 x 0.05
        (6.2, 0.25),
        (5.0, 0.0),
    ],
)
def test_a_dealer_breaks_a_contract_that_loses(dealer, date_market, reference, expected):
    date_market.reference = reference
    assert dealer.honours(6.8) == pytest.approx(expected)


def test_contract_volume_is_plan_and_a_tenth_times_what_is_honoured(dealer, date_market):
    # 1,000 a year x October's 0.2 x 1.1.
    assert dealer.contract_volume(OCTOBER, 6.8) == pytest.approx(220.0)
    date_market.reference = 6.88
    assert dealer.contract_volume(OCTOBER, 6.8) == pytest.approx(165.0)
    date_market.demand_factor[0] = 0.5
    assert dealer.contract_volume(OCTOBER, 6.8) == pytest.approx(82.5)
    assert dealer.contract_volume(5, 6.8) == pytest.approx(82.5 * 0.02 / 0.2)


def test_an_open_buyer_has_no_contract(bazaar, dealer):
    assert dealer.contract
    assert not bazaar.contract
    assert bazaar.contract_volume(OCTOBER, 6.8) == 0.0


def test_quantity_follows_shocks_to_demand(bazaar, date_market):
    assert bazaar.quantity == 500.0
    date_market.demand_factor[1] = 0.0
    assert bazaar.quantity == 0.0


def test_carrying_further_makes_contracts_dearer_to_honour(dealer, date_market):
    date_market.reference = 7.9
    date_market.freight_factor = 2.0
    # Netback 7.9 - 2.2 = 5.7: a loss of 1.1 on 6.8, 16.2%.
    assert dealer.honours(6.8) == pytest.approx(1.0 - 5.0 * (1.1 / 6.8 - 0.1))
