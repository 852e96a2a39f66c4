"""Rebuild every balance from the written files alone and say how far it is from closing.

For each scenario, draw, sector and month: cash, stock of every product, and claims. A residual is
a share of turnover: of the largest monthly in + out of any sector in that run.
"""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.accounts.kinds import ASSETS, MOVEMENTS, SECTORS
from sim.results.figures import Figures, codes
from sim.results.incidence import FLOW_SIGNS
from sim.results.schema import TABLES

if TYPE_CHECKING:
    import pandas as pd

Amounts = NDArray[np.float64]
PRODUCTS = tuple(dict.fromkeys(movement.product for movement in MOVEMENTS))


def read_tables(directory: str | os.PathLike[str]) -> "dict[str, pd.DataFrame]":
    """Read every table of a results folder."""
    import pandas as pd

    return {name: pd.read_parquet(Path(directory) / f"{name}.parquet") for name in TABLES}


def audit_folder(directory: str | os.PathLike[str]) -> dict[str, float]:
    """Return the worst residuals of a results folder; see `audit_tables`."""
    return audit_tables(read_tables(directory))


def audit_tables(tables: "Mapping[str, pd.DataFrame]") -> dict[str, float]:
    """Return the worst residual of cash, stock and claims, and the largest negative flow.

    All are shares of turnover (of the product's own turnover for stock); 0 is a perfect close.
    """
    figures = Figures(tables)
    turnover = (figures.yuan @ np.abs(FLOW_SIGNS)).max(axis=(2, 3))
    return {
        "cash": _worst(cash_residual(figures), turnover),
        "stock": stock_residual(figures),
        "claims": _worst(claims_residual(figures), turnover),
        "negative_flows": _worst(np.minimum(figures.flows, 0.0), turnover),
    }


def cash_residual(figures: Figures) -> Amounts:
    """Return change of cash less net receipts, yuan (side, draw, month, sector)."""
    change = np.diff(figures.balances["cash"], axis=2)
    residual: Amounts = change - figures.yuan @ FLOW_SIGNS
    return residual


def claims_residual(figures: Figures) -> Amounts:
    """Return change of what is outstanding less what was booked, yuan (side, draw, month, ...)."""
    created, paid, written_off = (
        figures.claims(name)[:, :, 1:] for name in ("created", "paid", "written_off")
    )
    change = np.diff(figures.claims("outstanding"), axis=2)
    return change - (created - paid - written_off)


def stock_residual(figures: Figures) -> float:
    """Return the worst gap between change of stock and movements, over products and sectors.

    `world` keeps no stock and is left out.
    """
    incoming = _moved(figures, "destination")
    outgoing = _moved(figures, "origin")
    names = [asset.name for asset in ASSETS]
    held = np.zeros((*incoming.shape[:2], figures.months + 1, *incoming.shape[3:]))
    for number, product in enumerate(PRODUCTS):
        if product in names:
            held[..., number] = figures.capital[..., names.index(product)]
    gap = np.diff(held, axis=2) - (incoming - outgoing)
    turnover = (incoming + outgoing).max(axis=(2, 3))
    regional = np.abs(gap[:, :, :, : SECTORS.index("world")])
    return _largest_ratio(regional.max(axis=(2, 3)), turnover)


def _moved(figures: Figures, end: str) -> Amounts:
    """Add up goods by the sector at one end: quantity (side, draw, month, sector, product)."""
    goods = figures.columns("goods")
    sectors = (*SECTORS, "nature")
    axes = (
        figures.month_axis("goods", opening=False),
        codes(goods[end], sectors),
        codes(goods["product"], PRODUCTS),
    )
    shape = (figures.months, len(sectors), len(PRODUCTS))
    return figures.array("goods", "quantity", axes, shape)[:, :, :, : len(SECTORS)]


def _worst(residual: Amounts, turnover: Amounts) -> float:
    """Return the largest residual of (side, draw, ...) as a share of turnover (side, draw)."""
    flat = np.abs(residual).reshape(*turnover.shape, -1)
    return _largest_ratio(flat.max(axis=-1), turnover)


def _largest_ratio(amounts: Amounts, turnover: Amounts) -> float:
    """Return the largest amount / turnover; infinite where something moved out of nothing."""
    shares = np.divide(
        amounts, turnover, out=np.where(amounts > 0.0, np.inf, 0.0), where=turnover > 0.0
    )
    return float(np.max(shares))
