"""The audit of a run: what agents hold against what the books say moved, every month."""

from typing import TYPE_CHECKING

import numpy as np

from sim.accounts.kinds import ASSETS, FLOWS, MOVEMENTS, SECTORS
from sim.accounts.stocktaking import Stock, take_stock
from sim.engine.kernel import kernel

if TYPE_CHECKING:
    from sim.model import ValueChainModel

_NAMES = [asset.name for asset in ASSETS]
_GOODS = np.array([asset.product for asset in ASSETS])
# `world`, the last sector, has no stock of its own: what is sold to it is gone.
_WORLD = SECTORS.index("world")


def _sector(name: str) -> int:
    return SECTORS.index(name) if name in SECTORS else -1


_PAYER = np.array([_sector(flow.payer) for flow in FLOWS])
_PAYEE = np.array([_sector(flow.payee) for flow in FLOWS])
# For each movement its product (-1: no sector can hold it), and sectors to and from (-1: nature).
_PRODUCT = np.array([_NAMES.index(m.product) if m.product in _NAMES else -1 for m in MOVEMENTS])
_TO = np.array([_sector(move.destination) for move in MOVEMENTS])
_FROM = np.array([_sector(move.origin) for move in MOVEMENTS])


@kernel
def _larger(worst, amount):
    """The larger of two sizes; what is no number is larger than any."""
    size = abs(amount)
    if size <= worst:
        return worst
    return size if size == size else np.inf


@kernel
def _cash_residual(flows, payer, payee, before, after):
    """Worst change of a sector's cash less its net receipts, and the largest in + out."""
    gap, turned_over = after - before, np.zeros(before.size)
    for kind in range(payer.size):
        amount = flows[kind].sum()
        gap[payee[kind]] -= amount
        gap[payer[kind]] += amount
        turned_over[payee[kind]] += amount
        turned_over[payer[kind]] += amount
    worst, turnover = 0.0, 0.0
    for sector in range(before.size):
        worst = _larger(worst, gap[sector])
        turnover = _larger(turnover, turned_over[sector])
    return worst, turnover


@kernel
def _claims_residual(created, paid, written_off, before, after):
    """Worst change of a kind of claim, by chain, less what was booked."""
    worst = 0.0
    kinds, chains = created.shape
    for kind in range(kinds):
        for chain in range(chains):
            at = kind, chain
            booked = created[at] - paid[at] - written_off[at]
            worst = _larger(worst, after[at] - before[at] - booked)
    return worst


@kernel
def _goods_residual(quantities, product, origin, destination, is_good, before, after):
    """Worst change of a stock less movements, by sector and product, as a share of what moved."""
    gap, moved = after - before, np.ones(is_good.size)
    for move in range(quantities.size):
        what, quantity = product[move], quantities[move]
        if what < 0:
            continue
        moved[what] += quantity
        if destination[move] >= 0:
            gap[destination[move], what] -= quantity
        if origin[move] >= 0:
            gap[origin[move], what] += quantity
    worst = 0.0
    for sector in range(_WORLD):
        for what in range(is_good.size):
            if is_good[what]:
                worst = _larger(worst, gap[sector, what] / moved[what])
    return worst


@kernel
def _wrong_sign(flows, created, paid, written_off, goods):
    """Size of the most negative booking: 0 where, as must be, there is none."""
    least = min(flows.min(), created.min(), paid.min(), written_off.min(), goods.min())
    return max(-least, 0.0)


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
        cash, turnover = _cash_residual(books.flows, _PAYER, _PAYEE, before.cash, after.cash)
        self._keep("cash", cash)
        self._keep("turnover", turnover)
        booked = books.created, books.paid, books.written_off
        self._keep("claims", _claims_residual(*booked, before.claims, after.claims))
        goods = _goods_residual(
            books.goods, _PRODUCT, _FROM, _TO, _GOODS, before.capital, after.capital
        )
        self._keep("goods", goods)
        self._keep("cash", _wrong_sign(books.flows, *booked, books.goods))

    def _keep(self, name: str, residual: float) -> None:
        self.worst[name] = max(self.worst[name], residual)
