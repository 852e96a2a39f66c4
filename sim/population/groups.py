"""Groups of growers in one draw: the county file's, moved by the sampled number of growers."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.regions.schema import CountyChain, GrowerGroup, Linkage
from sim.regions.values import has_leaf, relative

if TYPE_CHECKING:
    from sim.parameters import Parameters


@dataclass(frozen=True)
class DrawnGroup:
    """A group of growers as one draw has it; `capacity` is the whole group's."""

    linkage: Linkage
    households: int
    capacity: float
    registered_share: float
    age_group: int


def drawn_groups(name: str, chain: CountyChain, parameters: "Parameters") -> list[DrawnGroup]:
    """The chain's groups with exact sums, in the order of the file.

    Where the chain has a leaf `growers`, the number of growers that are in no cooperative moves
    with it; members stay as long as there are as many growers.
    """
    households = [group.households for group in chain.growers]
    capacity = [group.households * group.mean_capacity for group in chain.growers]
    # What rounding in the file leaves over is taken up in proportion.
    held = chain.capacity - chain.cooperative_base - chain.enterprise_base
    capacity = [part * held / sum(capacity) for part in capacity]
    if has_leaf(parameters, name, "growers"):
        factor = relative(parameters, f"{name}.growers")
        households, capacity = _moved(chain.growers, households, capacity, factor)
    tables = _age_groups(chain)
    return [
        DrawnGroup(group.linkage, count, part, group.registered_share, table)
        for group, count, part, table in zip(
            chain.growers, households, capacity, tables, strict=True
        )
    ]


def _moved(
    groups: tuple[GrowerGroup, ...], households: list[int], capacity: list[float], factor: float
) -> tuple[list[int], list[float]]:
    """Households and capacity when the number of growers is `factor` times the file's.

    Members: min(file, growers). Others share min(their mu in the file, their part of the growers
    x all mu); members hold the rest.
    """
    growers = round(sum(households) * factor)
    inside = [group.linkage != "spot" for group in groups]
    members = sum(count for count, flag in zip(households, inside, strict=True) if flag)
    kept = min(members, growers)
    outside = growers - kept
    total = sum(capacity)
    outside_mu = sum(part for part, flag in zip(capacity, inside, strict=True) if not flag)
    others_mu = min(outside_mu, outside / growers * total) if growers else 0.0
    inside_mu = total - others_mu
    new_households = _split(households, inside, kept, outside)
    file_inside = total - outside_mu
    new_capacity = [
        part * (inside_mu / file_inside if flag else others_mu / outside_mu)
        for part, flag in zip(capacity, inside, strict=True)
    ]
    return new_households, new_capacity


def _split(households: list[int], inside: list[bool], kept: int, outside: int) -> list[int]:
    """Whole numbers in proportion to the file's, with exact sums inside and outside."""
    result = [0] * len(households)
    for flag, total in ((True, kept), (False, outside)):
        rows = [row for row, value in enumerate(inside) if value == flag]
        whole = sum(households[row] for row in rows)
        done = before = 0
        for row in rows:
            before += households[row]
            upto = round(total * before / whole) if whole else 0
            result[row], done = upto - done, upto
    return result


def age_rows(chain: CountyChain) -> list[tuple[float, ...]]:
    """Distinct shares by age class in the chain's groups, the county's own first."""
    rows = [chain.age_shares]
    for group in chain.growers:
        if group.age_shares and group.age_shares not in rows:
            rows.append(group.age_shares)
    return rows


def _age_groups(chain: CountyChain) -> list[int]:
    rows = age_rows(chain)
    return [rows.index(group.age_shares or chain.age_shares) for group in chain.growers]
