"""Roses 玫瑰: planted every year since 2012, one flush in May and June, perishable."""

from sim.chains.orchard import orchard_chain

ROSE = orchard_chain(
    name="rose",
    product="rose_fresh",
    processed="rose_dried",
    ages=("rose_season_1", "rose_season_2", "rose_season_3", "rose_season_4", "rose_mature"),
)
