"""Contract prices and broken promises, by hand."""

import pytest

from sim.rules.contracts import (
    adapted_credibility,
    adapted_trust,
    bearable_gap,
    contract_price,
    delivered_share,
    honoured_share,
    share_of_gap_closed,
)


@pytest.mark.parametrize(
    ("floor", "signing", "quote", "weight", "deduction", "expected"),
    [
        (0.0, 6.8, 4.8, 0.5, 0.0, 5.8),  # half way between signing and today
        (0.0, 6.8, 4.8, 1.0, 0.0, 6.8),  # the price signed
        (0.0, 6.8, 4.8, 0.0, 0.0, 4.8),  # today's price
        (0.0, 6.8, 4.8, 0.5, 0.2, 5.6),
        (6.0, 6.8, 4.8, 0.5, 0.0, 6.0),  # the floor holds
        (6.0, 6.8, 8.0, 0.5, 0.0, 7.4),  # and does not cap
        (6.0, 6.8, 4.8, 0.5, 0.2, 5.8),  # quality is deducted from a floor too
    ],
)
def test_contract_price(floor, signing, quote, weight, deduction, expected):
    assert contract_price(floor, signing, quote, weight, deduction) == pytest.approx(expected)


@pytest.mark.parametrize(
    ("contract", "expected"),
    [
        (10.0, 1.0),
        (9.6, 1.0),  # 4% less than the quote is borne
        (9.0, 0.75),  # 10%: five points beyond 5% cost 5 x 0.05
        (8.0, 0.25),
        (7.0, 0.0),  # 1 - 5 x 0.25 < 0
        (10.4, 1.0),
        (10.6, 1.05),  # 6%: one point beyond, 5 x 0.01
        (10.7, 1.1),
        (20.0, 1.1),  # no more than a tenth above what was agreed
    ],
)
def test_members_deliver_by_the_gap(contract, expected):
    share = delivered_share(contract, 10.0, 0.05, 5.0, 0.1)
    assert share == pytest.approx(expected)


@pytest.mark.parametrize("quote", [0.0, -1.0])
def test_everything_comes_in_when_the_market_pays_nothing(quote):
    assert delivered_share(5.0, quote, 0.05, 5.0, 0.1) == pytest.approx(1.1)


def test_breach_rises_with_the_gap_on_the_side_that_gains():
    gaps = [0.0, 0.1, 0.2, 0.3]
    below = [delivered_share(10.0 * (1 - gap), 10.0, 0.05, 2.0, 0.1) for gap in gaps]
    assert below == sorted(below, reverse=True)
    dealers = [honoured_share(10.0, 10.0 * (1 - gap), 0.05, 2.0) for gap in gaps]
    assert dealers == sorted(dealers, reverse=True)


@pytest.mark.parametrize(
    ("quote", "expected"),
    [
        (12.0, 1.0),  # the contract is a bargain
        (10.0, 1.0),
        (9.5, 1.0),  # overpays 5%, within 10%
        (8.0, 0.5),  # 20%: ten points beyond, 1 - 5 x 0.1
        (7.0, 0.0),
        (0.0, 0.0),
    ],
)
def test_a_dealer_honours_by_what_it_overpays(quote, expected):
    assert honoured_share(10.0, quote, 0.1, 5.0) == pytest.approx(expected)


def test_a_contract_at_no_price_costs_nothing_to_honour():
    assert honoured_share(0.0, -3.0, 0.1, 5.0) == 1.0


@pytest.mark.parametrize(
    ("trust", "invested", "dividend", "quote", "expected"),
    [
        (1.0, 0.0, 0.0, 10.0, 0.08),  # 2 x 0.5 x 0.08
        (0.5, 0.0, 0.0, 10.0, 0.04),  # half the trust, half the patience
        (1.0, 0.5, 0.0, 10.0, 0.12),  # half a year's value in shares
        (1.0, 3.0, 0.0, 10.0, 0.16),  # more than a year's value counts as one
        (1.0, 0.0, 0.3, 10.0, 0.11),  # three points of dividend on top
        (0.0, 1.0, 0.3, 10.0, 0.03),  # without trust only the money
        (1.0, 0.0, 0.3, 0.0, 0.08),  # nothing to compare it with
    ],
)
def test_what_a_member_bears(trust, invested, dividend, quote, expected):
    gap = bearable_gap(0.5, 0.08, trust, invested, 1.0, dividend, quote)
    assert gap == pytest.approx(expected)


@pytest.mark.parametrize(
    ("trust", "broken", "months", "expected"),
    [
        (1.0, 0.0, 1.0, 1.0),
        (0.5, 0.0, 1.0, 0.51),  # 2% of the way back
        (1.0, 1.0, 1.0, 0.8),  # a fifth is lost
        (1.0, 0.5, 1.0, 0.9),  # half broken, half of it
        (0.5, 0.5, 1.0, 0.455),  # + 0.5 x 0.02 x 0.5 - 0.5 x 0.2 x 0.5
        (1.0, 1.0, 2.0, 0.64),  # 0.8 x 0.8
        (1.0, 1.0, 0.0, 1.0),  # nothing was due
    ],
)
def test_trust_falls_faster_than_it_grows(trust, broken, months, expected):
    gain, loss = (share_of_gap_closed(speed, months) for speed in (0.02, 0.2))
    assert adapted_trust(trust, broken, gain, loss) == pytest.approx(expected)


def test_credibility_after_a_failure_and_in_the_months_after():
    assert adapted_credibility(1.0, 0.5, 0.01) == pytest.approx(0.5)
    assert adapted_credibility(0.5, 0.0, 0.01) == pytest.approx(0.505)
    assert adapted_credibility(1.0, 0.0, 0.01) == 1.0
