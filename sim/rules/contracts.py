"""Contracts between growers, cooperatives, enterprises and dealers."""

from numba.extending import register_jitable


@register_jitable
def contract_price(floor, signing_price, quote, weight_signing, deduction):
    """Contract price, yuan a unit: max(floor, a x price at signing + (1 - a) x quote) - deduction.

    A floor of 0 is no floor. Evidence: protective price in pigeon and rabbit [M20, M21].
    """
    formula = weight_signing * signing_price + (1.0 - weight_signing) * quote
    return max(floor, formula) - deduction


@register_jitable
def delivered_share(contract_net, quote, tolerance, slope, over_delivery):
    """Share of the contracted quantity a member delivers (1 = as agreed), two-sided.

    When the quote exceeds the contract by more than the member's tolerance (a share of the
    quote), the share falls with `slope`; when the contract pays more, up to `over_delivery`
    above the agreed quantity comes in. [M30; P46]
    """
    if quote <= 0.0:
        return 1.0 + over_delivery
    gap = (quote - contract_net) / quote
    if gap > tolerance:
        return max(1.0 - slope * (gap - tolerance), 0.0)
    if gap < -tolerance:
        return 1.0 + min(slope * (-gap - tolerance), over_delivery)
    return 1.0


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
