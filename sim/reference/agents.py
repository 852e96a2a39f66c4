"""Households and their holdings as plain Python objects: numbers, a list of months, no columns."""

from typing import TYPE_CHECKING, Any

from sim.engine.light import mesa
from sim.record import CELL_COLUMNS
from sim.state.income import FIRST_SOURCE, ROUTES, SALES, SOURCES, UNITS, YUAN

if TYPE_CHECKING:
    from sim.reference.model import ReferenceModel


class Cell:
    """A month's sums over the households of a cell: `CELL_COLUMNS`, and sales by chain and route.

    by_source: yuan by source of income; sums: a number for each of `CELL_COLUMNS`, the sources
    excepted; sold: [chain][route][units, yuan]. county: index; persons, households: in the cell.
    """

    __slots__ = ("by_source", "county", "households", "number", "persons", "sold", "sums")

    def __init__(self, number: int, county: int, persons: float, households: int, chains: int):
        self.number = number
        self.county = county
        self.persons = persons
        self.households = households
        self.sold = [[[0.0, 0.0] for _ in ROUTES] for _ in range(chains)]
        self.new_month()

    def new_month(self) -> None:
        """Empty the month's sums."""
        self.by_source = [0.0] * len(SOURCES)
        self.sums = [0.0] * len(CELL_COLUMNS)
        for routes in self.sold:
            for sales in routes:
                sales[UNITS] = sales[YUAN] = 0.0

    def figures(self) -> list[float]:
        """The sums in the order of `CELL_COLUMNS`; net income is what its sources add up to."""
        figures = self.sums.copy()
        figures[0], figures[1] = self.households, self.persons
        last = FIRST_SOURCE + len(SOURCES)
        figures[FIRST_SOURCE:last] = self.by_source
        figures[last] = sum(self.by_source)
        return figures


class Household(mesa.Agent):
    """One household: every column of `model.households` as an attribute, and what a month needs.

    row: its row in the columns; cell: its `Cell`; holdings: its holdings by chain; net: this
    month's net income so far; ring: net income of 24 months, as `model.ring`; need: yuan a month it
    cannot live on less than; usual_income: yuan a year at the opening; person_share: 1 / persons;
    steady: yuan a month that always comes; poor, watched: below the two lines.
    """

    cell: Cell
    cash: float
    colour: int
    holdings: "dict[str, Holding]"

    def __init__(self, model: "ReferenceModel", row: int, values: dict[str, Any]):
        super().__init__(model)
        self.row = row
        self.holdings = {}
        self.__dict__.update(values)

    def earn(self, source: int, amount: float) -> None:
        """Add an amount (negative: a cost), yuan, to net income and to the cell's source."""
        self.net += amount
        self.cell.by_source[source] += amount

    def earn_sale(self, chain: int, route: int, units: float, yuan: float) -> None:
        """Add a sale of so many units by a route (`ROUTES`), yuan."""
        self.earn(SALES, yuan)
        sold = self.cell.sold[chain][route]
        sold[UNITS] += units
        sold[YUAN] += yuan


class Holding:
    """What a household holds in one chain: every column of `Holdings` as an attribute.

    keeper: the household; state: a list, one number a stage.
    """

    __slots__ = (
        "available", "condition", "cooperative", "delivered", "eaten", "enterprise",
        "expected_output", "expected_price", "exposure", "fee_raised", "household", "input_debt",
        "insurance_draw", "insured_mu", "insured_quantity", "keeper", "lean_months", "linkage",
        "market", "output", "owner", "patronage", "receivable", "reference", "shares", "skill",
        "spare_land", "spot", "state", "stock", "stock_value", "target", "tolerance",
        "training_draw", "trust", "untrained_yield", "year_output", "year_units", "year_value",
        "yearly_cut", "yield_factor",
    )  # fmt: skip
