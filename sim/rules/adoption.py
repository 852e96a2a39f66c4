"""Taking up a chain: what convinces a household, and whether the unit is worth its labour."""

import math

from numba.extending import register_jitable

# Who is not believed at all convinces nobody, whatever is divided by it.
LEAST_CREDIBILITY = 1e-6


@register_jitable
def realised_ratio(price, harvest, output, cost, normal_price, least_return):
    """Last year's net return of a holding over that of a normal year, both yuan a year.

    (price x harvest x output - cost) / (normal price x output - cost). price: mean price of what
    was offered, what stayed unsold at 0; harvest: last year's output over a normal year's; output:
    units of a normal year; least_return (yuan a unit) keeps the denominator from zero.
    """
    normal = max(normal_price * output - cost, least_return * output)
    if normal <= 0.0:
        return 1.0
    return (price * harvest * output - cost) / normal


@register_jitable
def own_scepticism(normal, mean, log_sd):
    """Share of village households that must do well before a household believes in a chain.

    mean x exp(sd x z - sd^2 / 2), with z a standard normal draw of the household's own and sd in
    logarithms. [M48, M51]
    """
    return mean * math.exp(log_sd * normal - 0.5 * log_sd**2)


@register_jitable
def did_well(ratio, margin):
    """Whether neighbours call last year good: its net return a margin above a normal year's. [M05]

    ratio: realised over normal net return.
    """
    return ratio >= 1.0 + margin


@register_jitable
def adoption_threshold(scepticism, free_share, persuasion, credibility):
    """Share of village households that must do well before one believes in a chain.

    scepticism x (1 - persuasion x free_share) / credibility. scepticism: the household's own
    (Granovetter 1978, "Threshold Models of Collective Behavior"); free_share: share of inputs given
    free; persuasion: what inputs all free take away; credibility: of organisations in the county,
    1 when none failed. [M48 to M53, M110]
    """
    believed = max(credibility, LEAST_CREDIBILITY)
    return scepticism * max(1.0 - persuasion * free_share, 0.0) / believed


@register_jitable
def is_convinced(success_share, threshold):
    """Whether as many village households did well as it takes: what is seen, not what is expected.

    [M05, M53]
    """
    return success_share >= threshold


@register_jitable
def entry_surplus(net_return, workers, opportunity_wage, investment, capital_charge):
    """What a starting unit leaves a year after its labour and capital are paid, yuan.

    net_return - workers x 12 x opportunity wage (yuan a month) - capital charge x investment: the
    chain competes with wage work and other farming for hands, and with savings for money.
    """
    return net_return - workers * 12.0 * opportunity_wage - capital_charge * investment


@register_jitable
def arable_income(other_farm, given_up, arable):
    """Yearly income of arable land that trees take, yuan: its share of other farm income.

    12 x other_farm (yuan a month) x given_up / arable (mu).
    """
    if given_up <= 0.0:
        return 0.0
    return 12.0 * other_farm * given_up / arable


@register_jitable
def worth_joining(paid, own, margin):
    """Whether a cooperative paid its members a margin more than a grower got on the spot.

    paid, own: mean price of what was offered last year, yuan a unit.
    """
    return paid > own * (1.0 + margin)
