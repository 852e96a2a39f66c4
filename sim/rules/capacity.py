"""How much of a chain a holder wants, and how fast it goes there."""

from numba.extending import register_jitable


@register_jitable
def desired_capacity(capacity, reference, ratio, deadband, response):
    """Capacity wanted at an expected return, in the unit of `capacity` (mu, pairs, does).

    The supply curve is reference x (1 + response x (ratio - 1)), never negative, with ratio =
    expected / normal net return (Nerlove 1958, "The Dynamics of Supply"). What is sunk in trees
    and animals makes a band of inaction around it: capacity stays while some ratio within
    `deadband` of the expected one would want it (Dixit 1989, "Entry and Exit Decisions under
    Uncertainty"). [M16, M62]
    """
    least = reference * max(1.0 + response * (ratio - 1.0 - deadband), 0.0)
    most = reference * max(1.0 + response * (ratio - 1.0 + deadband), 0.0)
    return min(max(capacity, least), most)


@register_jitable
def capacity_change(capacity, desired, shrink_max, expand_max):
    """Change of capacity in a year, a share: the way to the desired one, as far as a year goes.

    desired / capacity - 1, between -shrink_max and expand_max (partial adjustment, Nerlove 1958).
    """
    if capacity <= 0.0:
        return 0.0
    return min(max(desired / capacity - 1.0, -shrink_max), expand_max)
