"""Holdings tables: what households, or the bases of organisations, hold in one chain."""

from copy import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.chains import Chain
from sim.chains.declaration import OWNERS
from sim.chains.units import units_of
from sim.state.room import Room

NONE, SPOT, MEMBER, CONTRACT = range(4)
LINKAGES = ("none", "spot", "member", "contract")


class Holdings:
    """Rows of one chain, sorted by market. Shapes: (rows,), state (stages, rows).

    household: row of the household, -1 for a base; cooperative and enterprise: row of the
    organisation delivered to (or owning the base), -1 for none; owner: sector that owns the row, an
    index of `OWNERS`; reference: capacity at normal
    returns; year_value, year_units and year_output: sold for, offered and grown since the last
    February; lean_months: months in succession below full cost. Quantities in farm product
    units, amounts in yuan, prices in yuan a unit. unit: what a unit of capacity gives and costs.
    """

    _ZERO_COLUMNS = (
        "output",
        "available",
        "eaten",
        "delivered",
        "spot",
        "stock",
        "stock_value",
        "receivable",
        "input_debt",
        "yearly_cut",
        "patronage",
        "insured_quantity",
        "spare_land",
        "insurance_draw",
        "training_draw",
        "skill",
        "year_value",
        "year_units",
        "year_output",
        "lean_months",
    )

    def __init__(
        self,
        chain: Chain,
        parameters: Any,
        rows: dict[str, NDArray[Any]],
        age_shares: NDArray[np.float64],
    ):
        self.room = Room()
        self.chain = chain
        self.unit = units_of(chain, parameters)
        # Depreciation of a month, yuan a unit of each stage.
        each = np.identity(len(chain.stages))
        self.wear = tuple(float(rate) / 12.0 for rate in chain.depreciation(each, parameters))
        self.household = np.asarray(rows["household"], dtype=np.int32)
        self.market = np.asarray(rows["market"], dtype=np.int32)
        self.cooperative = np.asarray(rows["cooperative"], dtype=np.int32)
        self.enterprise = np.asarray(
            rows.get("enterprise", np.full(self.market.size, -1)), dtype=np.int32
        )
        self.linkage = np.asarray(rows["linkage"], dtype=np.int8)
        self.owner = _owners(self.household, self.enterprise)
        self.yield_factor = np.array(rows["yield_factor"], dtype=np.float64)
        self.tolerance = np.array(rows["tolerance"], dtype=np.float64)
        self.shares = np.array(rows["shares"], dtype=np.float64)
        self.insured_mu = np.array(rows["insured_mu"], dtype=np.float64)
        self.state = chain.opening_state(
            np.asarray(rows["capacity"], dtype=np.float64), age_shares, parameters
        )
        size = self.market.size
        for name in self._ZERO_COLUMNS:
            setattr(self, name, np.zeros(size))
        self.cut_slices()
        # Whether any row has product this month; where none has, there is nothing to sell.
        self.has_product = False
        self.condition = np.ones(size)
        # Yield before training, and the share of a disease's losses that the keeper suffers.
        self.untrained_yield = self.yield_factor.copy()
        self.exposure = np.ones(size)
        self.target = self.state[0].copy()
        self.reference = self.capacity()
        self.trust = np.ones(size)
        self.expected_price = np.full(size, float(parameters.farm_gate_price))
        self.expected_output = chain.yearly_output(self.state, self.yield_factor, parameters)
        raised_for_fee = parameters.feed_supplied > 0.0
        self.fee_raised = (self.linkage == CONTRACT) & raised_for_fee

    _places: tuple[NDArray[np.int64]] | None
    target: NDArray[np.float64]
    reference: NDArray[np.float64]
    output: NDArray[np.float64]
    available: NDArray[np.float64]
    eaten: NDArray[np.float64]
    delivered: NDArray[np.float64]
    spot: NDArray[np.float64]
    stock: NDArray[np.float64]
    stock_value: NDArray[np.float64]
    receivable: NDArray[np.float64]
    input_debt: NDArray[np.float64]
    yearly_cut: NDArray[np.float64]
    patronage: NDArray[np.float64]
    insured_quantity: NDArray[np.float64]
    spare_land: NDArray[np.float64]
    insurance_draw: NDArray[np.float64]
    training_draw: NDArray[np.float64]
    skill: NDArray[np.float64]
    year_value: NDArray[np.float64]
    year_units: NDArray[np.float64]
    year_output: NDArray[np.float64]
    lean_months: NDArray[np.float64]

    def __len__(self) -> int:
        return int(self.market.size)

    def __deepcopy__(self, memo: dict[int, Any]) -> "Holdings":
        """A copy with room to grow; the chain is the same."""
        twin = memo[id(self)] = copy(self)
        twin.room, twin.slices = Room(), list(self.slices)
        for name, values in vars(self).items():
            if isinstance(values, np.ndarray):
                setattr(twin, name, twin.room.copy(name, values))
        return twin

    def cut_slices(self) -> None:
        """Note where each market's rows are: rows are sorted by market, so each is a slice."""
        if not len(self):
            self.slices: list[tuple[int, slice]] = []
            self._places = None
            return
        markets = np.arange(self.market[0], int(self.market[-1]) + 2)
        edges = np.searchsorted(self.market, markets).tolist()
        self.slices = [
            (int(market), slice(first, last))
            for market, first, last in zip(markets, edges, edges[1:], strict=False)
            if last > first
        ]
        self._places = None

    def by_owner(self, quantity: NDArray[np.float64]) -> list[float]:
        """Sum of a quantity of each row by the sector that owns it, in the order of `OWNERS`."""
        return by_owner(self.owner, quantity)

    def places(self) -> NDArray[np.int64]:
        """Market, first row and the row after its last, one line a market that has rows."""
        if self._places is None:
            edges = [(m, rows.start, rows.stop) for m, rows in self.slices]
            # Kept as one thing: whatever is an array of the table itself is one number a row.
            self._places = (np.array(edges, dtype=np.int64).reshape(-1, 3),)
        return self._places[0]

    def ripe_state(self) -> NDArray[np.float64]:
        """State [stages, rows] with every tree in full bearing, or with breeding animals alone.

        What a decision is judged by: neither young trees nor young animals give anything yet.
        """
        ripe = np.zeros_like(self.state)
        if self.chain.animals:
            ripe[0] = self.state[0]
        else:
            ripe[-1] = self.state.sum(axis=0)
        return ripe

    def capacity(self) -> NDArray[np.float64]:
        """Mu of trees of every age, or the herd its keeper wants to breed with, one a row."""
        if self.chain.animals:
            return self.target.copy()
        return np.asarray(self.state.sum(axis=0))


def by_owner(owner: NDArray[np.int8], quantity: NDArray[np.float64]) -> list[float]:
    """Sum of a quantity of each row by its owner's sector, in the order of `OWNERS`."""
    sums: list[float] = np.bincount(owner, quantity, len(OWNERS)).tolist()
    return sums


def _owners(household: NDArray[np.int32], enterprise: NDArray[np.int32]) -> NDArray[np.int8]:
    """Households own what has a household, enterprises their bases, cooperatives the others."""
    base = np.where(enterprise >= 0, OWNERS.index("enterprises"), OWNERS.index("cooperatives"))
    owner = np.where(household >= 0, OWNERS.index("households"), base)
    return np.asarray(owner, dtype=np.int8)
