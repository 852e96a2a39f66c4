"""Cooperatives as rows of a small table; their agents read and write one row."""

from typing import Any

import numpy as np
from numpy.typing import NDArray


class CooperativeTable:
    """Columns of all cooperatives, shape (cooperatives,). Amounts in yuan.

    receivable: owed by the enterprise or the dealers; owed: to members for deliveries;
    delivered, accepted: this month's units; surplus: of the year so far; patronage: units
    delivered by members this year; reserve: working capital kept back from dividends and refunds;
    refund_expected (a unit) and dividend_expected (a share): what was paid last January;
    stock, stock_cost (what was paid for it), stock_offered and storage_room (this month, units),
    storage_capacity and storage_planned (to be built under a lever, units); status: see
    sim.agents.cooperative; months_unpaid: in a row with bills that stayed unpaid.
    """

    _ZERO_COLUMNS = (
        "cash",
        "receivable",
        "owed",
        "delivered",
        "accepted",
        "contract_net",
        "surplus",
        "patronage",
        "feed_bill",
        "reserve",
        "commission_rate",
        "operating_cost",
        "refund_expected",
        "dividend_expected",
        "months_unpaid",
        "stock",
        "stock_cost",
        "stock_offered",
        "storage_room",
        "storage_capacity",
        "storage_planned",
    )

    def __init__(self, rows: dict[str, NDArray[Any]]):
        self.chain = np.asarray(rows["chain"], dtype=np.int8)
        self.market = np.asarray(rows["market"], dtype=np.int32)
        self.enterprise = np.array(rows["enterprise"], dtype=np.int32)
        self.jobs = np.array(rows["jobs"], dtype=np.float64)
        size = self.market.size
        for name in self._ZERO_COLUMNS:
            setattr(self, name, np.zeros(size))
        self.accept_share = np.ones(size)
        self.capacity = np.full(size, np.inf)
        self.contract_share = np.zeros(size)
        self.paid_share = np.zeros(size)
        self.status = np.zeros(size, dtype=np.int8)

    cash: NDArray[np.float64]
    receivable: NDArray[np.float64]
    owed: NDArray[np.float64]
    delivered: NDArray[np.float64]
    accepted: NDArray[np.float64]
    contract_net: NDArray[np.float64]
    surplus: NDArray[np.float64]
    patronage: NDArray[np.float64]
    feed_bill: NDArray[np.float64]
    commission_rate: NDArray[np.float64]
    operating_cost: NDArray[np.float64]
    reserve: NDArray[np.float64]
    refund_expected: NDArray[np.float64]
    dividend_expected: NDArray[np.float64]
    months_unpaid: NDArray[np.float64]
    stock: NDArray[np.float64]
    stock_cost: NDArray[np.float64]
    stock_offered: NDArray[np.float64]
    storage_room: NDArray[np.float64]
    storage_capacity: NDArray[np.float64]
    storage_planned: NDArray[np.float64]

    def __len__(self) -> int:
        return int(self.market.size)

    def payer(self, enterprises: int) -> NDArray[np.int64]:
        """Who buys under contract from each: its enterprise, or the dealers of its market.

        Dealers of market m are number `enterprises` + m.
        """
        dealers = enterprises + self.market
        return np.asarray(np.where(self.enterprise >= 0, self.enterprise, dealers), dtype=np.int64)

    def spare_cash(self) -> NDArray[np.float64]:
        """Cash beyond working capital and what members are owed before buyers pay, yuan.

        What buyers owe covers what members are owed of it, commission taken off.
        """
        covered = self.receivable * (1.0 - self.commission_rate)
        uncovered = np.maximum(self.owed - covered, 0.0)
        return np.maximum(self.cash - self.reserve - uncovered, 0.0)
