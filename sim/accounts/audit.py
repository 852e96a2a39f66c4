"""The audit of a run: what agents hold against what the books say moved, every month."""

from typing import TYPE_CHECKING

import numpy as np

from sim.accounts.kinds import ASSETS, FLOWS, MOVEMENTS, SECTORS
from sim.record import capital, cash_by_sector, outstanding_claims

if TYPE_CHECKING:
    from sim.model import ValueChainModel

_PAYER = np.array([SECTORS.index(flow.payer) for flow in FLOWS])
_PAYEE = np.array([SECTORS.index(flow.payee) for flow in FLOWS])
_NAMES = [asset.name for asset in ASSETS]
_GOODS = np.array([asset.product for asset in ASSETS])
# Movements of products that some sector can hold: product, and sector to and from (-1: nature).
_MOVES = np.array([i for i, m in enumerate(MOVEMENTS) if m.product in _NAMES])
_PRODUCT = np.array([_NAMES.index(MOVEMENTS[i].product) for i in _MOVES])


def _sector(name: str) -> int:
    return SECTORS.index(name) if name in SECTORS else -1


_TO = np.array([_sector(MOVEMENTS[i].destination) for i in _MOVES])
_FROM = np.array([_sector(MOVEMENTS[i].origin) for i in _MOVES])


class Audit:
    """Residuals of cash (yuan), claims (yuan) and goods (units), and the turnover beside them.

    A residual is the change of what agents hold less what was booked; relative to `turnover`,
    the largest monthly in + out of any sector.
    """

    def __init__(self) -> None:
        self.worst = {"cash": 0.0, "claims": 0.0, "goods": 0.0, "turnover": 0.0}
        self.cash = self.claims = self.capital = np.zeros(0)

    def begin(self, model: "ValueChainModel") -> None:
        """Note what agents hold before the first month; later months follow on the last."""
        if self.cash.size == 0:
            self._note(model)

    def _note(self, model: "ValueChainModel") -> None:
        self.cash = cash_by_sector(model)
        self.claims = outstanding_claims(model)
        self.capital = capital(model)

    def after(self, model: "ValueChainModel") -> None:
        """Compare with what they hold at its end and keep the worst residuals."""
        books = model.books
        cash, claims, stock = self.cash, self.claims, self.capital
        self._note(model)
        amounts = books.flows.sum(axis=1)
        inflow = np.bincount(_PAYEE, weights=amounts, minlength=len(SECTORS))
        outflow = np.bincount(_PAYER, weights=amounts, minlength=len(SECTORS))
        self._keep("cash", self.cash - cash - inflow + outflow)
        booked = books.created - books.paid - books.written_off
        self._keep("claims", self.claims - claims - booked)
        self._keep("goods", self._goods_residual(model, stock))
        self._keep("turnover", inflow + outflow)
        booked_amounts = (
            books.flows, books.goods, books.created, books.paid, books.written_off,
        )  # fmt: skip
        negative = min(float(amounts.min(initial=0.0)) for amounts in booked_amounts)
        if negative < 0.0:
            self._keep("cash", np.array([negative]))

    def _goods_residual(self, model: "ValueChainModel", before: np.ndarray) -> np.ndarray:
        """Change of stock less movements, by sector and product, as a share of what moved."""
        change = self.capital - before
        quantities = model.books.goods[_MOVES]
        booked = np.zeros_like(change)
        np.add.at(booked, (_TO[_TO >= 0], _PRODUCT[_TO >= 0]), quantities[_TO >= 0])
        np.subtract.at(booked, (_FROM[_FROM >= 0], _PRODUCT[_FROM >= 0]), quantities[_FROM >= 0])
        moved = 1.0 + np.bincount(_PRODUCT, weights=quantities, minlength=len(ASSETS))
        # `world` has no stock of its own: what is sold to it is gone.
        residual = (change - booked)[: len(SECTORS) - 1] / moved
        return np.asarray(residual[:, _GOODS])

    def _keep(self, name: str, values: np.ndarray) -> None:
        self.worst[name] = max(self.worst[name], float(np.abs(values).max(initial=0.0)))
