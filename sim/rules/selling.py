"""What a grower offers this month."""

from numba.extending import register_jitable

# September, counted from January = 0: stored dates are sold at most until the next harvest.
CROP_YEAR_END = 8


@register_jitable
def crop_year_behind(calendar, month):
    """Share of a crop year, from October on, that a calendar has behind it after a month."""
    behind = 0.0
    for step in range(12):
        m = (CROP_YEAR_END + 1 + step) % 12
        behind += calendar[m]
        if m == month:
            break
    return behind


@register_jitable
def planned_sale_share(calendar, harvest, month):
    """Share of the stock sold in a month by a grower who follows the purchase calendar.

    share_m / (what the calendar still plans from this month to September), divided by the share
    of the harvest that is already in: in October half a crop has to serve a fifth of the year.
    calendar, harvest: twelve monthly shares, January first.
    """
    remaining = 0.0
    for step in range(12):
        m = (month + step) % 12
        remaining += calendar[m]
        if m == CROP_YEAR_END:
            break
    if remaining <= 0.0:
        return 1.0
    harvested = crop_year_behind(harvest, month)
    if harvested <= 0.0:
        return 1.0
    return min(calendar[month] / remaining / harvested, 1.0)


@register_jitable
def offered_share(planned, quote, expected, response, short_of_cash):
    """Share of the stock offered: the planned share, more when the price beats expectation.

    planned x (quote / expected)^response, between half and twice the plan; a household short of
    cash offers twice the plan; never more than all. [MODEL: holding stock against expectations]
    """
    if planned >= 1.0:
        return 1.0
    factor = 1.0
    if expected > 0.0 and quote > 0.0:
        factor = min(max((quote / expected) ** response, 0.5), 2.0)
    if short_of_cash:
        factor = 2.0
    return min(planned * factor, 1.0)
