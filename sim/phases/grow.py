"""Phase 2, grow: what trees and animals bring forth, by weather and by disease."""

from typing import TYPE_CHECKING

import numpy as np

from sim.chains.declaration import Season
from sim.engine.draws import Purpose, mirrored_normal, text_key
from sim.state.holdings import Holdings

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.state.market import Market


def grow(model: "ValueChainModel") -> None:
    """Let every chain's biology run a month, on households' holdings and on bases."""
    season = Season(
        month=model.month,
        calendar_month=model.calendar_month,
        yield_factor=np.array([_weather(model, market) for market in model.markets]),
        loss=np.array([model.effects.loss(market) for market in model.markets]),
    )
    for name, chain in model.chains.items():
        parameters = model.parameters_of(name)
        for table in (model.holdings[name], model.bases[name]):
            for event in chain.grow(table, season, parameters):
                book_event(model, table, event.product, event.fate, event.incoming, event.quantity)


def book_event(
    model: "ValueChainModel",
    table: Holdings,
    product: str,
    fate: str,
    incoming: bool,
    quantity: np.ndarray,
) -> None:
    """Book a movement of living goods for each sector that owns rows of the table."""
    if not quantity.any():
        return
    outside = "world" if fate == "sold" else "nature"
    for sector, rows in model.owners(table):
        amount = float(quantity[rows].sum())
        if incoming:
            model.books.move(product, outside, sector, fate, amount)
        else:
            model.books.move(product, sector, outside, fate, amount)


def _weather(model: "ValueChainModel", market: "Market") -> float:
    """Yield factor of the county's year: exp(sd z - sd^2 / 2) x what harvest shocks leave."""
    factor = model.effects.yield_factor(market)
    if model.month < 0 or not model.luck:
        return factor
    year = (model.start_month + model.month) // 12
    sd = market.parameters.weather_log_sd
    luck = mirrored_normal(
        model.luck_seed, model.draw, text_key(f"weather:{market.county}"), Purpose.WEATHER, year
    )
    return float(factor * np.exp(sd * luck - 0.5 * sd**2))
