"""The sources of a household's net income, and how an amount is earned.

What a household earns in a month goes into one net sum for it and into the sum of its cell by
source, at once: a table of every source of every household would be read and written for nothing.
"""

from typing import NamedTuple

import numpy as np
from numba.extending import register_jitable
from numpy.typing import NDArray

from sim.engine.kernel import index, kernel

SOURCES = (
    "sales",
    "own_consumption",
    "wages",
    "rent",
    "dividends",
    "transfers",
    "payouts",
    "relief",
    "public_jobs",
    "other_farm",
    "stock_change",
    "inputs",
    "hired_labour",
    "interest",
    "premium",
    "write_offs",
    "depreciation",
)
(
    SALES,
    OWN_CONSUMPTION,
    WAGES,
    RENT,
    DIVIDENDS,
    TRANSFERS,
    PAYOUTS,
    RELIEF,
    PUBLIC_JOBS,
    OTHER_FARM,
    STOCK_CHANGE,
    INPUTS,
    HIRED_LABOUR,
    INTEREST,
    PREMIUM,
    WRITE_OFFS,
    DEPRECIATION,
) = range(len(SOURCES))

# Columns of a cell before the sources: households and persons.
FIRST_SOURCE = 2
# Ways a household sells its product, and what is summed of each: units and yuan.
ROUTES = ("contract", "spot")
UNDER_CONTRACT, ON_SPOT = range(len(ROUTES))
UNITS, YUAN = range(2)


class Income(NamedTuple):
    """This month's income: net (households,), cells (cells, columns), cell of each household.

    sold (cells, chains, routes, 2) holds the units and yuan behind the source `sales`.
    """

    net: NDArray[np.float64]
    cells: NDArray[np.float64]
    cell: NDArray[np.int32]
    sold: NDArray[np.float64]


@register_jitable
def source_column(source):
    """Column of a cell that holds a source's sum."""
    return FIRST_SOURCE + source


@register_jitable
def earn(income, household, source, amount):
    """Add an amount (negative: a cost), yuan, to a household's net income and its cell's source."""
    income.net[household] += amount
    income.cells[index(income.cell[household]), source_column(source)] += amount


@register_jitable
def add_to_source(income, cell, source, amount):
    """Add what several households of a cell earned from a source, yuan; none for a cell below 0."""
    if cell >= 0:
        income.cells[cell, source_column(source)] += amount


@register_jitable
def earn_sale(income, household, chain, route, units, yuan):
    """Add a sale of so many units by a route (`ROUTES`) to a household's income, yuan."""
    earn(income, household, SALES, yuan)
    sold = income.sold[income.cell[household], chain, route]
    sold[UNITS] += units
    sold[YUAN] += yuan


@kernel
def earn_each(income, households, source, amounts):
    """`earn` for many rows; a household may occur more than once."""
    for row in range(households.size):
        if amounts[row] != 0.0:
            earn(income, index(households[row]), source, amounts[row])
