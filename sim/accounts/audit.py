"""The audit of a run: what agents hold against what the books say moved, every month."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.accounts.kinds import ASSETS, FLOWS, MOVEMENTS, SECTORS
from sim.accounts.stocktaking import Stock, take_stock

if TYPE_CHECKING:
    from sim.model import ValueChainModel

Amounts = NDArray[np.float64]

_NAMES = [asset.name for asset in ASSETS]
# `world`, the last sector, has no stock of its own: what is sold to it is gone.
_KEEPERS = SECTORS[: SECTORS.index("world")]


def _ends(sectors: tuple[str, ...], names: list[str]) -> Amounts:
    """1 where a sector is the named end of a kind [sectors, kinds]."""
    return np.array([[float(name == sector) for name in names] for sector in sectors])


_PAYEE = _ends(SECTORS, [flow.payee for flow in FLOWS])
_PAYER = _ends(SECTORS, [flow.payer for flow in FLOWS])
# What a sector gets of each kind of payment, net and in all.
_RECEIVED, _TURNED_OVER = _PAYEE - _PAYER, _PAYEE + _PAYER
# Movements of what sectors can hold, with their place among the assets.
_MOVED = np.array([index for index, move in enumerate(MOVEMENTS) if move.product in _NAMES])
_ASSET = np.array([_NAMES.index(MOVEMENTS[index].product) for index in _MOVED])
_IN = _ends(_KEEPERS, [MOVEMENTS[index].destination for index in _MOVED])
_OUT = _ends(_KEEPERS, [MOVEMENTS[index].origin for index in _MOVED])
_IS_ASSET = np.identity(len(ASSETS))[_ASSET]
# Added to every keeper's stock of every asset [keepers x assets, movements].
_ADDED = np.einsum("sm,ma->sam", _IN - _OUT, _IS_ASSET).reshape(-1, _MOVED.size)
_GOODS = np.array([asset.product for asset in ASSETS])


def _largest(residuals: Amounts) -> float:
    """The largest size; what is no number is larger than any."""
    worst = float(np.abs(residuals).max(initial=0.0))
    return worst if worst == worst else float("inf")


def _cash_residual(flows: Amounts, before: Amounts, after: Amounts) -> tuple[float, float]:
    """Worst change of a sector's cash less its net receipts, and the largest in + out."""
    yuan = flows.sum(axis=1)
    return _largest(after - before - _RECEIVED @ yuan), _largest(_TURNED_OVER @ yuan)


def _claims_residual(
    created: Amounts, paid: Amounts, written_off: Amounts, before: Amounts, after: Amounts
) -> float:
    """Worst change of a kind of claim, by chain, less what was booked."""
    return _largest(after - before - (created - paid - written_off))


def _goods_residual(quantities: Amounts, before: Amounts, after: Amounts) -> float:
    """Worst change of a stock less movements, by sector and product, as a share of what moved."""
    moved = quantities[_MOVED]
    added = (_ADDED @ moved).reshape(len(_KEEPERS), len(ASSETS))
    gap = after[: len(_KEEPERS)] - before[: len(_KEEPERS)] - added
    return _largest((gap / (1.0 + moved @ _IS_ASSET))[:, _GOODS])


def _wrong_sign(*bookings: Amounts) -> float:
    """Size of the most negative booking: 0 where, as must be, there is none."""
    return max(0.0, *(-float(amounts.min()) for amounts in bookings))


class Audit:
    """Residuals of cash (yuan), claims (yuan) and goods (units), and the turnover beside them.

    A residual is the change of what agents hold less what was booked; relative to `turnover`,
    the largest monthly in + out of any sector. `held` is what was found last.
    """

    count = staticmethod(take_stock)

    def __init__(self) -> None:
        self.worst = {"cash": 0.0, "claims": 0.0, "goods": 0.0, "turnover": 0.0}
        self.held: Stock | None = None

    def begin(self, model: "ValueChainModel") -> Stock:
        """Note what agents hold before the first month; later months follow on the last."""
        if self.held is None:
            self.held = self.count(model)
        return self.held

    def after(self, model: "ValueChainModel") -> None:
        """Compare with what they hold at its end and keep the worst residuals."""
        books, before = model.books, self.begin(model)
        self.held = after = self.count(model, by_cell=True)
        cash, turnover = _cash_residual(books.flows, before.cash, after.cash)
        self._keep("cash", cash)
        self._keep("turnover", turnover)
        booked = books.created, books.paid, books.written_off
        self._keep("claims", _claims_residual(*booked, before.claims, after.claims))
        self._keep("goods", _goods_residual(books.goods, before.capital, after.capital))
        self._keep("cash", _wrong_sign(books.flows, *booked, books.goods))

    def _keep(self, name: str, residual: float) -> None:
        self.worst[name] = max(self.worst[name], residual)
