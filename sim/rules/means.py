"""What a household can put into a chain: money, hands and land."""

import math

from numba.extending import register_jitable


@register_jitable
def investable_cash(cash, need, reserve_months):
    """Cash beyond so many months' need (yuan a month), yuan, never negative."""
    return max(cash - reserve_months * need, 0.0)


@register_jitable
def free_hands(workers, outside_wage, usual_wage, enterprise_job, cooperative_job, in_chains):
    """Workers of a household that neither wages nor the chains it holds occupy.

    Wages from outside count as so many jobs at the usual wage (both yuan a month); jobs in the
    region and in_chains in workers.
    """
    busy = outside_wage / usual_wage + enterprise_job + cooperative_job + in_chains
    return max(workers - busy, 0.0)


@register_jitable
def affordable_growth(money, unit_cost, hands, capacity_per_worker, land, capacity):
    """Largest enlargement, a share of `capacity`, that money, hands and land allow.

    money: yuan; unit_cost: yuan a unit of new capacity; hands: workers; land: mu of orchard to
    spare, infinite for animals. What has no capacity has nothing to enlarge.
    """
    if capacity <= 0.0:
        return 0.0
    room = min(money / unit_cost, hands * capacity_per_worker)
    return min(room, land) / capacity


@register_jitable
def land_given_up(wanted, orchard, arable, largest_share):
    """Arable mu given up for trees that find too little orchard land; infinite where too much.

    max(wanted - orchard, 0), at most so large a share of the arable land (all in mu). [M68]
    """
    missing = max(wanted - orchard, 0.0)
    if missing <= largest_share * arable:
        return missing
    return math.inf


@register_jitable
def can_begin(hands, hands_needed, land, money, cost):
    """Whether a household has hands (workers), land and money (yuan) for a starting unit.

    land: what it would give up for it, infinite where it has too little.
    """
    return hands >= hands_needed and land < math.inf and money >= cost
