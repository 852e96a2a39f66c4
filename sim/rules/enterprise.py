"""What a leading enterprise decides: workers, next year's floor and volume, capacity."""

import math

from numba.extending import register_jitable


@register_jitable
def workers_wanted(workload, fixed_share, slack, most):
    """Workers an enterprise wants, as a share of its opening jobs.

    fixed + (1 - fixed) x load, at most `most`: a part is needed whatever is processed, and a
    shortfall smaller than `slack` lays nobody off (Oi 1962, "Labor as a quasi-fixed factor").
    workload: processed over normally processed. [M101, M102]
    """
    load = min(workload + slack, 1.0) if workload < 1.0 else workload
    return min(fixed_share + (1.0 - fixed_share) * load, most)


@register_jitable
def adjusted_workers(workers, wanted, speed, months):
    """Workers after hiring and layoffs, a share: W' = W + (1 - (1 - speed)^months) (W* - W).

    Partial adjustment (Nickell 1986, "Dynamic models of labour demand"). months: of ordinary
    work that this month stands for, so that a harvest season weighs as the year it makes.
    """
    return workers + (1.0 - (1.0 - speed) ** months) * (wanted - workers)


@register_jitable
def quit_share(wage_paid, reservation_wage, response, trained, training_effect):
    """Share of workers who quit this month: response x (reserved - paid) / reserved wage.

    Nobody quits a wage above the reservation wage; training slows quitting. Workshop workers
    quit one after another when the pay is low, and stay once trained. [M54, M55, M56, M101]
    """
    if reservation_wage <= 0.0:
        return 0.0
    short = max(reservation_wage - wage_paid, 0.0) / reservation_wage
    return min(response * short * (1.0 - training_effect * trained), 1.0)


@register_jitable
def bearable_price(netback, own_units, contract_units, other_costs, cushion, pay_share):
    """Highest price of a contract unit that margin and cash can carry through a year, yuan.

    p with netback x (own + contract units) - other costs + cushion = pay share x p x contract
    units; infinite without contracts. netback: what a unit brings processed; other_costs: feed,
    wages, fixed cost and interest of the year; cushion: cash and credit it would burn; pay_share:
    part of the price that members receive (a fee for raising, or all). [M20, M104]
    """
    paid = pay_share * contract_units
    if paid <= 0.0:
        return math.inf
    return (netback * (own_units + contract_units) - other_costs + cushion) / paid


@register_jitable
def floor_for_next_year(floor, bearable, formula):
    """Floor an enterprise offers next year: kept, lowered to what it can bear, or dropped (0).

    One lowered to the formula price or below protects nobody and is dropped. [M20, M104]
    """
    if bearable >= floor:
        return floor
    return bearable if bearable > formula else 0.0


@register_jitable
def contracted_share(means, peak_units, unit_price, prefinanced_months, room):
    """Share of the usual contract volume an enterprise can pre-finance and process.

    means: cash and open credit, yuan; peak_units: contract units of the busiest month; unit_price:
    what it pays for one; room: units a month its own base leaves of its capacity. [M84]
    """
    if peak_units <= 0.0:
        return 1.0
    affordable = 1.0
    bill = peak_units * unit_price * prefinanced_months
    if bill > 0.0:
        affordable = max(means, 0.0) / bill
    return max(min(affordable, room / peak_units, 1.0), 0.0)


@register_jitable
def invested_capacity(use, margin, unit_cost, capacity, money, full_use, least_return, largest):
    """Capacity added by an enterprise's own investment, units a year.

    Only when used beyond `full_use` and a unit's margin returns `least_return` of what it costs to
    build a year; at most a share `largest` of the capacity and what `money` pays. (Jorgenson 1963
    in its simplest form: invest while the return exceeds the cost of capital.) [M08]
    """
    if use < full_use or unit_cost <= 0.0 or margin < least_return * unit_cost:
        return 0.0
    return min(largest * capacity, max(money, 0.0) / unit_cost)
