"""Phase 12, warn: twelve-month net income against the lines, and the four colours."""

from typing import TYPE_CHECKING

from numba import njit

from sim.phases.respond import respond
from sim.rules.household import GREEN, RED, warning_colour
from sim.state.income import FIRST_SOURCE, SOURCES

if TYPE_CHECKING:
    from sim.model import ValueChainModel


@njit(cache=True)
def _warn(
    income, ring, slot, slot_12, income_12, income_before, medical_12, persons, poverty_line,
    monitoring_line, fall, orange_share, colour, watch, consumed, first, below,
):  # fmt: skip
    """Close the month's income into the ring of 24 months, set colours, sum up by cell.

    ring (24, households): monthly net income; slot: this month's row, slot_12: the row twelve
    months ago. watch: months in a row with a warning, or without one as a negative number.
    first: the column of a cell that holds net income; see sim.record.CELL_COLUMNS.
    """
    cells = income.cells
    for h in range(persons.size):
        c, net, size = income.cell[h], income.net[h], persons[h]
        income.net[h] = 0.0
        income_before[h] += ring[slot_12, h] - ring[slot, h]
        income_12[h] += net - ring[slot_12, h]
        ring[slot, h] = net
        own, before = income_12[h] / size, income_before[h] / size
        left = own - medical_12[h] / size
        colour[h] = warning_colour(
            own, left, before, poverty_line, monitoring_line, fall, orange_share
        )
        if colour[h] > GREEN:
            watch[h] = max(watch[h], 0) + 1
        else:
            watch[h] = min(watch[h], 0) - 1
        poor, watched = own < poverty_line, own < monitoring_line
        below[0, h], below[1, h] = poor, watched
        cells[c, 0] += 1.0
        cells[c, 1] += size
        cells[c, first] += net
        cells[c, first + 1] += consumed[h]
        cells[c, first + 4] += poor
        cells[c, first + 5] += watched
        cells[c, first + 6 + (RED - colour[h])] += 1.0


def warn(model: "ValueChainModel") -> None:
    """Help who was warned last month; then update twelve-month incomes, colours and sums."""
    respond(model)
    h, p = model.households, model.parameters.household
    step = model.month + model.burn_in
    _warn(
        model.income, model.ring, step % 24, (step + 12) % 24, h.get("income_12"),
        h.get("income_before"), h.get("medical_12"), h.get("persons"), p.poverty_line,
        p.monitoring_line, p.fall_share, p.warning_orange_share, h.get("colour"),
        h.get("watch"), model.consumed, FIRST_SOURCE + len(SOURCES), model.below,
    )  # fmt: skip
