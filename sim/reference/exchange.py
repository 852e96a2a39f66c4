"""From objects to columns and back, for what is rare enough to be left to the engine's functions.

Only what ordinary months change is gathered; everything is read back.
"""

from collections.abc import Iterable
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.reference.agents import Cell, Holding, Household

if TYPE_CHECKING:
    from sim.reference.model import ReferenceModel

# Columns of households and of holdings that a month of objects writes.
LIVED = (
    "cash", "income_12", "income_before", "medical_12", "colour", "watch", "helped", "fund_month",
    "loan", "loan_months", "overdue", "overdue_months", "credit_wait", "ring",
)  # fmt: skip
WORKED = (
    "output", "available", "eaten", "delivered", "spot", "stock", "stock_value", "receivable",
    "input_debt", "yearly_cut", "patronage", "insured_quantity", "lean_months", "condition",
    "target", "trust", "expected_price", "year_value", "year_units", "year_output", "state",
)  # fmt: skip
# A household's cell is an object, not a number.
NOT_COPIED = "cell"
# Of a household's ring of months, only the one a year ago is ever gathered.
RING = "ring"


def make_people(model: "ReferenceModel") -> list[Any]:
    """A `Household` for each row of the households' columns."""
    persons = np.diff(model.cell_starts)
    cells = [
        Cell(number, *rest, len(model.chains))
        for number, rest in enumerate(
            zip(
                model.cell_county.tolist(), model.cell_persons.tolist(), persons.tolist(),
                strict=True,
            )
        )
    ]  # fmt: skip
    model.cell_sums = cells
    columns = _columns(model)
    columns["need"] = model.cash_need().tolist()
    columns["usual_income"] = model.usual_income.tolist()
    columns["person_share"] = model.person_share.tolist()
    columns["ring"] = model.ring.T.tolist()
    columns["net"] = model.income.net.tolist()
    columns["steady"] = [0.0] * len(model.households)
    columns["poor"], columns["watched"] = model.below.tolist()
    columns["cell"] = [cells[number] for number in model.households.get("cell").tolist()]
    return [
        Household(model, row, dict(zip(columns, values, strict=True)))
        for row, values in enumerate(zip(*columns.values(), strict=True))
    ]


def make_holdings(model: "ReferenceModel", chain: str) -> list[Any]:
    """A `Holding` for each row of a chain's table, known to its household."""
    table = model.holdings[chain]
    columns = {
        name: value.T.tolist() for name, value in vars(table).items() if name in Holding.__slots__
    }
    made = []
    for values in zip(*columns.values(), strict=True):
        holding: Any = Holding()
        for name, value in zip(columns, values, strict=True):
            setattr(holding, name, value)
        holding.keeper = model.people[holding.household]
        holding.keeper.holdings[chain] = holding
        made.append(holding)
    return made


def gather(model: "ReferenceModel", names: Iterable[str]) -> None:
    """Write these attributes of the households, and their net income so far, into the columns."""
    people = model.people
    for name in names:
        if name == RING:
            slot = _year_ago(model)
            model.ring[slot] = [household.ring[slot] for household in people]
        else:
            values = list(map(attrgetter(name), people))
            model.households.get(name)[:] = values
    model.income.net[:] = [household.net for household in people]


def scatter(model: "ReferenceModel", names: Iterable[str]) -> None:
    """Read these columns of the households, and their net income so far, back."""
    for name in names:
        if name != RING:
            values = model.households.get(name).tolist()
            for household, value in zip(model.people, values, strict=True):
                setattr(household, name, value)
    for household, value in zip(model.people, model.income.net.tolist(), strict=True):
        household.net = value


def gather_holdings(model: "ReferenceModel", chain: str, names: Iterable[str]) -> None:
    """Write these attributes of a chain's holdings into its table."""
    table, held = model.holdings[chain], model.held[chain]
    for name in names if held else ():
        values = np.array(list(map(attrgetter(name), held)))
        getattr(table, name)[:] = values.T


def scatter_holdings(model: "ReferenceModel", chain: str, names: Iterable[str]) -> None:
    """Read these columns of a chain's table back."""
    for name in names:
        values = getattr(model.holdings[chain], name).T.tolist()
        for holding, value in zip(model.held[chain], values, strict=True):
            setattr(holding, name, value)


def read_back(model: "ReferenceModel") -> None:
    """Read everything back; households may have left chains and taken them up while in columns."""
    columns = _columns(model)
    columns["net"] = model.income.net.tolist()
    names = tuple(columns)
    for household, values in zip(model.people, zip(*columns.values(), strict=True), strict=True):
        household.holdings = {}
        household.__dict__.update(zip(names, values, strict=True))
    for chain in model.chains:
        model.held[chain] = make_holdings(model, chain)


def _year_ago(model: "ReferenceModel") -> int:
    """Place in the ring of the month a year ago, the only one that columns are asked for."""
    return (model.month + model.burn_in + 12) % 24


def _columns(model: "ReferenceModel") -> dict[str, list[Any]]:
    h = model.households
    return {name: h.get(name).tolist() for name in h.names if name != NOT_COPIED}
