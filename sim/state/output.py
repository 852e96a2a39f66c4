"""What a market's growers and bases bring forth in a normal year."""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.model import ValueChainModel
    from sim.state.market import Market


def county_output(model: "ValueChainModel", market: "Market") -> float:
    """A normal year's output of a market's households and bases, farm product units."""
    return sum(
        float(table.expected_output[rows].sum())
        for table in (model.holdings[market.chain], model.bases[market.chain])
        for place, rows in table.slices
        if place == market.index
    )
