"""Growers' month on the land: own and hired picking, thrift, and what thrift costs later."""

from numba.extending import register_jitable


@register_jitable
def ripe_output(share, bearing, yield_full, skill, condition, season):
    """Output of trees in a month, units: share of the harvest x mu in bearing x yield x factors.

    bearing: mu, each counted by what its age bears of yield_full, units a mu; skill: the grower's
    yield relative to the chain's mean; condition: what last year's inputs left; season: weather.
    """
    return share * bearing * yield_full * skill * condition * season


@register_jitable
def grown_older(mu, years):
    """Mu that pass to the next age class in a year: mu / years of the class."""
    return mu / years


@register_jitable
def days_short(units, per_day, own):
    """Days of picking that own labour leaves to hired hands: units / units a day - own days."""
    return max(units / per_day - own, 0.0)


@register_jitable
def own_picking(units, per_day, workers, days):
    """Days of own picking: as many as it takes, up to so many days a worker."""
    return min(units / per_day, workers * days)


@register_jitable
def eaten_at_home(available, persons, a_person):
    """Units of the own product that a household eats in a month, if it has them."""
    return min(persons * a_person, available)


@register_jitable
def worth_picking(quote, marginal_cost):
    """Whether a unit is picked: the quote exceeds its marginal cash cost (both yuan a unit)."""
    return quote > marginal_cost


@register_jitable
def hired_days(needed, own, cash, wage, share_found):
    """Days of hired picking: what own labour leaves, pickers can be found and cash can pay."""
    missing = max(needed - own, 0.0) * share_found
    if wage <= 0.0:
        return missing
    return min(missing, max(cash, 0.0) / wage)


@register_jitable
def input_cut(expected_value, full_cost, response, largest):
    """Share of inputs saved when a mu's expected value is below its full cost (yuan a mu).

    cut = response x (1 - value / full cost), between 0 and `largest`. [M16, M67]
    """
    if full_cost <= 0.0:
        return 0.0
    return min(max(response * (1.0 - expected_value / full_cost), 0.0), largest)


@register_jitable
def thrifty_cut(expected_price, expected_output, size, full_cost, saved, response, largest):
    """`input_cut` of a grower with so many mu, who expects a price and an output a year.

    saved: yuan a year that others pay of the inputs. Trees that bear nothing yet are not neglected.
    """
    if expected_output <= 0.0 or size <= 0.0:
        return 0.0
    value = expected_price * expected_output / size
    return input_cut(value, full_cost - saved / size, response, largest)


@register_jitable
def paid_at_once(bill, credit_share, cash):
    """Part of a bill for inputs paid in cash, yuan: what suppliers give no credit for, if there."""
    return min(bill * (1.0 - credit_share), max(cash, 0.0))


@register_jitable
def yield_after_thrift(cut, elasticity):
    """Next year's yield as a share of normal after cutting a share of this year's inputs."""
    return 1.0 - elasticity * cut


@register_jitable
def value_of_a_mu(expected_price, expected_output, mu, skill):
    """Yuan a year that a mu is expected to bring a grower of average skill: price x output / mu.

    skill: the grower's yield relative to the chain's mean, taken out of the output.
    """
    return expected_price * (expected_output / (mu * skill))


@register_jitable
def herd_year(output, inputs, skill, input_factor, herd):
    """Output (units) and feed (yuan) of a herd in a normal year, from those of one animal.

    skill: the keeper's yield relative to the chain's mean; input_factor: on the cost of feed.
    """
    return output * skill * herd, inputs * input_factor * herd


@register_jitable
def lean_months(months, expected_value, full_cost):
    """Months in succession, this one included, in which a unit misses its cost.

    Trees: expected_value and full_cost in yuan a mu, for a grower of average skill; animals: yuan
    a year that this month's sales bring, and feed. What brings its cost again starts anew. [M16]
    """
    if expected_value < full_cost:
        return months + 1.0
    return 0.0


@register_jitable
def patient_change(change, months, shrink_after_months):
    """Yearly change of capacity of a grower who shrinks only after some lean months in succession.

    Before that a low price is answered by picking less, thrift and waiting to sell; trees are
    pulled last, since years without income must pass before new ones bear. [M16]
    """
    if change < 0.0 and months < shrink_after_months:
        return 0.0
    return change


@register_jitable
def sold_in_need(months, patience, missing, expected_net, value, capital_charge, most):
    """Share of the breeding animals sold in a month by a keeper whose animals eat more than they
    bring.

    Who is short of cash sells at once what covers it, missing / value; who is not, a share `most`
    after `patience` months, but only if the return expected of the animals is below what their
    price would earn, capital_charge x value: a low that is expected to pass is waited out (Johnson
    1958, "Supply functions: some facts and notions": an asset is kept while it earns its salvage
    value's due). missing: cash short of the month's need, yuan; expected_net: yuan a year; value:
    of the animals, yuan; capital_charge: a year. Never more than `most`.
    """
    if months <= 0.0 or value <= 0.0:
        return 0.0
    if months >= patience and expected_net < capital_charge * value:
        return most
    return min(max(missing, 0.0) / value, most)


@register_jitable
def mean_price(delivered, contract_price, spot, sold_share, spot_price):
    """Mean price of what was delivered and offered on the spot, yuan a unit.

    What stayed unsold counts at nothing; the spot price where nothing was offered.
    """
    units = delivered + spot
    if units <= 0.0:
        return spot_price
    return (delivered * contract_price + spot * sold_share * spot_price) / units
