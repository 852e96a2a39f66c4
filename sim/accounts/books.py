"""The books of a run: every payment, claim and movement of goods of the month, by kind."""

from array import array
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.accounts.kinds import (
    CHAIN_COLUMNS,
    CLAIM_INDEX,
    CLAIMS,
    FLOW_INDEX,
    FLOWS,
    MOVEMENT_INDEX,
    MOVEMENTS,
    SECTORS,
)

# Sectors that are one account; the cash of the other sectors lives with their agents.
INSTITUTIONS = ("bank", "insurer", "government", "suppliers", "world")
# Bills smaller than a fen are rounding.
FEN = 0.01
CHAIN_INDEX = {name: index for index, name in enumerate(CHAIN_COLUMNS)}

_WIDTH = len(CHAIN_COLUMNS)
# Bookings by name and their shape. A claim's number counts over kinds and chains, as a flow's does.
_SHAPES: dict[str, tuple[int, ...]] = {
    "flows": (len(FLOWS), _WIDTH),
    "created": (len(CLAIMS), _WIDTH),
    "paid": (len(CLAIMS), _WIDTH),
    "written_off": (len(CLAIMS), _WIDTH),
    "goods": (len(MOVEMENTS),),
}
_CLAIM_ROW = {name: index * _WIDTH for name, index in CLAIM_INDEX.items()}


def _account(sector: str) -> str:
    """The account a payment goes through; "" where the agents' own cash moves."""
    return sector if sector in INSTITUTIONS else ""


_PAYMENT = {
    name: (index * _WIDTH, _account(FLOWS[index].payer), _account(FLOWS[index].payee))
    for name, index in FLOW_INDEX.items()
}
_RECEIPTS = {
    sector: np.repeat([float(flow.payee == sector) for flow in FLOWS], _WIDTH) for sector in SECTORS
}


class Books:
    """This month's bookings, in yuan and product units, and the institutions' cash.

    Amounts must be zero or positive: a payment the other way is another kind. An amount of zero
    is nothing to book. flows, created, paid, written_off (kinds, chains) and goods (movements,)
    are NumPy views of the plain arrays that are booked into, one number being written in a third
    of the time that way.
    """

    flows: NDArray[np.float64]
    created: NDArray[np.float64]
    paid: NDArray[np.float64]
    written_off: NDArray[np.float64]
    goods: NDArray[np.float64]

    def __init__(self) -> None:
        self.accounts = dict.fromkeys(INSTITUTIONS, 0.0)
        self._view(array("d", bytes(8 * int(np.prod(shape)))) for shape in _SHAPES.values())

    def _view(self, numbers: Any) -> None:
        """Take the arrays to book into, in the order of `_SHAPES`, and view them."""
        self._numbers: tuple[array[float], ...] = tuple(numbers)
        self._flows, self._created, self._paid, self._written_off, self._goods = self._numbers
        for (name, shape), values in zip(_SHAPES.items(), self._numbers, strict=True):
            setattr(self, name, np.frombuffer(values).reshape(shape))

    def __getstate__(self) -> dict[str, Any]:
        """What a copy needs: it views arrays of its own."""
        return {"accounts": self.accounts, "numbers": self._numbers}

    def __setstate__(self, state: dict[str, Any]) -> None:
        self.accounts = state["accounts"]
        self._view(state["numbers"])

    def pay(self, kind: str, chain: str, amount: float) -> None:
        """Book a cash payment; the cash of payer and payee agents is moved by the caller."""
        if amount == 0.0:
            return
        row, payer, payee = _PAYMENT[kind]
        self._flows[row + CHAIN_INDEX[chain]] += amount
        if payer:
            self.accounts[payer] -= amount
        if payee:
            self.accounts[payee] += amount

    def owe(self, kind: str, chain: str, amount: float) -> None:
        """Book a new claim."""
        if amount != 0.0:
            self._created[_CLAIM_ROW[kind] + CHAIN_INDEX[chain]] += amount

    def settle(self, kind: str, chain: str, amount: float) -> None:
        """Book the payment of a claim; the cash itself is booked by `pay`."""
        if amount != 0.0:
            self._paid[_CLAIM_ROW[kind] + CHAIN_INDEX[chain]] += amount

    def write_off(self, kind: str, chain: str, amount: float) -> None:
        """Book a claim that will never be paid."""
        if amount != 0.0:
            self._written_off[_CLAIM_ROW[kind] + CHAIN_INDEX[chain]] += amount

    def move(self, product: str, origin: str, destination: str, fate: str, quantity: float) -> None:
        """Book a movement of goods, in the product's unit."""
        if quantity != 0.0:
            self._goods[MOVEMENT_INDEX[product, origin, destination, fate]] += quantity

    def paid_to(self, sector: str) -> float:
        """Yuan that a sector was paid this month so far."""
        return float(_RECEIPTS[sector] @ self.flows.ravel())

    def claims_grown(self, kind: str) -> float:
        """Yuan by which claims of a kind grew this month so far, before write-offs."""
        row = slice(_CLAIM_ROW[kind], _CLAIM_ROW[kind] + _WIDTH)
        return sum(self._created[row]) - sum(self._paid[row])

    def new_month(self) -> None:
        """Empty the month's bookings; the institutions keep their cash."""
        for name in _SHAPES:
            getattr(self, name)[...] = 0.0
