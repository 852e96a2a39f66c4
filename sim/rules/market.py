"""Buyers' demand and the price that clears a county's market."""

from numba.extending import register_jitable

from sim.engine.kernel import kernel

BISECTIONS = 60


@register_jitable
def buyer_demand(planned, netback, price, margin, exponent, cap):
    """Quantity a buyer takes at a farm-gate price, in farm product units a month.

    q(O) = q0 ((netback - O) / m)^k, at most cap x q0, nothing when the bracket is negative.
    planned: q0; netback: R + premium - freight; margin: m, what the buyer earns a unit at q0.
    """
    bracket = netback - price
    if bracket <= 0.0 or planned <= 0.0:
        return 0.0
    return min(planned * (bracket / margin) ** exponent, cap * planned)


@register_jitable
def demand_beyond(planned, netback, price, margin, exponent, cap, taken):
    """Quantity a buyer takes at a price beyond what it has taken already: max(q(O) - taken, 0)."""
    return max(buyer_demand(planned, netback, price, margin, exponent, cap) - taken, 0.0)


@register_jitable
def diffused_share(years, years_to_half, steepness):
    """Share of its full size that a new sales channel has reached: t^n / (t^n + h^n).

    Log-logistic growth: nothing at the start, half after `years_to_half`, then levelling off
    (Griliches 1957, "Hybrid corn"; Diekmann 1992, "The log-logistic distribution as a model for
    social diffusion processes"). [M80]
    """
    if years <= 0.0:
        return 0.0
    grown = years**steepness
    return grown / (grown + years_to_half**steepness)


@register_jitable
def followed_plan(plan, bought_ratio, threshold, speed):
    """A buyer's plan for next year, as a multiple of its opening plan, never below it.

    A year's purchases beyond the plan by more than `threshold`, which only a wider margin brings,
    raise the plan by `speed` of the gap; a shortfall lowers it again. Marketing capacity lags
    behind production. [M08, M09]
    """
    if abs(bought_ratio - 1.0) <= threshold:
        return plan
    return plan + speed * (max(plan * bought_ratio, 1.0) - plan)


@kernel
def total_demand(price, planned, netback, margin, taken, exponent, cap):
    """Demand of all buyers at one price, less what each has taken already under contract."""
    total = 0.0
    for b in range(planned.size):
        total += demand_beyond(
            planned[b], netback[b], price, margin[b], exponent[b], cap[b], taken[b]
        )
    return total


@kernel
def clearing_price(offered, reservation, planned, netback, margin, taken, exponent, cap):
    """Farm-gate price at which buyers take what is offered, by bisection, and the quantity sold.

    Returns (price, sold). Below the reservation price nothing is sold: if demand there is less
    than the offer, the price is the reservation price and the rest stays unsold. With nothing
    offered the price is all that the best buyer could pay for a first unit.
    """
    low = reservation
    high = reservation
    for bid in netback:
        high = max(high, bid)
    wanted = total_demand(low, planned, netback, margin, taken, exponent, cap)
    if wanted <= offered:
        return low, wanted
    for _ in range(BISECTIONS):
        middle = 0.5 * (low + high)
        if middle <= low or middle >= high:
            # The two bounds are neighbouring numbers.
            break
        if total_demand(middle, planned, netback, margin, taken, exponent, cap) > offered:
            low = middle
        else:
            high = middle
    return 0.5 * (low + high), offered
