"""Help for warned households: village risk funds, public-benefit jobs, relief [M87 to M91].

Screening is monthly [M108]: what was seen at the end of a month is answered from the next month on
at the earliest. Only warned households are looked at, so a month without warnings costs nothing.
"""

from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.accounts.public import pay_public
from sim.engine.kernel import index, kernel
from sim.rules.household import GREEN, ORANGE
from sim.rules.response import gap_to_line, paid_from_fund, struck_by_a_fall
from sim.state.households import NOT_LISTED
from sim.state.income import PUBLIC_JOBS, RELIEF, earn

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.scenario.models import Lever

JANUARY = 0
ANSWERS = ("public_jobs", "relief_fund")
# Months of income that a warning looks at; comparing with the year before looks at twice as many.
MONTHS_OF_INCOME = 12
# Households whose warnings are looked at by a few instructions.
LOOKED_AT_TOGETHER = 64


class Warned(NamedTuple):
    """Warned households, the worst off first: rows, income left a person, yuan missing to line."""

    rows: NDArray[np.int64]
    left: NDArray[np.float64]
    gap: NDArray[np.float64]


@kernel
def _gaps(left, persons, line, out):
    for row in range(left.size):
        out[row] = gap_to_line(left[row], line, persons[row])


@kernel
def _any_warned(colour):
    """Whether anybody's warning is orange or red."""
    warned = False
    for h in range(colour.size):
        warned |= colour[h] >= ORANGE
    return warned


@kernel
def _find_struck(
    colour, watch, late, income_12, medical_12, income_before, fall, village, funds, rows
):  # fmt: skip
    """Write whom a sudden fall has brought under a warning that is seen by now, where a village
    still has a fund; returns how many.
    """
    found = 0
    for first in range(0, colour.size, LOOKED_AT_TOGETHER):
        last = min(first + LOOKED_AT_TOGETHER, colour.size)
        # Households stand in the order of their incomes' tenths: most of the time nobody is warned.
        if not _any_warned(colour[first:last]):
            continue
        for h in range(index(first), index(last)):
            if colour[h] < ORANGE or watch[h] <= late or funds[index(village[h])] <= 0.0:
                continue
            if struck_by_a_fall(income_12[h] - medical_12[h], income_before[h], fall):
                rows[found] = h
                found += 1
    return found


@kernel
def _pay_from_funds(rows, gap, village, share, funds, out):
    """Pay the worst off first, each village until its fund is empty."""
    for row in range(rows.size):
        v = village[rows[row]]
        out[row] = paid_from_fund(gap[row], share, funds[v])
        funds[v] -= out[row]


@kernel
def _narrow(gap, budget, out):
    """The gap in full, the worst off first, until the budget is used up."""
    for row in range(gap.size):
        out[row] = min(gap[row], budget)
        budget -= out[row]


@kernel
def _receive(rows, amounts, source, cash, helped, income):
    for row in range(rows.size):
        if amounts[row] > 0.0:
            cash[rows[row]] += amounts[row]
            helped[rows[row]] = True
            earn(income, rows[row], source, amounts[row])


@kernel
def _keep_list(
    colour, left, income_before, help_month, month, least_fall, listed_since, nobody
):  # fmt: skip
    """Put on the list whom a fall brings under warning; take off who needs no help any more."""
    for h in range(colour.size):
        if colour[h] > GREEN:
            if listed_since[h] == nobody and struck_by_a_fall(
                left[h], income_before[h], least_fall
            ):
                listed_since[h] = month
        elif month - help_month[h] > MONTHS_OF_INCOME:
            listed_since[h] = nobody


def respond(model: "ValueChainModel") -> None:
    """Pay from village funds, give public-benefit jobs and pay relief; nothing in the burn-in."""
    h, net = model.households, model.safety
    h.get("helped")[net.helped] = False
    net.helped = net.helped[:0]
    if model.month < 0:
        return
    _village_funds(model)
    if any(lever.kind in ANSWERS for lever in model.effects.levers):
        answer_by_levers(model)


def answer_by_levers(model: "ValueChainModel") -> None:
    """Keep the list of those to be helped, give public-benefit jobs and pay relief."""
    h, net = model.households, model.safety
    _keep_list(
        h.get("colour"), h.get("income_12") - h.get("medical_12"), h.get("income_before"),
        h.get("help_month"), model.month, model.parameters.response.least_fall,
        h.get("listed_since"), NOT_LISTED,
    )  # fmt: skip
    for county, place in enumerate(model.region.counties):
        jobs = model.effects.lever_in("public_jobs", "all", place.id)
        relief = model.effects.lever_in("relief_fund", "all", place.id)
        if jobs is not None or net.posts[county] > 0.0:
            _public_jobs(model, county, jobs)
        if relief is not None:
            _relief(model, county, relief)


def _warned(model: "ValueChainModel", rows: NDArray[np.int64]) -> Warned:
    """The rows by income left a person; income and gap as they will stand at this month's end."""
    h = model.households
    slot_12 = (model.month + model.burn_in + 12) % 24
    left = (
        h.get("income_12")[rows] + model.income.net[rows] - model.ring[slot_12, rows]
        - h.get("medical_12")[rows]
    )  # fmt: skip
    persons = h.get("persons")[rows]
    order = _worst_first(left / persons, h.get("agent_id")[rows])
    rows, left, persons = rows[order], left[order], persons[order]
    gap = np.zeros(rows.size)
    _gaps(left, persons, float(model.parameters.household.monitoring_line), gap)
    return Warned(rows, left / persons, gap)


def _worst_first(left: NDArray[np.float64], key: NDArray[np.uint64]) -> NDArray[np.intp]:
    """Rows by what is left; ties go by key, so that the order of the rows never matters."""
    order = np.argsort(left)
    ordered = left[order]
    if (ordered[1:] == ordered[:-1]).any():
        order = np.lexsort((key, left))
    return order


def _seen(model: "ValueChainModel", lever: "Lever | None" = None) -> NDArray[np.bool_]:
    """Households warned, or on the list, for longer than detection and the lever's delay take."""
    late = int(model.parameters.response.detection_months)
    late += lever.delay_months if lever is not None else 0
    if lever is not None and lever.reach == "struck":
        return np.asarray(model.month - model.households.get("listed_since") >= late)
    return np.asarray(model.households.get("watch") > late)


def _village_funds(model: "ValueChainModel") -> None:
    """After a sudden fall the village's fund pays a part of the gap, until it is empty [M91]."""
    h, p, funds = model.households, model.parameters.response, model.safety.village_funds
    if not np.count_nonzero(funds):
        return
    struck = np.empty(len(h), dtype=np.int64)
    found = _find_struck(
        h.get("colour"), h.get("watch"), p.detection_months, h.get("income_12"),
        h.get("medical_12"), h.get("income_before"), model.parameters.household.fall_share,
        h.get("village"), funds, struck,
    )  # fmt: skip
    rows = struck[:found]
    waited = model.month - h.get("fund_month")[rows] >= p.village_fund_wait
    # Who falls because help has ended has not met with a misfortune.
    own = model.month - h.get("help_month")[rows] > 2 * MONTHS_OF_INCOME
    warned = _warned(model, rows[waited & own])
    if warned.rows.size == 0:
        return
    amounts = np.zeros(warned.rows.size)
    _pay_from_funds(warned.rows, warned.gap, h.get("village"), p.village_fund_share, funds, amounts)
    h.get("fund_month")[warned.rows[amounts > 0.0]] = model.month
    _hand_out(model, warned.rows, amounts, RELIEF)
    model.books.pay("village_fund_payments", "none", float(amounts.sum()))


def _hand_out(
    model: "ValueChainModel", rows: NDArray[np.int64], amounts: NDArray[np.float64], source: int
) -> None:
    h = model.households
    _receive(rows, amounts, source, h.get("cash"), h.get("helped"), model.income)
    model.safety.helped = np.union1d(model.safety.helped, rows[amounts > 0.0])


def _public_jobs(model: "ValueChainModel", county: int, lever: "Lever | None") -> None:
    """Fill the posts a budget pays and pay their wage.

    Narrow: whole posts, kept until the household has been without a warning for some months, vacant
    ones to the worst off. Wide: all on the list share the posts.
    """
    h, p = model.households, model.parameters.response
    here = h.get("county") == county
    post = h.get("post")
    if lever is None:
        post[here] = model.safety.posts[county] = 0.0
        return
    holds = here & (post > 0.0) & (h.get("watch") > -int(p.public_job_exit_months))
    able = h.get("workers") * h.get("at_work") >= 1.0
    warned_now = h.get("colour") > GREEN
    rows = np.flatnonzero(holds | (here & able & warned_now & _seen(model, lever)))
    posts = float(lever.budget or 0.0) / 12.0 / p.public_job_wage
    warned = _warned(model, rows)
    share = np.zeros(rows.size)
    if lever.spread == "wide":
        share[:] = min(posts / max(rows.size, 1), 1.0)
    else:
        holders_first = np.argsort(~holds[warned.rows], kind="stable")
        share[holders_first[: int(posts)]] = 1.0
    post[here] = 0.0
    post[warned.rows] = share
    model.safety.posts[county] = float(share.sum())
    wages = share * p.public_job_wage
    _hand_out(model, warned.rows, wages, PUBLIC_JOBS)
    h.get("help_month")[warned.rows[wages > 0.0]] = model.month
    pay_public(model, lever, "public_job_wages", "none", float(wages.sum()))


def _relief(model: "ValueChainModel", county: int, lever: "Lever") -> None:
    """Spend what the yearly budget has released: a twelfth a month, unspent until December.

    Narrow: the gap to the monitoring line in full, the worst off first. Wide: the same for everyone
    warned, at most some months of subsistence.
    """
    h, p, net = model.households, model.parameters.response, model.safety
    if model.calendar_month == JANUARY or model.month == lever.start_month:
        net.relief[county] = 0.0
    net.relief[county] += float(lever.budget or 0.0) / 12.0
    # Who is on the list may look well only because of last month's help.
    warned_now = (h.get("colour") > GREEN) | (lever.reach == "struck")
    seen = warned_now & _seen(model, lever) & (h.get("county") == county)
    warned = _warned(model, np.flatnonzero(seen))
    amounts = np.zeros(warned.rows.size)
    if lever.spread == "wide":
        most = p.relief_most_months * model.cash_need()[warned.rows]
        amounts[:] = np.minimum(net.relief[county] / max(warned.rows.size, 1), most)
    else:
        _narrow(warned.gap, net.relief[county], amounts)
    total = min(float(amounts.sum()), float(net.relief[county]))
    net.relief[county] -= total
    _hand_out(model, warned.rows, amounts, RELIEF)
    h.get("help_month")[warned.rows[amounts > 0.0]] = model.month
    pay_public(model, lever, "relief_payments", "none", float(amounts.sum()))
