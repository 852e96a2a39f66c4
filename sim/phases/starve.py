"""Stock and trees whose inputs were not paid: less output now, deaths, less yield later."""

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.chains.declaration import Event
from sim.chains.livestock import die
from sim.phases.grow import book_event

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.state.holdings import Holdings


def starve(model: "ValueChainModel", table: "Holdings", unfed: NDArray[np.float64], p: Any) -> None:
    """Let a month without a share of the inputs pass over each row of a table.

    unfed (rows,): share of the month's bill that was not paid. Animals give that much less this
    month and a part of them dies; trees yield less next year, as after a grower's own thrift.
    """
    if not np.count_nonzero(unfed):
        return
    chain = table.chain
    if not chain.animals:
        table.yearly_cut += unfed * p.input_calendar[model.calendar_month]
        return
    lost = table.available * unfed
    table.available -= lost
    book_event(model, Event(chain.product, "discarded", False, table.by_owner(lost)))
    dead = die(table.state, unfed * p.unfed_mortality)
    for stage, quantity in zip(chain.stages, dead, strict=True):
        book_event(model, Event(stage.asset, "discarded", False, table.by_owner(quantity)))
