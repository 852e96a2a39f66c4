"""Red dates 红枣: trees for decades, one harvest in October and November, dried and storable."""

from sim.chains import orchard
from sim.chains.declaration import Chain, Stage

JUJUBE = Chain(
    name="jujube",
    product="jujube_dried",
    unit="kg",
    processed="jujube_packed",
    processed_unit="kg",
    processed_per_unit=lambda parameters: float(parameters.conversion),
    stages=(
        Stage("jujube_trees_planted", "mu", False),
        Stage("jujube_trees_young", "mu", False),
        Stage("jujube_trees_full", "mu", False),
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
