"""Price insurance of red dates, as struck and settled in Luopu [E446 to E467, M17]."""

from numba.extending import register_jitable


@register_jitable
def insured_quantity(insured_mu, expected_yield, contract_yield, yield_basis):
    """Insured kg: mu x min(contract yield, expected yield), or x contract yield (basis 1).

    The reported 400 kg/mu is above any reported yield, so by default cover stays under 100%.
    """
    own = min(contract_yield, expected_yield)
    return insured_mu * (yield_basis * contract_yield + (1.0 - yield_basis) * own)


@register_jitable
def payout(target, settlement, quantity):
    """Payout, yuan: max(0, target price - settlement price) x insured kg."""
    return max(0.0, target - settlement) * quantity
