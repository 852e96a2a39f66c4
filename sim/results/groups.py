"""Groups of households: which cells of a run belong to each, and their window sums.

A cell is the finest group a run keeps (its keys are a row of `RunRecord.cell_keys`). Groups are
those of the opening, so both sides of a comparison hold the same households. A household with
two chains is in the group of each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray

from sim.chains import CHAINS
from sim.messages import text
from sim.results.statistics import matrix_product
from sim.state.cell_keys import CellKeys

Mask = NDArray[np.bool_]
# From the loosest tie to the closest; a household with several chains counts by its closest.
LINKAGES = ("none", "spot", "member", "contract")
# Which keys form groups: alone or combined. `all` has none.
GROUPINGS: tuple[tuple[str, ...], ...] = (
    (),
    ("county",),
    ("status",),
    ("chain",),
    ("linkage",),
    ("decile",),
    ("insured",),
    ("sources",),
    ("chain", "county"),
    ("chain", "linkage"),
)


@dataclass(frozen=True)
class Groups:
    """Groups by name and their cells: `membership` (groups, cells) holds 1 where a cell belongs."""

    groupings: tuple[str, ...]
    names: tuple[str, ...]
    membership: NDArray[np.float64]

    def sums(self, cells: NDArray[np.float64]) -> NDArray[np.float64]:
        """Add up `cells` (cells, columns) by group: (groups, columns)."""
        return matrix_product(self.membership, cells)


def grouping_name(keys: tuple[str, ...]) -> str:
    """Return how files call a grouping: "all", "county", "chain,linkage"."""
    return ",".join(keys) or "all"


def describe_grouping(keys: tuple[str, ...], lang: str) -> str:
    """Return what a grouping goes by, in words."""
    words = [text(f"grouping.{key}", lang) for key in keys or ("all",)]
    return text("group.separator", lang).join(words)


def groups_of(cell_keys: CellKeys) -> Groups:
    """Return every group of `GROUPINGS` that has at least one cell."""
    return cell_keys.once("groups", build_groups)


def build_groups(cell_keys: CellKeys) -> Groups:
    """Form every group of `GROUPINGS` that has at least one cell."""
    groupings: list[str] = []
    names: list[str] = []
    masks: list[Mask] = []
    distinct = dict.fromkeys(key for keys in GROUPINGS for key in keys)
    single = {key: _key_masks(key, cell_keys) for key in distinct}
    for keys in GROUPINGS:
        for name, mask in _groups_of(keys, cell_keys, single):
            groupings.append(grouping_name(keys))
            names.append(name)
            masks.append(mask)
    membership = np.array(masks, dtype=np.float64)
    return Groups(tuple(groupings), tuple(names), membership)


def _groups_of(
    keys: tuple[str, ...], cell_keys: CellKeys, single: dict[str, dict[str, Mask]]
) -> Iterator[tuple[str, Mask]]:
    """Yield the groups of a grouping; `single` has the cells of every value of every key."""
    everyone = np.ones(len(cell_keys), dtype=bool)
    if not keys:
        yield "all", everyone
        return
    if keys == ("chain", "linkage"):
        yield from _linkage_groups(cell_keys, single["chain"])
        return
    for combination in product(*(single[key].items() for key in keys)):
        mask = everyone.copy()
        for _, part in combination:
            mask &= part
        if mask.any():
            yield (
                ",".join(f"{key}={v}" for key, (v, _) in zip(keys, combination, strict=True)),
                mask,
            )


def _key_masks(key: str, cell_keys: CellKeys) -> dict[str, Mask]:
    """Return the cells of each value of one key."""
    if key == "chain":
        return chain_masks(cell_keys)
    if key == "linkage":
        closest = _closest_linkage(cell_keys)
        return {name: closest == code for code, name in enumerate(LINKAGES)}
    values = cell_keys[key]
    if key == "insured":
        insured = values.astype(bool)
        return {"yes": insured, "no": ~insured}
    return {str(value): values == value for value in dict.fromkeys(values.tolist())}


def chain_masks(cell_keys: CellKeys) -> dict[str, Mask]:
    """Return which cells hold each chain at the opening; "none" are the cells without any."""
    return cell_keys.once("chains held", _chain_masks)


def _chain_masks(cell_keys: CellKeys) -> dict[str, Mask]:
    held = [chains.split("+") for chains in cell_keys["chains"].tolist()]
    return {
        chain: np.array([chain in chains for chains in held], dtype=bool)
        for chain in (*CHAINS, "none")
    }


def _chains_present(cell_keys: CellKeys) -> list[str]:
    """Return the chains a run has: a region may lack some."""
    return [chain for chain in CHAINS if f"linkage_{chain}" in cell_keys]


def _linkage_groups(
    cell_keys: CellKeys, chains: dict[str, Mask]
) -> Iterator[tuple[str, Mask]]:
    for chain in _chains_present(cell_keys):
        linkage = cell_keys[f"linkage_{chain}"]
        for name in LINKAGES:
            mask = chains[chain] & (linkage == name)
            if mask.any():
                yield f"chain={chain},linkage={name}", mask


def _closest_linkage(cell_keys: CellKeys) -> NDArray[np.int64]:
    code = {name: number for number, name in enumerate(LINKAGES)}
    by_chain = [
        [code[name] for name in cell_keys[f"linkage_{chain}"].tolist()]
        for chain in _chains_present(cell_keys)
    ]
    nobody = [0] * len(cell_keys)
    return np.max([nobody, *by_chain], axis=0)


def describe_group(group: str, lang: str) -> str:
    """Return a group in words: "red dates growers; members of a cooperative"."""
    parts = (part.split("=", 1) for part in group.split(",")) if group != "all" else ()
    words = [_describe_part(key, value, lang) for key, value in parts]
    return text("group.separator", lang).join(words) or text("group.all", lang)


def _describe_part(key: str, value: str, lang: str) -> str:
    if key == "chain":
        return text(f"chain.{value}.growers", lang)
    if key in {"status", "linkage", "insured", "lever"}:
        return text(f"group.{key}.{value}", lang)
    return text(f"group.{key}", lang, value=value)
