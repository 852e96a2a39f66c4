"""Phase 12, warn: twelve-month net income against the lines, and the four colours."""

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.engine.kernel import count_marks, group_end, kernel
from sim.phases.respond import respond
from sim.rules.household import ORANGE, RED, YELLOW, warning_colour, warning_months
from sim.state.income import FIRST_SOURCE, SOURCES

if TYPE_CHECKING:
    from sim.model import ValueChainModel


class Lines(NamedTuple):
    """What a year's income a person is compared with; lines in yuan, the others shares."""

    poverty: float
    monitoring: float
    fall: float
    orange_share: float


class Standing(NamedTuple):
    """Columns of all households that say how they stand, and the month's net income, yuan.

    person_share: 1 / persons; below: (poverty, monitoring) x
    households.
    """

    net: NDArray[np.float64]
    income_12: NDArray[np.float64]
    income_before: NDArray[np.float64]
    medical_12: NDArray[np.float64]
    person_share: NDArray[np.float64]
    colour: NDArray[np.int8]
    watch: NDArray[np.int16]
    below: NDArray[np.bool_]


def lines_of(parameters: Any) -> Lines:
    """The lines that these parameters of households draw."""
    p = parameters
    return Lines(p.poverty_line, p.monitoring_line, p.fall_share, p.warning_orange_share)


@kernel
def _close_month(net, income_12, income_before, this_month, year_ago):
    """The month enters the year behind, the month a year ago leaves it for the year before.

    this_month, year_ago: rows of the ring of 24 months; this month's still holds that of two years
    ago.
    """
    for h in range(net.size):
        old, two_years_ago = year_ago[h], this_month[h]
        this_month[h] = net[h]
        income_before[h] += old - two_years_ago
        # What enters the sum is what leaves it in a year, to the bit.
        income_12[h] += this_month[h] - old
        net[h] = 0.0


@kernel
def _judge(income_12, income_before, medical_12, person_share, lines, colour, watched):
    for h in range(colour.size):
        own = income_12[h] * person_share[h]
        left = (income_12[h] - medical_12[h]) * person_share[h]
        before = income_before[h] * person_share[h]
        watched[h] = own < lines.monitoring
        colour[h] = warning_colour(
            own, left, before, lines.poverty, lines.monitoring, lines.fall, lines.orange_share
        )


@kernel
def _count_months(colour, watch, poor):
    """Months with and without a warning; red is who is under the poverty line."""
    for h in range(colour.size):
        watch[h] = warning_months(watch[h], colour[h])
        poor[h] = colour[h] == RED


@kernel
def _sum_cell(colour, watched, persons, first, below, sums):
    """A cell's households, persons, net income, households below each line and of each colour."""
    net_column = FIRST_SOURCE + len(SOURCES)
    net = sums[net_column]
    for source in range(FIRST_SOURCE, net_column):
        net += sums[source]
    red, orange = count_marks(colour, RED), count_marks(colour, ORANGE)
    yellow = count_marks(colour, YELLOW)
    sums[first], sums[first + 1], sums[net_column] = colour.size, persons, net
    sums[below], sums[below + 1] = red, count_marks(watched, True)
    sums[below + 2], sums[below + 3], sums[below + 4] = red, orange, yellow
    sums[below + 5] = colour.size - red - orange - yellow


@kernel
def _warn(starts, standing, this_month, year_ago, lines, persons_by_cell, first, below, cells):
    """Every cell's households in turn; first: column of the households' number, below: that of
    the poor; between sources and consumption stands net income, their sum.
    """
    colour, watched, end = standing.colour, standing.below[1], 0
    while end < starts.size - 1:
        begin, end = end, group_end(starts, end)
        rows = slice(starts[begin], starts[end])
        _close_month(
            standing.net[rows], standing.income_12[rows], standing.income_before[rows],
            this_month[rows], year_ago[rows],
        )  # fmt: skip
        _judge(
            standing.income_12[rows], standing.income_before[rows], standing.medical_12[rows],
            standing.person_share[rows], lines, colour[rows], watched[rows],
        )  # fmt: skip
        _count_months(colour[rows], standing.watch[rows], standing.below[0][rows])
        for c in range(begin, end):
            here = slice(starts[c], starts[c + 1])
            _sum_cell(colour[here], watched[here], persons_by_cell[c], first, below, cells[c])


def warn(model: "ValueChainModel") -> None:
    """Help who was warned last month; then update twelve-month incomes, colours and sums."""
    respond(model)
    h, p, columns = model.households, model.parameters.household, model.cell_columns
    step = model.month + model.burn_in
    standing = Standing(
        model.income.net, h.get("income_12"), h.get("income_before"), h.get("medical_12"),
        model.person_share, h.get("colour"), h.get("watch"), model.below,
    )  # fmt: skip
    _warn(
        model.cell_starts, standing, model.ring[step % 24], model.ring[(step + 12) % 24],
        lines_of(p), model.cell_persons, columns.index("households"),
        columns.index("below_poverty"), model.cells,
    )  # fmt: skip
