"""Groups of households: which cells of a run belong to each, and their window sums.

A cell is the finest group a run keeps (its keys are a row of `RunRecord.cell_keys`). Groups are
those of the opening, so both sides of a comparison hold the same households. A household with
two chains is in the group of each.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.sparse import csr_array

from sim.chains import CHAINS
from sim.messages import text

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
    membership: csr_array

    def sums(self, cells: NDArray[np.float64]) -> NDArray[np.float64]:
        """Add up `cells` (cells, columns) by group: (groups, columns)."""
        return np.asarray(self.membership @ cells)


def grouping_name(keys: tuple[str, ...]) -> str:
    """Return how files call a grouping: "all", "county", "chain,linkage"."""
    return ",".join(keys) or "all"


def describe_grouping(keys: tuple[str, ...], lang: str) -> str:
    """Return what a grouping goes by, in words."""
    words = [text(f"grouping.{key}", lang) for key in keys or ("all",)]
    return text("group.separator", lang).join(words)


def build_groups(cell_keys: pd.DataFrame) -> Groups:
    """Form every group of `GROUPINGS` that has at least one cell."""
    groupings: list[str] = []
    names: list[str] = []
    masks: list[Mask] = []
    for keys in GROUPINGS:
        for name, mask in _groups_of(keys, cell_keys):
            groupings.append(grouping_name(keys))
            names.append(name)
            masks.append(mask)
    membership = csr_array(np.array(masks, dtype=np.float64))
    return Groups(tuple(groupings), tuple(names), membership)


def _groups_of(keys: tuple[str, ...], cell_keys: pd.DataFrame) -> Iterator[tuple[str, Mask]]:
    everyone = np.ones(len(cell_keys), dtype=bool)
    if not keys:
        yield "all", everyone
        return
    if keys == ("chain", "linkage"):
        yield from _linkage_groups(cell_keys)
        return
    choices = [list(_key_masks(key, cell_keys).items()) for key in keys]
    for combination in product(*choices):
        mask = everyone.copy()
        for _, part in combination:
            mask &= part
        if mask.any():
            yield (
                ",".join(f"{key}={v}" for key, (v, _) in zip(keys, combination, strict=True)),
                mask,
            )


def _key_masks(key: str, cell_keys: pd.DataFrame) -> dict[str, Mask]:
    """Return the cells of each value of one key."""
    if key == "chain":
        return {chain: in_chain(cell_keys, chain) for chain in (*CHAINS, "none")}
    if key == "linkage":
        closest = _closest_linkage(cell_keys)
        return {name: closest == code for code, name in enumerate(LINKAGES)}
    column = cell_keys[key].to_numpy()
    if key == "insured":
        insured = column.astype(bool)
        return {"yes": insured, "no": ~insured}
    return {str(value): np.asarray(column == value) for value in pd.unique(cell_keys[key])}


def in_chain(cell_keys: pd.DataFrame, chain: str) -> Mask:
    """Return which cells hold `chain` at the opening; "none" are the cells without any."""
    number, texts = pd.factorize(cell_keys["chains"])
    holds = np.array([chain in str(held).split("+") for held in texts], dtype=bool)
    return holds[number]


def _chains_present(cell_keys: pd.DataFrame) -> list[str]:
    """Return the chains a run has: a region may lack some."""
    return [chain for chain in CHAINS if f"linkage_{chain}" in cell_keys]


def _linkage_groups(cell_keys: pd.DataFrame) -> Iterator[tuple[str, Mask]]:
    for chain in _chains_present(cell_keys):
        linkage = cell_keys[f"linkage_{chain}"].to_numpy().astype(str)
        for name in LINKAGES:
            mask = in_chain(cell_keys, chain) & (linkage == name)
            if mask.any():
                yield f"chain={chain},linkage={name}", mask


def _closest_linkage(cell_keys: pd.DataFrame) -> NDArray[np.int64]:
    code = {name: number for number, name in enumerate(LINKAGES)}
    by_chain = [
        cell_keys[f"linkage_{chain}"].astype(str).map(code).to_numpy(dtype=np.int64)
        for chain in _chains_present(cell_keys)
    ]
    nobody = np.zeros(len(cell_keys), dtype=np.int64)
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
