"""Phase 2, grow: what trees and animals bring forth, by weather and by disease."""

import math
from typing import TYPE_CHECKING

import numpy as np

from sim.chains.declaration import OWNERS, Event, Season
from sim.engine.draws import Purpose, mirrored_normal, text_key

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.state.market import Market


def grow(model: "ValueChainModel") -> None:
    """Let every chain's biology run a month, on households' holdings and on bases."""
    season = season_of(model)
    for name, chain in model.chains.items():
        parameters = model.parameters_of(name)
        for table in (model.holdings[name], model.bases[name]):
            if len(table):
                for event in chain.grow(table, season, parameters):
                    book_event(model, event)


def season_of(model: "ValueChainModel") -> Season:
    """What nature brings this month."""
    return Season(
        month=model.month,
        calendar_month=model.calendar_month,
        yield_factor=np.array([_weather(model, market) for market in model.markets]),
        loss=np.array([model.effects.loss(market) for market in model.markets]),
    )


def book_event(model: "ValueChainModel", event: Event) -> None:
    """Book a movement of living goods for each sector that owns any of it."""
    outside = "world" if event.fate == "sold" else "nature"
    for sector, amount in zip(OWNERS, event.quantity, strict=True):
        if amount != 0.0:
            ends = (outside, sector) if event.incoming else (sector, outside)
            model.books.move(event.product, *ends, event.fate, amount)


def _weather(model: "ValueChainModel", market: "Market") -> float:
    """Yield factor of the county's year: exp(sd z - sd^2 / 2) x what harvest shocks leave."""
    factor = model.effects.yield_factor(market)
    if model.month < 0 or not model.luck:
        return factor
    year = (model.start_month + model.month) // 12
    sd = market.parameters.weather_log_sd
    return factor * math.exp(sd * _luck(model, market.county, year) - 0.5 * sd**2)


def _luck(model: "ValueChainModel", county: str, year: int) -> float:
    """The county's luck with the weather of a year, drawn once."""
    if (county, year) not in model.weather:
        model.weather[county, year] = mirrored_normal(
            model.luck_seed, model.draw, text_key(f"weather:{county}"), Purpose.WEATHER, year
        )
    return model.weather[county, year]
