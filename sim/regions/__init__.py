"""Regions: how many households, mu, pairs, does, organisations and buyers there are, by county."""

from sim.regions.loading import list_regions, load_region
from sim.regions.schema import (
    BUYER_KINDS,
    BuyerSpec,
    County,
    CountyChain,
    EnterpriseSpec,
    Figure,
    GrowerGroup,
    Region,
)

__all__ = [
    "BUYER_KINDS",
    "BuyerSpec",
    "County",
    "CountyChain",
    "EnterpriseSpec",
    "Figure",
    "GrowerGroup",
    "Region",
    "list_regions",
    "load_region",
]
