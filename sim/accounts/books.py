"""The books of a run: every payment, claim and movement of goods of the month, by kind."""

import numpy as np

from sim.accounts.kinds import (
    CHAIN_COLUMNS,
    CLAIM_INDEX,
    CLAIMS,
    FLOW_INDEX,
    FLOWS,
    MOVEMENT_INDEX,
    MOVEMENTS,
)

# Sectors that are one account; the cash of the other sectors lives with their agents.
INSTITUTIONS = ("bank", "insurer", "government", "suppliers", "world")
# Bills smaller than a fen are rounding.
FEN = 0.01
CHAIN_INDEX = {name: index for index, name in enumerate(CHAIN_COLUMNS)}


class Books:
    """This month's bookings, in yuan and product units, and the institutions' cash.

    Amounts must be zero or positive: a payment the other way is another kind.
    """

    def __init__(self) -> None:
        self.flows = np.zeros((len(FLOWS), len(CHAIN_COLUMNS)))
        self.created = np.zeros((len(CLAIMS), len(CHAIN_COLUMNS)))
        self.paid = np.zeros_like(self.created)
        self.written_off = np.zeros_like(self.created)
        self.goods = np.zeros(len(MOVEMENTS))
        self.accounts = dict.fromkeys(INSTITUTIONS, 0.0)

    def pay(self, kind: str, chain: str, amount: float) -> None:
        """Book a cash payment; the cash of payer and payee agents is moved by the caller."""
        index = FLOW_INDEX[kind]
        flow = FLOWS[index]
        self.flows[index, CHAIN_INDEX[chain]] += amount
        if flow.payer in self.accounts:
            self.accounts[flow.payer] -= amount
        if flow.payee in self.accounts:
            self.accounts[flow.payee] += amount

    def owe(self, kind: str, chain: str, amount: float) -> None:
        """Book a new claim."""
        self.created[CLAIM_INDEX[kind], CHAIN_INDEX[chain]] += amount

    def settle(self, kind: str, chain: str, amount: float) -> None:
        """Book the payment of a claim; the cash itself is booked by `pay`."""
        self.paid[CLAIM_INDEX[kind], CHAIN_INDEX[chain]] += amount

    def write_off(self, kind: str, chain: str, amount: float) -> None:
        """Book a claim that will never be paid."""
        self.written_off[CLAIM_INDEX[kind], CHAIN_INDEX[chain]] += amount

    def move(self, product: str, origin: str, destination: str, fate: str, quantity: float) -> None:
        """Book a movement of goods, in the product's unit."""
        self.goods[MOVEMENT_INDEX[product, origin, destination, fate]] += quantity

    def new_month(self) -> None:
        """Empty the month's bookings; the institutions keep their cash."""
        for bookings in (self.flows, self.created, self.paid, self.written_off, self.goods):
            bookings[:] = 0.0
