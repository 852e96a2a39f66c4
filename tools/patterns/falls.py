"""Patterns 1, 2 and 11: how a fall of the farm-gate price reaches growers' income."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim import ValueChainModel
from sim.parameters import load_parameters
from sim.record import RunRecord
from sim.regions import load_region
from tools.patterns.runs import (
    YEAR,
    Values,
    chain_sales,
    growers,
    households,
    income,
    lived,
    opened,
    shock,
    turnover,
)

CHANGES = (-0.1, -0.2, -0.3, -0.4, -0.5)
# The first harvest under a shock in August begins in October, the tenth month of the run.
FIRST_YEAR = slice(9, 9 + YEAR)
MONTHS = 24
# Village risk funds, which help most in deep falls, are off with what growers do themselves.
ADAPTATIONS: Values = (
    ("jujube.input_cut_response", 0.0),
    ("jujube.hold_response", 0.0),
    ("jujube.capacity_response", 0.0),
    ("response.village_fund", 0.0),
)
ONLY_PRICE_AND_QUANTITY: Values = (
    ("jujube.storable", 0.0),
    ("jujube.storage_loss", 0.0),
    ("jujube.old_crop_discount", 0.1),
    ("jujube.hold_response", 0.0),
    ("jujube.input_cut_response", 0.0),
    ("jujube.capacity_response", 0.0),
    ("jujube.commission_rate", 0.0),
    ("jujube.input_credit_share", 0.0),
    ("jujube.side_selling_tolerance", 0.3),
    ("jujube.eaten_per_person", 0.0),
    ("insurance.premium_rate", 0.02),
    ("jujube.purchase_calendar", (0, 0, 0, 0, 0, 0, 0, 0, 0, 0.5, 0.5, 0)),
    ("household.consumption_adjustment", 0.02),
    ("finance.rollover_share", 1.0),
    ("response.village_fund", 0.0),
)


def fall(change: float, cause: str = "demand") -> dict[str, object]:
    """A lasting fall of the date price at the farm gate from August of the first year."""
    return shock("price", chain="jujube", change=change, cause=cause, start=7)


@dataclass(frozen=True)
class Losses:
    """First-year loss a household, yuan, by depth of the fall (a share)."""

    changes: tuple[float, ...]
    yuan: tuple[float, ...]

    def per_point(self) -> tuple[float, ...]:
        """Loss over depth: constant where the loss is in proportion."""
        return tuple(y / -c for c, y in zip(self.changes, self.yuan, strict=True))


def losses_by_depth(adapting: bool) -> Losses:
    """Pattern 1: mean loss of uninsured growers without contract or floor, by depth of the fall."""
    opening = opened(() if adapting else ADAPTATIONS)
    before = lived(opening, MONTHS)
    cells = growers(before, "jujube", "spot") & ~before.cell_keys["insured"]
    found = []
    for change in CHANGES:
        after = lived(opening, MONTHS, fall(change))
        lost = income(before, cells)[FIRST_YEAR].sum() - income(after, cells)[FIRST_YEAR].sum()
        found.append(float(lost) / households(before, cells))
    return Losses(CHANGES, tuple(found))


@dataclass(frozen=True)
class Bumper:
    """Pattern 2: losses of growers in the first year, yuan, and what the extra crop is worth."""

    demand: float
    bumper: float
    extra_units: float
    value_of_extra: float
    cost_of_extra: float


def bumper_against_demand(change: float = -0.3) -> Bumper:
    """Pattern 2: the same farm-gate path through demand and through a national bumper crop.

    Slack capacity, no floor, no insurance, nothing stored: what the bumper saves growers is the
    value of the extra kg less picking and transport.
    """
    opening = bare_opening(ONLY_PRICE_AND_QUANTITY)
    before = lived(opening, MONTHS)
    demand = lived(opening, MONTHS, fall(change))
    bumper = lived(opening, MONTHS, fall(change, "harvest"))
    cells = growers(before, "jujube")

    def loss(record: RunRecord, *sources: str) -> float:
        return float(sum(
            (income(before, cells, source) - income(record, cells, source))[FIRST_YEAR].sum()
            for source in sources or ("net_income",)
        ))  # fmt: skip

    extra = float((chain_sales(bumper, "jujube") - chain_sales(demand, "jujube"))[FIRST_YEAR].sum())
    value = float((turnover(bumper, "jujube") - turnover(demand, "jujube"))[FIRST_YEAR].sum())
    costs = ("inputs", "hired_labour")
    return Bumper(
        loss(demand), loss(bumper), extra, value, loss(bumper, *costs) - loss(demand, *costs)
    )


def bare_opening(values: Values) -> ValueChainModel:
    """The sample region with only price x quantity left: nobody insured, hands enough at home."""
    parameters = load_parameters().with_values(dict(values))
    model = ValueChainModel(load_region("sample", parameters), parameters, seed=1, luck=False)
    for table in model.holdings.values():
        table.insured_mu[:] = 0.0
    # Hired picking depends on cash, which the fall changes.
    model.households.get("workers")[:] = 20.0
    return model.open()


@dataclass(frozen=True)
class PriceTimesQuantity:
    """Pattern 11: growers' loss of net income beside price change x kg, yuan, by depth."""

    changes: tuple[float, ...]
    losses: tuple[float, ...]
    expected: tuple[float, ...]
    units_unchanged: float


def price_times_quantity() -> PriceTimesQuantity:
    """Pattern 11: insurance, floors, storage, credit and aid off, quantities fixed."""
    opening = bare_opening(ONLY_PRICE_AND_QUANTITY)
    before = lived(opening, MONTHS)
    cells = growers(before, "jujube")
    losses, expected, drift = [], [], 0.0
    for change in CHANGES:
        after = lived(opening, MONTHS, fall(change))
        losses.append(float((income(before, cells) - income(after, cells)).sum()))
        expected.append(float((turnover(before, "jujube") - turnover(after, "jujube")).sum()))
        drift = max(drift, _relative(chain_sales(before, "jujube"), chain_sales(after, "jujube")))
    return PriceTimesQuantity(CHANGES, tuple(losses), tuple(expected), drift)


def _relative(before: NDArray[np.float64], after: NDArray[np.float64]) -> float:
    return float(np.abs(after - before).max() / before.max())
