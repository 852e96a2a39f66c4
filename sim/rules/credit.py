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
def own_interest(loan, overdue, rate, subsidy, surcharge):
    """A month's interest that the household pays, yuan: [E437]

    its part of that on the running loan, of which the county pays the share `subsidy`, and the
    penalty on what is overdue, all its own. rate: a month.
    """
    return (loan - overdue) * rate * (1.0 - subsidy) + overdue * penalty_rate(rate, surcharge)


@register_jitable
def compensation(loss, share, fund):
    """What the risk compensation fund pays the bank for a loss, yuan, while it lasts [M85]."""
    return min(share * loss, max(fund, 0.0))


@register_jitable
def new_credit(loan, supply, cap):
    """What a household in good standing could borrow anew, yuan: [E436]

    up to the cap, less where banks lend less than usual (supply below 1).
    """
    return max(cap - loan, 0.0) * min(supply, 1.0)


@register_jitable
def common_due_date(loan, months, lent, term):
    """Months until a loan and what is lent on top of it fall due together.

    The mean of the two dates weighed by amount (yuan), in whole months: a household has one loan.
    """
    return round((loan * months + lent * term) / (loan + lent))


@register_jitable
def sold_for_arrears(overdue, months, patience, value):
    """Share of a holding's animals whose sale would clear arrears of some months.

    overdue / value, both yuan; nothing before `patience` months.
    """
    if months < patience or value <= 0.0:
        return 0.0
    return overdue / value
