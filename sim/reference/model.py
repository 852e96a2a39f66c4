"""The reference: the model in plain Mesa, one Python object a household, rules uncompiled."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from sim.effects import Effects
from sim.model import ValueChainModel
from sim.reference.agents import Cell
from sim.reference.exchange import (
    LIVED,
    WORKED,
    gather,
    gather_holdings,
    make_holdings,
    make_people,
    read_back,
    scatter,
    scatter_holdings,
)
from sim.reference.schedule import REFERENCE_SCHEDULE
from sim.reference.stocktaking import ReferenceAudit, close_month
from sim.schedule import Phase


class ReferenceModel(ValueChainModel):
    """`ValueChainModel` with a `Household` object for each household and a `Holding` for each row.

    Built from the same population and organisations, it runs the same phases in the same order and
    leaves the same record. In ordinary months the objects are the state and the columns of
    households and holdings are out of date; `as_columns` brings them up to date for a while.

    people: households in the order of their rows; held: holdings by chain, in the order of theirs;
    cell_sums: this month's `Cell` sums.
    """

    audit_type = ReferenceAudit
    people: list[Any]
    held: dict[str, list[Any]]
    cell_sums: list[Cell]

    def __init__(self, *arguments: Any, **options: Any):
        options.setdefault("precision", np.float64)
        super().__init__(*arguments, **options)
        self._make_objects()

    @classmethod
    def of(cls, opening: ValueChainModel, effects: Effects | None = None) -> "ReferenceModel":
        """A copy of the engine's opening as objects, to live through these shocks and levers."""
        twin: Any = opening.branch(effects or Effects())
        twin.__class__ = cls
        twin.audit = cls.audit_type()
        twin._make_objects()
        return twin

    @contextmanager
    def as_columns(self) -> Iterator[None]:
        """Everything as columns for functions of the engine that may add and remove holdings."""
        gather(self, LIVED)
        for chain in self.chains:
            gather_holdings(self, chain, WORKED)
        yield
        read_back(self)

    @contextmanager
    def some_as_columns(
        self, households: Sequence[str] = (), holdings: Sequence[str] = ()
    ) -> Iterator[None]:
        """These columns alone, for functions of the engine that read and write no others.

        Net income so far goes along. The columns of what only functions of the engine write are
        up to date anyway.
        """
        gather(self, households)
        for chain in self.chains if holdings else ():
            gather_holdings(self, chain, holdings)
        yield
        scatter(self, households)
        for chain in self.chains if holdings else ():
            scatter_holdings(self, chain, holdings)

    def phases(self) -> tuple[Phase, ...]:
        """The phases of a month in their order, as objects live them."""
        return REFERENCE_SCHEDULE

    def branch(self, effects: Effects) -> "ReferenceModel":
        """A copy of the opening that will live through these shocks and levers."""
        with self.as_columns():
            self._write_rings()
            self._drop_objects()
            twin: Any = super().branch(effects)
            for model in (self, twin):
                model._make_objects()
        return twin

    def _make_objects(self) -> None:
        self.people = make_people(self)
        self.held = {chain: make_holdings(self, chain) for chain in self.chains}
        # Steady incomes are added up by the household when the next month asks for them.
        self.steady.stale = True

    def _drop_objects(self) -> None:
        for household in self.people:
            household.remove()
        self.people, self.held, self.cell_sums = [], {}, []

    def _write_rings(self) -> None:
        for slot, months in enumerate(zip(*(h.ring for h in self.people), strict=True)):
            self.ring[slot] = months

    def _close_month(self) -> None:
        close_month(self)
