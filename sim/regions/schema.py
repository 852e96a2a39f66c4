"""What a region is: counties, their chains, growers, organisations and buyers, as plain numbers.

The declarations below are also the format of the county files: a field with a `unit` is a figure
there, `{value, low, high, unit, source, note}`, and must carry that unit; the others are names.
Where a figure comes from stays with the county in `figures`, by its path in the file.
"""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from sim.parameters import Parameters

Linkage = Literal["none", "spot", "member", "contract"]
LINKAGES: tuple[Linkage, ...] = ("none", "spot", "member", "contract")
BUYER_KINDS = ("dealer", "processor", "aid", "ecommerce", "supermarket", "bazaar")
Value = float | bool | tuple[float, ...]


@dataclass(frozen=True)
class Figure:
    """One number of a county file: its range, unit and source.

    `source` holds evidence ids (E..), ids of outside priors (P..) or "assumed".
    """

    value: Value
    low: float | None
    high: float | None
    unit: str
    source: tuple[str, ...]
    note: str

    @property
    def assumed(self) -> bool:
        """Whether no report or outside source stands behind the value."""
        return self.source == ("assumed",)


def figure(unit: str, **options: Any) -> Any:
    """Declare a field that a county file gives as a figure in this unit.

    In a unit, `{capacity}` stands for the chain's unit of capacity and `{product}` for the unit of
    its farm product. `least` and `most` bound the value; `scales` marks totals of the county that
    shrink with a sample.
    """
    default = options.pop("default", None)
    metadata = {"unit": unit, "least": 0.0, "most": None, "scales": False, **options}
    if default is None:
        return field(metadata=metadata)
    return field(default=default, metadata=metadata)


@dataclass(frozen=True)
class GrowerGroup:
    """Households of one county that hold capacity in a chain under one linkage."""

    linkage: Linkage
    households: int = figure("households", scales=True)
    mean_capacity: float = figure("{capacity}/household")
    registered_share: float = figure("1", most=1.0)
    age_shares: tuple[float, ...] | None = figure("1", most=1.0, default=())

    @property
    def registered(self) -> str:
        """Which households: "only" registered ones, "none" of them, or "mixed"."""
        return {0.0: "none", 1.0: "only"}.get(self.registered_share, "mixed")


@dataclass(frozen=True)
class EnterpriseSpec:
    """Leading enterprises of one kind; `purchase_share` counts all of them, own base included."""

    id: str
    number: int = figure("enterprises")
    jobs: float = figure("jobs/enterprise", scales=True)
    floor: bool = figure("yes or no")
    purchase_share: float = figure("1", most=1.0)


@dataclass(frozen=True)
class BuyerSpec:
    """Buyers of one kind on the county's market; `quantity` is what all of them take in a year."""

    kind: str
    number: int = figure("buyers")
    quantity: float = figure("{product}/year", scales=True)
    contract: bool = figure("yes or no")


@dataclass(frozen=True)
class CountyChain:
    """One chain in one county."""

    capacity_unit: str
    product_unit: str
    capacity: float = figure("{capacity}", scales=True)
    output: float = figure("{product}/year", scales=True)
    shareholders: int = figure("households", scales=True)
    cooperative_base: float = figure("{capacity}", scales=True)
    enterprise_base: float = figure("{capacity}", scales=True)
    age_shares: tuple[float, ...] = figure("1", most=1.0)
    contract_share: float = figure("1", most=1.0)
    cooperatives: int = figure("cooperatives", scales=True)
    cooperative_jobs: float = figure("jobs", scales=True)
    insured_households: int = figure("households", scales=True)
    insured_mu: float = figure("mu", scales=True)
    growers: tuple[GrowerGroup, ...] = ()
    enterprises: tuple[EnterpriseSpec, ...] = ()
    buyers: tuple[BuyerSpec, ...] = ()


@dataclass(frozen=True)
class County:
    """One county: its households and land, and its chains by name."""

    id: str
    name_en: str
    name_zh: str
    rural_persons: int = figure("persons", least=1.0, scales=True)
    households: int = figure("households", least=1.0, scales=True)
    registered_households: int = figure("households", scales=True)
    registered_persons: int = figure("persons", scales=True)
    unstable_households: int = figure("households", scales=True)
    marginal_households: int = figure("households", scales=True)
    townships: int = figure("townships", least=1.0, scales=True)
    villages: int = figure("villages", least=1.0, scales=True)
    arable_mu_per_household: float = figure("mu/household")
    other_orchard_mu_per_household: float = figure("mu/household")
    workers_per_household: float = figure("workers/household")
    microcredit_households: int = figure("households", scales=True)
    microcredit_mean_loan: float = figure("yuan/household")
    other_farm_ratio: float = figure("1")
    primary_gdp: float = figure("yuan/year", scales=True)
    chains: dict[str, CountyChain] = field(default_factory=dict)
    figures: dict[str, Figure] = field(default_factory=dict, compare=False, repr=False)


@dataclass(frozen=True)
class Region:
    """Counties that are modelled together. `scale` below 1 is a sample for teaching."""

    name: str
    title_en: str
    title_zh: str
    counties: tuple[County, ...]
    scale: float = 1.0

    def check(self, parameters: "Parameters") -> None:
        """Raise InputError when the figures cannot be true together."""
        from sim.regions.checks import check_region

        check_region(self, parameters)
