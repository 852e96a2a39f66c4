"""What a chain is to the rest of the model: names, stages of capacity and four functions."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.float64]


# Sectors that can own rows of a holdings table.
OWNERS = ("households", "cooperatives", "enterprises")


class Stage(NamedTuple):
    """One row of a holdings table's state: mu of trees of an age, or animals of an age.

    asset: its name in the files, which several stages may share; moves: whether its units are
    goods whose every movement is booked (animals) or land under trees (not).
    """

    asset: str
    unit: str
    moves: bool


class Event(NamedTuple):
    """A movement of living goods within a month.

    incoming: from nature to the holder; else from the holder to nature. quantity: by the sector
    that owns the rows, in the order of `OWNERS`.
    """

    product: str
    fate: str
    incoming: bool
    quantity: Sequence[float]


@dataclass(frozen=True)
class Season:
    """What nature brings this month, one number a market: yield factor and share of stock lost."""

    month: int
    calendar_month: int
    yield_factor: Rows
    loss: Rows


@dataclass(frozen=True)
class Chain:
    """A value chain: data, plus the small biology functions of its module.

    grow(table, season, parameters) -> events: sets table.output, moves the stages on by a month.
    supply_share(parameters, calendar_month) -> share of a year's output that comes to market.
    yearly_output(state, yield_factor, parameters) -> farm product units a year, one a row.
    input_cost(table, calendar_month, parameters) -> cash inputs of the month before thrift, yuan.
    yearly_cost(state, parameters) -> cash cost of a year before picking hired, yuan, one a row.
    Both are sums over the stages in proportion to each, the output to the yield factor as well.
    resize(table, change, parameters) -> Resized: the yearly decision carried out.
    unit_values(parameters) -> yuan a unit of each stage.
    insured: whether its price index is traded, so that price insurance can settle on it.
    signed_by_dealers: whether contracts are dealers' tonnage, signed before the harvest; else
    they are the enterprises' own.
    """

    name: str
    product: str
    unit: str
    processed: str
    processed_unit: str
    processed_per_unit: Callable[[Any], float]
    stages: tuple[Stage, ...]
    opening_state: Callable[[Rows, Rows, Any], Rows]
    grow: Callable[[Any, Season, Any], list[Event]]
    supply_share: Callable[[Any, int], float]
    yearly_output: Callable[[Rows, Rows, Any], Rows]
    input_cost: Callable[[Any, int, Any], Rows]
    yearly_cost: Callable[[Rows, Any], Rows]
    resize: Callable[[Any, Rows, Any], "Resized"]
    unit_values: Callable[[Any], Rows]
    depreciation: Callable[[Rows, Any], Rows]
    insured: bool = False
    signed_by_dealers: bool = False

    @property
    def animals(self) -> bool:
        """Whether it keeps animals, which move, breed and die; else trees, which stand on land."""
        return self.stages[0].moves


class Resized(NamedTuple):
    """What a yearly decision costs and brings, one number a row.

    cost: yuan paid to input suppliers; receipts: yuan from breeding stock sold outside; events:
    movements of living goods, `sold` ones leave for `world`.
    """

    cost: Rows
    receipts: Rows
    events: list[Event]


def typical_income(
    chain: Chain,
    state: Rows,
    yield_factor: Rows,
    linkage: NDArray[np.int8],
    shares: Rows,
    parameters: Any,
    cooperative: Any,
    contract_linkage: int,
) -> dict[str, Rows]:
    """Chain income of holdings at opening prices, yuan a year: gross, cash_cost and net.

    Households raising for a fee get their fee and carry no feed; share dividends count as net.
    """
    raised_for_fee = (linkage == contract_linkage) & (parameters.feed_supplied > 0.0)
    price = parameters.farm_gate_price * np.where(
        raised_for_fee, parameters.fee_per_head_share, 1.0
    )
    gross = chain.yearly_output(state, yield_factor, parameters) * price
    transport = chain.yearly_output(state, yield_factor, parameters) * parameters.transport_cost
    cost = np.where(raised_for_fee, 0.0, chain.yearly_cost(state, parameters) + transport)
    dividends = shares * cooperative.share_price * cooperative.dividend_rate
    net = gross - cost + dividends - chain.depreciation(state, parameters)
    return {"gross": gross, "cash_cost": cost, "net": net}
