"""From the loss at the farm gate to the region's loss, step by step and without a rest.

The loss at the farm gate is the fall of price times quantity sold off the farms, over counties,
chains and months. Buyers and processors resell for more and pay freight; costs fall away; money
from outside comes in; stocks are left: the steps say how much of each.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.accounts.kinds import FLOWS
from sim.messages import text
from sim.results.figures import Figures
from sim.results.incidence import CURRENT, Incidence

Amounts = NDArray[np.float64]
# What `world` pays for the chains' products, fresh or processed.
PRODUCT_RECEIPTS = ("resale", "product_sales")
ITEMS = (
    "farm_gate_price",
    "farm_gate_quantity",
    "beyond_farm_gate",
    "costs_saved",
    "outside_money",
    "outside_wages",
    "other",
    "stocks",
)


def describe_step(item: str, lang: str) -> str:
    """Return a step of the bridge in words; also its ends and the residual."""
    return text(f"bridge.{item}", lang)


def sold(figures: Figures) -> Amounts:
    """Return the quantity that left the farms for sale (side, draw, month, market)."""
    return (figures.market("sold_contract") + figures.market("sold_spot"))[:, :, 1:]


def farm_gate_prices(figures: Figures) -> Amounts:
    """Return the farm-gate price (side, draw, month, market), zero where there is none."""
    return np.nan_to_num(figures.market("farm_gate")[:, :, 1:], nan=0.0)


def farm_gate_loss(figures: Figures, window: str) -> tuple[Amounts, Amounts]:
    """Return its two parts in yuan, one number a draw each: lower price, smaller quantity.

    sum(p0 q0 - p1 q1) = sum((p0 - p1) q0) + sum(p1 (q0 - q1))
    """
    price, quantity = farm_gate_prices(figures), sold(figures)
    by_price = (price[0] - price[1]) * quantity[0]
    by_quantity = price[1] * (quantity[0] - quantity[1])
    parts = figures.summed(np.stack([by_price, by_quantity]).sum(axis=-1), window)
    return parts[0], parts[1]


def bridge(figures: Figures, losses: Incidence) -> dict[str, Amounts]:
    """Return the steps of `ITEMS` in yuan, one number a draw; they add up to the region's loss."""
    window = losses.window
    by_price, by_quantity = farm_gate_loss(figures, window)
    yuan = figures.summed(figures.yuan, window)
    fall = (yuan[0] - yuan[1]) * CURRENT

    def receipts(wanted: Callable[[int], bool]) -> Amounts:
        return _net(fall, wanted)

    steps = {
        "farm_gate_price": by_price,
        "farm_gate_quantity": by_quantity,
        "beyond_farm_gate": receipts(_is_product) - by_price - by_quantity,
        "costs_saved": receipts(_is_cost),
        "outside_money": receipts(_is_outside_money),
        "outside_wages": receipts(_is_wage),
        "other": receipts(_is_other),
        "stocks": losses.capital,
    }
    return {name: steps[name] for name in ITEMS}


def _net(fall: Amounts, wanted: Callable[[int], bool]) -> Amounts:
    """Add up the fall of receipts from `world` less payments to it over the kinds wanted."""
    total = np.zeros(len(fall))
    for number, kind in enumerate(FLOWS):
        if "world" in (kind.payer, kind.payee) and wanted(number):
            total += fall[:, number] if kind.payer == "world" else -fall[:, number]
    return total


def _is_product(number: int) -> bool:
    return FLOWS[number].name in PRODUCT_RECEIPTS


def _is_cost(number: int) -> bool:
    return FLOWS[number].payee == "world" and FLOWS[number].category in ("trade", "input", "wage")


def _is_outside_money(number: int) -> bool:
    return FLOWS[number].category in ("insurance", "transfer")


def _is_wage(number: int) -> bool:
    return FLOWS[number].payer == "world" and FLOWS[number].category == "wage"


def _is_other(number: int) -> bool:
    named = (_is_product, _is_cost, _is_outside_money, _is_wage)
    return not any(belongs(number) for belongs in named)
