"""Breeding animals: what grows up, and which young are kept while the herd is too small."""

from numba.extending import register_jitable


@register_jitable
def matured(young, months):
    """Young animals that begin to breed this month: young / months to maturity."""
    return young / months


@register_jitable
def born(breeders, young_a_breeder, skill, season):
    """Young born in a month: breeders x young a breeder in a mean season x skill x the season's.

    skill: the keeper's yield relative to the chain's mean.
    """
    return breeders * young_a_breeder * skill * season


@register_jitable
def kept_for_breeding(target, adults, young, lean, share, keep_max, animals, animals_each):
    """Breeders raised from this month's marketable young, animals (or pairs).

    share x (target - adults - young), the gap to the herd the keeper wants, at most `keep_max` of
    the young: animals / animals_each, the marketable ones that a breeder takes the place of. Nobody
    keeps young in lean months, while animals eat more than they bring. Who shrank by decision wants
    fewer.
    """
    if lean > 0.0:
        return 0.0
    gap = max(target - adults - young, 0.0)
    return min(share * gap, keep_max * animals / animals_each)


@register_jitable
def suffered(loss, exposure):
    """Share of a herd lost: that of the disease x the keeper's exposure, which training lowers."""
    return loss * exposure
