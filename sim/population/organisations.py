"""Markets, cooperatives, leading enterprises and buyers of a region."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.engine.draws import Purpose, agent_ids
from sim.population.luck import Floats, Luck, with_sum
from sim.population.structure import (
    COOPERATIVE_COLUMNS,
    NOBODY,
    SPOT,
    BuyerRow,
    Columns,
    EnterpriseRow,
)
from sim.regions.schema import BuyerSpec, County, CountyChain, Region
from sim.regions.values import has_leaf, number, relative

if TYPE_CHECKING:
    from sim.parameters import Parameters


def region_markets(region: Region, chains: tuple[str, ...]) -> list[tuple[int, str]]:
    """(county index, chain) in the order of counties and chains, where the county has the chain."""
    return [
        (index, chain)
        for index, county in enumerate(region.counties)
        for chain in chains
        if chain in county.chains
    ]


def enterprise_rows(region: Region, markets: list[tuple[int, str]]) -> list[EnterpriseRow]:
    """One row a leading enterprise; bases and purchases of a kind are shared out evenly."""
    rows = []
    for market, (county, name) in enumerate(markets):
        chain = region.counties[county].chains[name]
        firms = sum(kind.number for kind in chain.enterprises)
        for kind in chain.enterprises:
            for serial in range(kind.number):
                row = EnterpriseRow(
                    name=kind.id if kind.number == 1 else f"{kind.id}-{serial + 1}",
                    chain=name,
                    county=county,
                    market=market,
                    jobs=kind.jobs,
                    base_capacity=chain.enterprise_base / firms,
                    floor=kind.floor,
                    purchase_share=kind.purchase_share / kind.number,
                )
                rows.append(row)
    return rows


def buyer_rows(
    region: Region, markets: list[tuple[int, str]], parameters: "Parameters"
) -> list[BuyerRow]:
    """One row a buyer. When aid purchases move with their parameter, open dealers take the rest."""
    rows = []
    for market, (county, name) in enumerate(markets):
        place = region.counties[county]
        for kind, quantity in _quantities(name, place.chains[name], parameters):
            label = f"contract-{kind.kind}" if kind.contract else kind.kind
            for serial in range(kind.number):
                row = BuyerRow(
                    name=f"{place.id}-{name}-{label}-{serial + 1}",
                    kind=kind.kind,
                    chain=name,
                    market=market,
                    quantity=quantity / kind.number,
                    contract=kind.contract,
                )
                rows.append(row)
    return rows


def _quantities(
    name: str, chain: CountyChain, parameters: "Parameters"
) -> list[tuple[BuyerSpec, float]]:
    quantities = [buyer.quantity for buyer in chain.buyers]
    aid = [row for row, buyer in enumerate(chain.buyers) if buyer.kind == "aid"]
    dealers = [
        row
        for row, buyer in enumerate(chain.buyers)
        if buyer.kind == "dealer" and not buyer.contract
    ]
    if aid and dealers and has_leaf(parameters, name, "aid_share"):
        factor = relative(parameters, f"{name}.aid_share")
        aid_before = sum(quantities[row] for row in aid)
        open_before = sum(quantities[row] for row in dealers)
        more = min((factor - 1.0) * aid_before, open_before)
        for row in aid:
            quantities[row] *= 1.0 + more / aid_before
        for row in dealers:
            quantities[row] *= 1.0 - more / open_before
    return list(zip(chain.buyers, quantities, strict=True))


def county_cooperatives(
    county: County, name: str, market: int, luck: Luck, parameters: "Parameters"
) -> tuple[Columns, Floats]:
    """Cooperatives of one chain in one county, and the weight of each in members and base."""
    chain = county.chains[name]
    count = chain.cooperatives
    ids = agent_ids(f"{name} cooperative", county.id, np.arange(count))
    log_sd = number(parameters, "population.village_size_log_sd")
    weight = luck.log_normals(ids, Purpose.COOPERATIVE, log_sd)
    enterprises = sum(kind.number for kind in chain.enterprises)
    partner = np.arange(count) * enterprises // max(count, 1)
    columns: Columns = {
        "agent_id": ids,
        "market": np.full(count, market, dtype=np.int16),
        "enterprise": partner if enterprises else np.full(count, NOBODY),
        "base_capacity": with_sum(weight, chain.cooperative_base),
        "jobs": with_sum(weight, chain.cooperative_jobs),
    }
    return columns, weight


def assign_cooperatives(table: Columns, weight: Floats) -> NDArray[np.int32]:
    """Cooperative of each holding (rows in village order): neighbours are in the same one.

    Members and contract holders are dealt out along the villages in blocks in proportion to
    `weight`; spot sellers have none.
    """
    cooperative = np.full(table["linkage"].size, NOBODY, dtype=np.int32)
    inside = np.flatnonzero(table["linkage"] > SPOT)
    if inside.size and weight.size:
        ends = np.cumsum(weight) / weight.sum()
        position = (np.arange(inside.size) + 0.5) / inside.size
        cooperative[inside] = np.minimum(np.searchsorted(ends, position), weight.size - 1)
    return cooperative


def joined_cooperatives(parts: list[Columns], chains: list[int]) -> Columns:
    """All cooperatives of the region; `chains` gives the chain's index of each part."""
    joined: Columns = {}
    for name, kind in COOPERATIVE_COLUMNS.items():
        if name == "chain":
            sizes = [part["agent_id"].size for part in parts]
            joined[name] = np.repeat(np.array(chains, dtype=kind), sizes)
        else:
            joined[name] = np.concatenate([part[name] for part in parts]).astype(kind)
    return joined
