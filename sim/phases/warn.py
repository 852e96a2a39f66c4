"""Phase 12, warn: twelve-month net income against the lines, and the four colours."""

from typing import TYPE_CHECKING

from numba import njit

from sim.rules.household import warning_colour

if TYPE_CHECKING:
    from sim.model import ValueChainModel

# Columns of a cell after the income sources; see sim.record.CELL_COLUMNS.
AFTER_SOURCES = ("net_income", "consumption", "cash", "debt", "below_poverty", "below_monitoring")


@njit(cache=True)
def _warn(  # type: ignore[no-untyped-def]
    income, ring, slot, slot_12, income_12, income_before, persons, poverty_line,
    monitoring_line, fall, orange_share, colour, consumed, cash, loan, cell, cells, below,
):  # fmt: skip
    """Close the month's income into the ring of 24 months, set colours, sum up by cell.

    The income table is emptied for the next month while it is at hand.

    ring (24, households): monthly net income; slot: this month's row, slot_12: the row twelve
    months ago. cells (cells, columns): see sim.record.CELL_COLUMNS.
    """
    sources = income.shape[1]
    for h in range(persons.size):
        c = cell[h]
        net = 0.0
        for source in range(sources):
            amount = income[h, source]
            # Most households have few sources: two in three are in none of the chains.
            if amount != 0.0:
                net += amount
                cells[c, 2 + source] += amount
                income[h, source] = 0.0
        income_before[h] += ring[slot_12, h] - ring[slot, h]
        income_12[h] += net - ring[slot_12, h]
        ring[slot, h] = net
        size = persons[h]
        own, before = income_12[h] / size, income_before[h] / size
        colour[h] = warning_colour(
            own, before, poverty_line, monitoring_line, fall, orange_share
        )
        poor, watched = own < poverty_line, own < monitoring_line
        below[0, h], below[1, h] = poor, watched
        at = 2 + sources
        cells[c, 0] += 1.0
        cells[c, 1] += size
        cells[c, at] += net
        cells[c, at + 1] += consumed[h]
        cells[c, at + 2] += cash[h]
        cells[c, at + 3] += loan[h]
        cells[c, at + 4] += poor
        cells[c, at + 5] += watched
        cells[c, at + 6 + (3 - colour[h])] += 1.0


def warn(model: "ValueChainModel") -> None:
    """Update twelve-month incomes, colours and the month's sums by cell."""
    h, p = model.households, model.parameters.household
    step = model.month + model.burn_in
    model.cells[:] = 0.0
    _warn(
        model.income, model.ring, step % 24, (step + 12) % 24, h.get("income_12"),
        h.get("income_before"), h.get("persons"), p.poverty_line, p.monitoring_line,
        p.fall_share, p.warning_orange_share, h.get("colour"), model.consumed, h.get("cash"),
        h.get("loan"), h.get("cell"), model.cells, model.below,
    )  # fmt: skip
