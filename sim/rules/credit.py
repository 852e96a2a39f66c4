"""Microcredit of a household: what is renewed, repaid and lent again [M82, M83]."""

from numba.extending import register_jitable


@register_jitable
def planned_repayment(income, subsistence, months):
    """What a household's repayment plan asks for at a due date, yuan: [M83]

    so many months of its usual income beyond subsistence (both yuan a year), not less than 0.
    """
    return max(income - subsistence, 0.0) * months / 12.0


@register_jitable
def renewed(loan, rollover, plan, supply):
    """Part of a loan falling due that the bank renews, yuan.

    The usual share, or what the repayment plan leaves if that is more, x the supply of new credit.
    """
    return min(max(rollover * loan, loan - plan) * supply, loan)


@register_jitable
def repaid(due, cash, reserve):
    """Repayment, yuan: as much of what is due as cash beyond a reserve for living allows."""
    return max(min(due, cash - reserve), 0.0)


@register_jitable
def lent_again(loan, usual, supply, cap, relending):
    """New loan, yuan, to who repaid in full: back to the usual debt x supply, under the cap."""
    return relending * max(min(usual * supply, cap) - loan, 0.0)


@register_jitable
def penalty_rate(rate, surcharge):
    """Interest on what is overdue: the contract's rate x (1 + surcharge), never subsidised."""
    return rate * (1.0 + surcharge)


@register_jitable
def compensation(loss, share, fund):
    """What the risk compensation fund pays the bank for a loss, yuan, while it lasts [M85]."""
    return min(share * loss, max(fund, 0.0))
