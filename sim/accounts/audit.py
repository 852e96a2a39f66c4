"""The audit of a run: what agents hold against what the books say moved, every month."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.accounts.kinds import ASSETS, FLOWS, MOVEMENTS, SECTORS
from sim.accounts.stocktaking import Stock, take_stock
from sim.engine.kernel import kernel

if TYPE_CHECKING:
    from sim.model import ValueChainModel

Amounts = NDArray[np.float64]

_NAMES = [asset.name for asset in ASSETS]
# `world`, the last sector, has no stock of its own: what is sold to it is gone.
_KEEPERS = SECTORS[: SECTORS.index("world")]

_PAYEE = np.array([SECTORS.index(flow.payee) for flow in FLOWS])
_PAYER = np.array([SECTORS.index(flow.payer) for flow in FLOWS])
# Movements of what sectors can hold, with their place among the assets.
_MOVED = np.array([index for index, move in enumerate(MOVEMENTS) if move.product in _NAMES])
_ASSET = np.array([_NAMES.index(MOVEMENTS[index].product) for index in _MOVED])
_GOODS = np.array([asset.product for asset in ASSETS])


def _keeper(sectors: list[str]) -> NDArray[np.int64]:
    """Place of each sector among the keepers; who keeps nothing comes after them."""
    last = len(_KEEPERS)
    return np.array([_KEEPERS.index(name) if name in _KEEPERS else last for name in sectors])


# Which keeper's stock of which asset a movement adds to, and which it takes from.
_ADDED = _keeper([MOVEMENTS[index].destination for index in _MOVED]) * len(ASSETS) + _ASSET
_TAKEN = _keeper([MOVEMENTS[index].origin for index in _MOVED]) * len(ASSETS) + _ASSET


def _sums(places: NDArray[np.int64], amounts: Amounts, size: int) -> Amounts:
    """Sum of the amounts at each of so many places."""
    return np.asarray(np.bincount(places, amounts, size), dtype=np.float64)


@kernel
def _largest_size(values):
    worst = 0.0
    for value in values:
        size = abs(value)
        if not size <= worst:
            worst = size if size == size else np.inf
    return worst


@kernel
def _least(values):
    least = np.inf
    for value in values:
        least = min(least, value)
    return least


def _largest(residuals: Amounts) -> float:
    """The largest size; what is no number is larger than any."""
    return float(_largest_size(residuals.ravel()))


def _cash_residual(flows: Amounts, before: Amounts, after: Amounts) -> tuple[float, float]:
    """Worst change of a sector's cash less its net receipts, and the largest in + out."""
    yuan, sectors = flows.sum(axis=1), len(SECTORS)
    received = _sums(_PAYEE, yuan, sectors)
    paid = _sums(_PAYER, yuan, sectors)
    return _largest(after - before - (received - paid)), _largest(received + paid)


def _claims_residual(
    created: Amounts, paid: Amounts, written_off: Amounts, before: Amounts, after: Amounts
) -> float:
    """Worst change of a kind of claim, by chain, less what was booked."""
    return _largest(after - before - (created - paid - written_off))


def _goods_residual(quantities: Amounts, before: Amounts, after: Amounts) -> float:
    """Worst change of a stock less movements, by sector and product, as a share of what moved."""
    moved, keepers, assets = quantities[_MOVED], len(_KEEPERS), len(ASSETS)
    places = (keepers + 1) * assets
    added = _sums(_ADDED, moved, places) - _sums(_TAKEN, moved, places)
    gap = after[:keepers] - before[:keepers] - added.reshape(-1, assets)[:keepers]
    return _largest((gap / (1.0 + _sums(_ASSET, moved, assets)))[:, _GOODS])


def _wrong_sign(*bookings: Amounts) -> float:
    """Size of the most negative booking: 0 where, as must be, there is none."""
    return max(0.0, *(-_least(amounts.ravel()) for amounts in bookings))


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
