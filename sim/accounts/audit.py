"""The audit of a run: what agents hold against what the books say moved, every month."""

from typing import TYPE_CHECKING

import numpy as np

from sim.accounts.kinds import ASSETS, FLOWS, MOVEMENTS, SECTORS
from sim.record import capital, cash_by_sector, outstanding_claims

if TYPE_CHECKING:
    from sim.model import ValueChainModel

_PAYER = np.array([SECTORS.index(flow.payer) for flow in FLOWS])
_PAYEE = np.array([SECTORS.index(flow.payee) for flow in FLOWS])


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
        negative = min(float(a.min(initial=0.0)) for a in (books.flows, books.goods))
        if negative < 0.0:
            self._keep("cash", np.array([negative]))

    def _goods_residual(self, model: "ValueChainModel", before: np.ndarray) -> np.ndarray:
        """Change of stock less movements, by sector and product, as a share of what moved."""
        change = self.capital - before
        names = [asset.name for asset in ASSETS]
        booked = np.zeros_like(change)
        moved = np.ones(len(ASSETS))
        for movement, quantity in zip(MOVEMENTS, model.books.goods, strict=True):
            if movement.product in names:
                column = names.index(movement.product)
                moved[column] += quantity
                if movement.destination in SECTORS:
                    booked[SECTORS.index(movement.destination), column] += quantity
                if movement.origin in SECTORS:
                    booked[SECTORS.index(movement.origin), column] -= quantity
        goods = np.array([asset.product for asset in ASSETS])
        # `world` has no stock of its own: what is sold to it is gone.
        residual = (change - booked)[: len(SECTORS) - 1] / moved
        return np.asarray(residual[:, goods])

    def _keep(self, name: str, values: np.ndarray) -> None:
        self.worst[name] = max(self.worst[name], float(np.abs(values).max(initial=0.0)))
