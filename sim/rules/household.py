"""How a household lives, is warned and learns."""

from numba.extending import register_jitable

GREEN, YELLOW, ORANGE, RED = 0, 1, 2, 3


@register_jitable
def consumption(cash, income_12, subsistence, target_months, adjustment):
    """A month's consumption, yuan: a buffer-stock rule, never more than the cash at hand.

    c = y + adjustment x (cash - target x y), with y = twelve-month income / 12, at least the
    subsistence need. (Carroll 1997, "Buffer-stock saving", in its linear form.)
    """
    monthly = max(income_12, 0.0) / 12.0
    wanted = monthly + adjustment * (cash - target_months * monthly)
    return max(min(max(wanted, subsistence), cash), 0.0)


@register_jitable
def job_pay(jobs, wage, paid_share):
    """Pay of a month's work in the region, yuan: jobs held x wage x share that is paid."""
    return jobs * wage * paid_share


@register_jitable
def steady_income(wages, at_work, transfer, left, other_farm, growth):
    """What comes in month after month alike: wages outside, transfers, other farming, yuan.

    wages x share of workers who are well, transfer x share that still flows, other farm income,
    each x growth of real income since the opening.
    """
    return wages * growth * at_work, transfer * growth * left, other_farm * growth


@register_jitable
def picking_pay(days, at_work, rate):
    """Pay of a month's hired picking, yuan: days offered x share of workers who are well x rate.

    rate: the county's bill for hired picking over all days its pickers offered, yuan a day.
    """
    return days * at_work * rate


@register_jitable
def warning_colour(
    income, income_left, income_before, poverty_line, monitoring_line, fall, orange_share
):  # fmt: skip
    """Warning colour from twelve-month net income a person against the lines. [M87, M89]

    Red: under the poverty line. Orange: under the monitoring line and fallen by more than `fall`
    in a year, or under the poverty line x orange_share. Yellow: under the monitoring line, or
    fallen by more than `fall`. Green: the rest. A sudden rise of expenditure counts like a fall of
    income: but for red it is `income_left`, income less medical bills, that is compared.
    """
    if income < poverty_line:
        return RED
    fallen = income_left < (1.0 - fall) * income_before
    low = income_left < monitoring_line
    if (low and fallen) or income_left < orange_share * poverty_line:
        return ORANGE
    if low or fallen:
        return YELLOW
    return GREEN


@register_jitable
def warning_months(months, colour):
    """Months in a row with a warning, this one included; without one, as a negative number."""
    if colour > GREEN:
        return max(months, 0) + 1
    return min(months, 0) - 1


@register_jitable
def price_seen(delivered, contract_price, spot, spot_price, fee_raised):
    """Mean price of what a member delivered and offered on the spot this month, yuan a unit.

    Who raises for a fee knows only the contract.
    """
    if fee_raised:
        spot = 0.0
    return (delivered * contract_price + spot * spot_price) / (delivered + spot)


@register_jitable
def adapted_expectation(expected, observed, weight):
    """Adaptive price expectation (Nerlove 1958): E' = E + weight x (P - E)."""
    return expected + weight * (observed - expected)
