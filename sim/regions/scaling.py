"""A sample of a county: the same county with fewer households, for teaching."""

from dataclasses import fields, replace
from typing import Any, TypeVar

from sim.regions.schema import County, CountyChain, GrowerGroup

Record = TypeVar("Record")


def scaled(county: County, scale: float) -> County:
    """The county at `scale` (0 to 1]: counts rounded, amounts exact, so that all sums still hold.

    Holdings per household take up what rounding the number of households leaves over.
    """
    if scale == 1.0:
        return county
    smaller = _scaled_fields(county, scale)
    chains = {name: _scaled_chain(chain, scale) for name, chain in county.chains.items()}
    return replace(smaller, chains=chains)


def _scaled_chain(chain: CountyChain, scale: float) -> CountyChain:
    return replace(
        _scaled_fields(chain, scale),
        growers=tuple(_scaled_group(group, scale) for group in chain.growers),
        enterprises=tuple(_scaled_fields(enterprise, scale) for enterprise in chain.enterprises),
        buyers=tuple(_scaled_fields(buyer, scale) for buyer in chain.buyers),
    )


def _scaled_group(group: GrowerGroup, scale: float) -> GrowerGroup:
    smaller = _scaled_fields(group, scale)
    if not smaller.households:
        return smaller
    mean = group.mean_capacity * group.households * scale / smaller.households
    return replace(smaller, mean_capacity=mean)


def _scaled_fields(record: Record, scale: float) -> Record:
    changed: dict[str, Any] = {}
    for item in fields(record):  # type: ignore[arg-type]
        if item.metadata.get("scales"):
            changed[item.name] = _scaled_value(getattr(record, item.name), scale)
    return replace(record, **changed)  # type: ignore[type-var]


def _scaled_value(value: float, scale: float) -> float:
    """Amounts (float) times scale; counts (int) rounded, at least one of what there is."""
    if isinstance(value, int):
        return max(1, round(value * scale)) if value else 0
    return value * scale
