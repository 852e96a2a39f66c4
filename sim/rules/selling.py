"""What a grower offers this month."""

from numba.extending import register_jitable


@register_jitable
def new_crop_month(harvest):
    """Month in which the crop year begins (January = 0): the first of the harvest season.

    Stored crop is sold at most until then [MODEL: clear]. harvest: twelve monthly shares, January
    first; a crop harvested in every month, or in none, begins its year in January.
    """
    for month in range(12):
        if harvest[month] > 0.0 and harvest[month - 1] <= 0.0:
            return month
    return 0


@register_jitable
def crop_year_behind(calendar, first, month):
    """Share of a crop year, from its first month on, that a calendar has behind it after a month.

    calendar: twelve monthly shares, January first; first: its `new_crop_month`.
    """
    behind = 0.0
    for step in range(12):
        m = (first + step) % 12
        behind += calendar[m]
        if m == month:
            break
    return behind


@register_jitable
def planned_sale_share(calendar, harvest, month):
    """Share of the stock sold in a month by a grower who follows the purchase calendar.

    share_m / (what the calendar still plans from this month to the new crop), divided by the share
    of the harvest that is already in: in October half a crop of dates serves a fifth of the year.
    calendar, harvest: twelve monthly shares, January first.
    """
    first = new_crop_month(harvest)
    remaining = 0.0
    for step in range(12):
        m = (month + step) % 12
        remaining += calendar[m]
        if (m + 1) % 12 == first:
            break
    if remaining <= 0.0:
        return 1.0
    harvested = crop_year_behind(harvest, first, month)
    if harvested <= 0.0:
        return 1.0
    return min(calendar[month] / remaining / harvested, 1.0)


@register_jitable
def holding_factor(quote, expected, response):
    """Factor on the planned share of the stock that is offered, at today's price.

    (quote / expected)^response, between half and twice the plan. [MODEL: holding stock against
    expectations]
    """
    if expected > 0.0 and quote > 0.0:
        return min(max((quote / expected) ** response, 0.5), 2.0)
    return 1.0


@register_jitable
def share_of_stock(planned, factor, short_of_cash):
    """Share of the stock offered: planned x `holding_factor`, never more than all.

    A household short of cash offers twice the plan whatever the price; what cannot be stored is
    offered whole.
    """
    if planned >= 1.0:
        return 1.0
    if short_of_cash:
        factor = 2.0
    return min(planned * factor, 1.0)


@register_jitable
def offered_share(planned, quote, expected, response, short_of_cash):
    """Share of the stock offered: the planned share, more when the price beats expectation.

    `share_of_stock` with the `holding_factor` of these prices.
    """
    return share_of_stock(planned, holding_factor(quote, expected, response), short_of_cash)


@register_jitable
def months_to_sale(calendar, harvest, month):
    """Mean months from now to sale, of what is kept until buyers come back after the harvest.

    sum of share_m x months ahead over the months without harvest up to the new crop, over the sum
    of the shares; calendar, harvest: twelve monthly shares, January first.
    """
    first = new_crop_month(harvest)
    waited, taken = 0.0, 0.0
    for ahead in range(1, 12):
        m = (month + ahead) % 12
        if m == first:
            break
        if harvest[m] <= 0.0:
            waited += calendar[m] * ahead
            taken += calendar[m]
    return waited / taken if taken > 0.0 else 0.0


@register_jitable
def worth_storing(expected, months, loss, interest, handling):
    """Highest price at which a unit is bought to be stored, yuan: what it will bring, now.

    expected x (1 - loss)^months x (1 - interest x months / 12) - handling. loss: share a month;
    interest: a year. (The price band of competitive storage, Working 1949, "The theory of price
    of storage".)
    """
    later = expected * (1.0 - loss) ** months * (1.0 - interest * months / 12.0)
    return max(later - handling, 0.0)
