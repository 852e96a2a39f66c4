"""Walnuts 核桃: trees for decades, one harvest in September and October, dried and storable."""

from sim.chains.orchard import orchard_chain

WALNUT = orchard_chain(
    name="walnut",
    product="walnut_dry",
    processed="walnut_kernel",
    ages=("walnut_trees_planted", "walnut_trees_young", "walnut_trees_full"),
)
