"""Roses 玫瑰: planted every year since 2012, one flush in May and June, perishable."""

from sim.chains import orchard
from sim.chains.declaration import Chain, Stage

ROSE = Chain(
    name="rose",
    product="rose_fresh",
    unit="kg",
    processed="rose_dried",
    processed_unit="kg",
    processed_per_unit=lambda parameters: float(parameters.conversion),
    stages=(
        Stage("rose_season_1", "mu", False),
        Stage("rose_season_2", "mu", False),
        Stage("rose_season_3", "mu", False),
        Stage("rose_season_4", "mu", False),
        Stage("rose_mature", "mu", False),
    ),
    opening_state=orchard.opening_state,
    grow=orchard.grow,
    supply_share=orchard.supply_share,
    yearly_output=orchard.yearly_output,
    input_cost=orchard.input_cost,
    yearly_cost=orchard.yearly_cost,
    resize=orchard.resize,
    unit_values=orchard.unit_values,
    depreciation=orchard.depreciation,
)
