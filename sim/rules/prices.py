"""The price ladder: reference, farm gate, quote and index (yuan per unit of farm product)."""

import math

from numba.extending import register_jitable


@register_jitable
def monthly_persistence(year_persistence):
    """Monthly autocorrelation of the log price level: rho_month = rho_year ** (1/12)."""
    return year_persistence ** (1.0 / 12.0)


@register_jitable
def stationary_log_sd(yearly_change_log_sd, year_persistence):
    """Standard deviation of the log level whose changes from year to year have the given one.

    sd_level = sd_change / sqrt(2 (1 - rho_year)), for a first-order autoregression.
    """
    return yearly_change_log_sd / math.sqrt(2.0 * (1.0 - year_persistence))


@register_jitable
def next_log_level(log_level, normal, persistence, stationary_sd):
    """Next month's log deviation of the price level: x' = rho x + sd sqrt(1 - rho^2) z."""
    return persistence * log_level + stationary_sd * math.sqrt(1.0 - persistence**2) * normal


@register_jitable
def log_level_variance(months, persistence, stationary_sd):
    """Variance of the log level `months` after it was known: sd^2 (1 - rho^(2 months))."""
    return stationary_sd**2 * (1.0 - persistence ** (2.0 * months))


@register_jitable
def farm_gate_target(opening, season, log_level, variance):
    """Farm-gate price at planned quantities: opening x season x exp(x - variance / 2).

    The correction keeps the mean over draws at the reported level (constant prices: the baseline
    is a typical year repeated, not a forecast).
    """
    return opening * season * math.exp(log_level - 0.5 * variance)


@register_jitable
def shock_at_farm_gate(target, change, pass_through):
    """Shift of the reference price that moves the farm-gate price by `change` (a share).

    dR = change x O / pass_through, since dO = pass_through x dR at unchanged quantities.
    """
    return change * target / pass_through


@register_jitable
def shifted_margin(margin, reference, opening_reference, pass_through, least_share):
    """Margin a buyer asks when the reference price has moved: m + (1 - pass_through) (R - R0).

    Never below least_share of the opening margin: a trader does not buy to lose.
    """
    moved = margin + (1.0 - pass_through) * (reference - opening_reference)
    return max(moved, least_share * margin)


@register_jitable
def least_reference(target, freight, margin, least_share):
    """Reference price below which buyers at their least margin would pay less than the target.

    target + freight + least_share x margin: where the margin cannot shrink further, the reference
    price carries the farm-gate price one for one.
    """
    return target + freight + least_share * margin


@register_jitable
def quantity_behind_price(change, elasticity):
    """Share by which the national quantity must grow for the price to change by `change`.

    P ~ Q^elasticity, so Q = (1 + change)^(1 / elasticity) - 1 [P05].
    """
    return (1.0 + change) ** (1.0 / elasticity) - 1.0


@register_jitable
def heard_ratio(traded, planned, year_share):
    """Ratio of farm gate to reference that growers go by after a month of trade.

    planned + w (traded - planned), w = 12 x year_share, at most 1: a month with a hundredth of a
    year's purchases, as of dates in September, says little about the price of the harvest; for the
    rest growers go by the ratio at planned quantities. traded, planned: O / R of the month's trade
    and at planned quantities; year_share: of a year's purchases, in the month.
    """
    return planned + min(12.0 * year_share, 1.0) * (traded - planned)


@register_jitable
def quote(reference, last_ratio):
    """What a grower hears before trading: this month's reference x ratio O / R of past trade."""
    return reference * last_ratio
