"""Regions of a wanted number of households, made from the default region's counties.

A county of another size is `sim.regions.scaling.scaled`: households, persons, townships, villages,
growers, capacity, output, cooperatives, jobs and what buyers take grow in proportion; the two
counties, five markets, six enterprises and 28 buyers stay as many and grow bigger. Household sizes,
incomes, land and the size of holdings stay what they are.
"""

from dataclasses import replace

from benchmarks.measure import DEFAULT_REGION
from sim.parameters import Parameters, load_parameters
from sim.regions import Region, load_region
from sim.regions.scaling import scaled
from sim.regions.schema import County


def region_of(name_or_households: str | int) -> Region:
    """The region of this name, or the default region with so many households.

    Raises InputError when the scaled figures cannot be true together.
    """
    parameters = load_parameters()
    if isinstance(name_or_households, str):
        return load_region(name_or_households, parameters)
    region = load_region(DEFAULT_REGION, parameters)
    scale = name_or_households / households_of(region)
    counties = tuple(scaled(county, scale) for county in region.counties)
    return _checked(replace(region, name=f"{name_or_households}", counties=counties), parameters)


def thinned(scale: float) -> Region:
    """The default region with a part of its households and all of its organisations."""
    parameters = load_parameters()
    region = load_region(DEFAULT_REGION, parameters)
    counties = tuple(_thin(county, scale) for county in region.counties)
    return _checked(replace(region, counties=counties), parameters)


def households_of(region: Region) -> int:
    """Households of all its counties."""
    return sum(county.households for county in region.counties)


def _thin(county: County, scale: float) -> County:
    thin = scaled(county, scale)
    chains = {
        name: replace(chain, cooperatives=county.chains[name].cooperatives)
        for name, chain in thin.chains.items()
    }
    return replace(thin, chains=chains)


def _checked(region: Region, parameters: Parameters) -> Region:
    region.check(parameters)
    return region
