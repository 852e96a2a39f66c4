"""Contracts between growers, cooperatives, enterprises and dealers."""

import math

from numba.extending import register_jitable


@register_jitable
def contract_price(floor, signing_price, quote, weight_signing, deduction):
    """Contract price, yuan a unit: max(floor, a x price at signing + (1 - a) x quote) - deduction.

    A floor of 0 is no floor. Evidence: protective price in pigeon and rabbit [M20, M21].
    """
    formula = weight_signing * signing_price + (1.0 - weight_signing) * quote
    return max(floor, formula) - deduction


@register_jitable
def price_gap(contract_net, quote):
    """How far the quote exceeds the contract, a share of the quote; minus infinity for no quote."""
    if quote <= 0.0:
        return -math.inf
    return (quote - contract_net) / quote


@register_jitable
def delivered_at_gap(gap, tolerance, slope, over_delivery):
    """Share of the contracted quantity a member delivers (1 = as agreed) at a `price_gap`.

    When the quote exceeds the contract by more than the member's tolerance (a share of the
    quote), the share falls with `slope`; when the contract pays more, up to `over_delivery`
    above the agreed quantity comes in. [M30; P46]
    """
    if gap > tolerance:
        return max(1.0 - slope * (gap - tolerance), 0.0)
    if gap < -tolerance:
        return 1.0 + min(slope * (-gap - tolerance), over_delivery)
    return 1.0


@register_jitable
def delivered_share(contract_net, quote, tolerance, slope, over_delivery):
    """Share of the contracted quantity a member delivers at these prices, two-sided.

    `delivered_at_gap` of their `price_gap`; prices in yuan a unit.
    """
    return delivered_at_gap(price_gap(contract_net, quote), tolerance, slope, over_delivery)


@register_jitable
def agreed_delivery(offered, share, expected_output, cap_share):
    """Units a member owes this month: the contracted share of the offer, up to the year's cap."""
    return min(offered * share, expected_output * share * cap_share)


@register_jitable
def invested_share(shares, share_price, yearly_value):
    """Share capital a member has put into its link over a year's contracted value (yuan)."""
    if shares <= 0.0 or yearly_value <= 0.0:
        return 0.0
    return shares * share_price / yearly_value


@register_jitable
def forfeited_dividend(shares, dividend, yearly, paid):
    """Dividend that leaving forfeits, yuan a contracted unit.

    dividend: expected, yuan a share; yearly: contracted units a year; paid: yuan a unit.
    """
    if shares <= 0.0 or yearly * paid <= 0.0:
        return 0.0
    return shares * dividend / yearly


@register_jitable
def bearable_gap(tolerance, tolerance_mean, trust, invested, bond, dividend, quote):
    """Gap between quote and contract a member bears, a share of the quote.

    2 x tolerance x mean x trust x (1 + bond x invested) + dividend / quote. tolerance: the
    member's own, 0 to 1; trust: 0 to 1; invested: share capital over a year's contracted value,
    counted up to 1: who has put specific capital into a link leaves it for a larger gain only
    (Williamson 1985, "The Economic Institutions of Capitalism", ch. 7) [M31]; dividend: yuan a
    contracted unit that leaving forfeits. [M30, P46]
    """
    gap = 2.0 * tolerance * tolerance_mean * trust * (1.0 + bond * min(invested, 1.0))
    if dividend > 0.0 and quote > 0.0:
        gap += dividend / quote
    return gap


@register_jitable
def share_of_gap_closed(speed, months):
    """Share of a gap closed in so many months at a monthly speed: 1 - (1 - speed)^months."""
    return 1.0 - (1.0 - speed) ** months


@register_jitable
def adapted_trust(trust, broken, gain, loss):
    """Trust in a payer after it kept a share (1 - broken) of its promises, 0 to 1.

    trust + (1 - broken) G (1 - trust) - broken L trust. gain, loss: G and L, the monthly speeds
    taken over how much of a year's promises fell due, in twelfths (`share_of_gap_closed`). Trust
    falls faster than it grows. [M30, M110]
    """
    return trust + (1.0 - broken) * gain * (1.0 - trust) - broken * loss * trust


@register_jitable
def adapted_credibility(credibility, lost, recovery):
    """How far contracts of a chain are believed in a county, 0 to 1, after a month.

    (c + recovery x (1 - c)) x (1 - lost); lost: share taken away by what failed this month. One
    failure is remembered for years. [M110]
    """
    return (credibility + recovery * (1.0 - credibility)) * (1.0 - lost)


@register_jitable
def honoured_share(contract, quote, tolerance, slope):
    """Share of a signed purchase a dealer honours when the price fell after signing.

    What the dealer overpays against buying on the spot, as a share of the contract price, breaks
    the contract with `slope` beyond a tolerance. [M30]
    """
    if contract <= 0.0:
        return 1.0
    overpaid = (contract - quote) / contract
    return min(max(1.0 - slope * (overpaid - tolerance), 0.0), 1.0)
