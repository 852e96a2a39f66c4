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


@register_jitable
def return_ratio(
    ripe, fee_raised, expected_price, normal_price, output, inputs, input_factor, transport_cost,
    least_return,
):  # fmt: skip
    """Expected over normal net return of a year (1 = as at the opening).

    (expected price x output - inputs x factor - transport) / (normal price x output - inputs -
    transport). output: units of a normal year; inputs: yuan a year, at today's cost x factor;
    transport_cost and least_return: yuan a unit, the latter keeps the denominator from zero. A
    household raising for a fee has no own cost: its ratio is that of the fee. 1 where nothing is
    `ripe`, that bears or breeds.
    """
    if ripe <= 0.0:
        return 1.0
    cost = 0.0 if fee_raised else inputs
    transport = 0.0 if fee_raised else output * transport_cost
    normal = max(normal_price * output - cost - transport, least_return * output)
    if normal <= 0.0:
        return 1.0
    return (expected_price * output - cost * input_factor - transport) / normal


@register_jitable
def gives_up(capacity, standing, reference, ratio, deadband, response, exit_share):
    """Whether a holder far below its normal size leaves the chain.

    capacity < exit share x reference, and not even the least capacity that the supply curve and
    its band want at this ratio, reference x max(1 + response x (ratio - 1 - deadband), 0), is
    more: who lost a herd to need or disease, but expects a return that calls it back, goes on
    with what is left. With nothing standing there is nothing to judge by: it goes.
    """
    if capacity >= exit_share * reference:
        return False
    called_back = max(1.0 + response * (ratio - 1.0 - deadband), 0.0)
    return standing <= 0.0 or called_back < exit_share
