"""What must hold between the figures of a region: an impossible county is refused on loading."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np

from sim.errors import InputError, unknown_name
from sim.regions.schema import County, CountyChain, Region
from sim.regions.values import number

if TYPE_CHECKING:
    from sim.parameters import Parameters


def check_region(region: Region, parameters: "Parameters") -> None:
    """Raise InputError for the first contradiction, naming county, chain and both numbers."""
    for county in region.counties:
        _check_households(county)
        for name, chain in county.chains.items():
            where = f"{county.id}: chains.{name}"
            _check_chain_name(name, where)
            _check_capacity(chain, where, number(parameters, "population.capacity_tolerance"))
            _check_growers(county, chain, where)
            _check_age_classes(chain, where)
            _check_quantities(chain, where, number(parameters, "population.quantity_tolerance"))
        _check_value_added(county, parameters)


def _check_households(county: County) -> None:
    others = county.households - county.registered_households
    pairs = (
        ("registered_households", county.registered_households, "households", county.households),
        ("registered_persons", county.registered_persons, "rural_persons", county.rural_persons),
        (
            "unstable_households",
            county.unstable_households,
            "registered_households",
            county.registered_households,
        ),
        ("marginal_households", county.marginal_households, "households", others),
        (
            "microcredit_households",
            county.microcredit_households,
            "registered_households",
            county.registered_households,
        ),
        ("townships", county.townships, "villages", county.villages),
        ("villages", county.villages, "households", county.households),
        (
            "registered_households",
            county.registered_households,
            "registered_persons",
            county.registered_persons,
        ),
        (
            "other households",
            others,
            "other persons",
            county.rural_persons - county.registered_persons,
        ),
    )
    for part, value, whole, bound in pairs:
        if value > bound:
            raise InputError(
                "region.part_exceeds_whole",
                where=county.id,
                part=part,
                whole=whole,
                expected=f"<= {bound:,}",
                got=f"{value:,}",
            )


def _check_chain_name(name: str, where: str) -> None:
    from sim.chains import CHAINS

    if name not in CHAINS:
        raise unknown_name("chain", name, CHAINS, where)


def _check_capacity(chain: CountyChain, where: str, tolerance: float) -> None:
    """Holdings of households and bases together make the county's capacity."""
    held = sum(group.households * group.mean_capacity for group in chain.growers)
    total = held + chain.cooperative_base + chain.enterprise_base
    if abs(total - chain.capacity) > tolerance * chain.capacity:
        raise InputError(
            "region.capacity",
            where=where,
            expected=f"{chain.capacity:,.0f} {chain.capacity_unit}",
            got=f"{total:,.0f} {chain.capacity_unit}",
        )


def _check_growers(county: County, chain: CountyChain, where: str) -> None:
    """Holders and insured are among the households; members need a cooperative."""
    registered = sum(group.households * group.registered_share for group in chain.growers)
    members = chain.shareholders + sum(
        group.households for group in chain.growers if group.linkage in ("member", "contract")
    )
    growers = chain.shareholders + sum(group.households for group in chain.growers)
    bounds = (
        ("growers", growers, "households", county.households),
        (
            "registered growers",
            registered + chain.shareholders,
            "registered_households",
            county.registered_households,
        ),
        ("members", members if not chain.cooperatives else 0, "cooperatives", 0),
        (
            "cooperatives",
            chain.cooperatives if not chain.cooperative_base else 0,
            "growers",
            growers,
        ),
        ("insured_households", chain.insured_households, "growers", growers),
        ("insured_mu", chain.insured_mu, "capacity", chain.capacity),
    )
    for part, value, whole, bound in bounds:
        if value > bound:
            raise InputError(
                "region.part_exceeds_whole",
                where=where,
                part=part,
                whole=whole,
                expected=f"<= {bound:,.0f}",
                got=f"{value:,.0f}",
            )


def _check_age_classes(chain: CountyChain, where: str) -> None:
    for shares in _age_tables(chain):
        if len(shares) != len(chain.age_shares) or abs(sum(shares) - 1.0) > 1e-6:
            expected = f"{len(chain.age_shares)} shares with sum 1"
            got = ", ".join(f"{share:g}" for share in shares)
            raise InputError("region.age_shares", where=where, expected=expected, got=got)


def _age_tables(chain: CountyChain) -> Iterator[tuple[float, ...]]:
    yield chain.age_shares
    yield from (group.age_shares for group in chain.growers if group.age_shares)


def _check_quantities(chain: CountyChain, where: str, tolerance: float) -> None:
    """What buyers and enterprises take in a year is what the county brings to market."""
    bought = sum(buyer.quantity for buyer in chain.buyers)
    bought += sum(enterprise.purchase_share for enterprise in chain.enterprises) * chain.output
    if abs(bought - chain.output) > tolerance * chain.output:
        raise InputError(
            "region.quantities",
            where=where,
            expected=f"{chain.output:,.0f} {chain.product_unit}",
            got=f"{bought:,.0f} {chain.product_unit}",
        )


def _check_value_added(county: County, parameters: "Parameters") -> None:
    """The chains' value added at opening prices is a believable part of the primary GDP."""
    total = sum(value_added(name, chain, parameters) for name, chain in county.chains.items())
    bound = number(parameters, "population.value_added_share_max") * county.primary_gdp
    if total > bound:
        raise InputError(
            "region.value_added",
            where=county.id,
            expected=f"<= {bound / 1e6:,.0f}",
            got=f"{total / 1e6:,.0f}",
        )


def value_added(name: str, chain: CountyChain, parameters: "Parameters") -> float:
    """Value added of a chain in a county at opening prices, yuan a year.

    Output at the farm gate less the cash cost of the whole capacity; what of that cost is wages
    should stay in, so this is a low estimate for the tree chains.
    """
    from sim.chains import CHAINS

    branch = getattr(parameters, name)
    capacity, ages = np.array([chain.capacity]), np.array([chain.age_shares])
    state = CHAINS[name].opening_state(capacity, ages, branch)
    cost = CHAINS[name].yearly_cost(state, branch)[0]
    return float(chain.output * branch.farm_gate_price - cost)
