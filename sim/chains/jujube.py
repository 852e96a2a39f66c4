"""Red dates 红枣: trees for decades, one harvest in October and November, dried and storable."""

from sim.chains.orchard import orchard_chain

JUJUBE = orchard_chain(
    name="jujube",
    product="jujube_dried",
    processed="jujube_packed",
    ages=("jujube_trees_planted", "jujube_trees_young", "jujube_trees_full"),
    insured=True,
    signed_by_dealers=True,
)
