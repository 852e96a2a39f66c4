"""Finding and reading region and county files."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.engine.parsed import toml_tables
from sim.errors import InputError, nearest_names, unknown_name
from sim.paths import calibration_folder
from sim.regions.figures import Figures, read_record, read_text
from sim.regions.scaling import scaled
from sim.regions.schema import (
    BUYER_KINDS,
    LINKAGES,
    BuyerSpec,
    County,
    CountyChain,
    EnterpriseSpec,
    GrowerGroup,
    Region,
)

if TYPE_CHECKING:
    from sim.parameters import Parameters

# A name is looked up in known folders only: letters of any script, digits, hyphen, underscore.
NAME = re.compile(r"[\w-]+")
REGION_KEYS = ("title_en", "title_zh", "counties", "scale")


def load_region(name: str, parameters: "Parameters", search: Iterable[str | Path] = ()) -> Region:
    """Read, scale and check the region `name`.

    Looks for `<name>.toml` in the folders of `search`, then in the shipped library; county files
    likewise. Raises InputError when a file is missing or wrong, or the figures cannot be true.
    """
    folders = [Path(folder) for folder in search]
    table, where = _table(name, "region", [*folders, _library("regions")])
    _refuse_unknown_keys(table, where)
    names = _county_names(table, where)
    county_folders = [*folders, *(folder / "counties" for folder in folders)]
    places = [*county_folders, _library("counties")]
    counties = tuple(load_county(county, places) for county in names)
    scale = _scale(table.get("scale", 1.0), where)
    region = Region(
        name=name,
        title_en=read_text(table.get("title_en", name), f"{where}: title_en"),
        title_zh=read_text(table.get("title_zh", name), f"{where}: title_zh"),
        counties=tuple(scaled(county, scale) for county in counties),
        scale=scale,
    )
    region.check(parameters)
    return region


def list_regions(search: Iterable[str | Path] = ()) -> list[str]:
    """Names of the regions in the shipped library and in the folders of `search`, sorted."""
    places: list[Path] = [_library("regions"), *(Path(folder) for folder in search)]
    found = {entry.name for place in places if place.is_dir() for entry in place.iterdir()}
    return sorted(name.removesuffix(".toml") for name in found if name.endswith(".toml"))


def load_county(name: str, places: Iterable[Path]) -> County:
    """Read one county file. Raises InputError when it is missing or wrong."""
    table, where = _table(name, "county", list(places))
    found: Figures = {}
    body = dict(table)
    chains = body.pop("chains", {})
    if not isinstance(chains, Mapping):
        raise InputError("wrong_type", where=f"{where}: chains", expected="a table")
    read = {
        chain: _chain(content, where, f"chains.{chain}", found) for chain, content in chains.items()
    }
    return read_record(County, body, where, "", {}, found, chains=read, figures=found)


def _chain(table: Any, where: str, path: str, found: Figures) -> CountyChain:
    if not isinstance(table, Mapping):
        raise InputError("wrong_type", where=f"{where}: {path}", expected="a table")
    units = {
        "capacity": str(table.get("capacity_unit", "")),
        "product": str(table.get("product_unit", "")),
    }
    body = dict(table)
    parts: dict[str, tuple[Any, ...]] = {}
    kinds = (("growers", GrowerGroup), ("enterprises", EnterpriseSpec), ("buyers", BuyerSpec))
    for part, kind in kinds:
        entries = body.pop(part, [])
        if not isinstance(entries, list):
            raise InputError("wrong_type", where=f"{where}: {path}.{part}", expected=f"[[{part}]]")
        parts[part] = tuple(
            read_record(kind, entry, where, f"{path}.{part}[{index}]", units, found)
            for index, entry in enumerate(entries)
        )
    for group in parts["growers"]:
        _one_of(group.linkage, LINKAGES[1:], "value", f"{where}: {path}.growers.linkage")
    for buyer in parts["buyers"]:
        _one_of(buyer.kind, BUYER_KINDS, "buyer", f"{where}: {path}.buyers.kind")
    return read_record(CountyChain, body, where, path, units, found, **parts)


def _one_of(name: str, legal: tuple[str, ...], kind: str, where: str) -> None:
    if name not in legal:
        raise unknown_name(kind, name, legal, where)


def _table(name: str, kind: str, places: list[Path]) -> tuple[dict[str, Any], str]:
    """The content of `<name>.toml` in the first folder that has it, and the file's name."""
    if not NAME.fullmatch(name):
        raise unknown_name(kind, name, _names(places))
    for place in places:
        file = place / f"{name}.toml"
        if file.is_file():
            stamp = file.stat()
            return dict(_parsed(file, stamp.st_mtime_ns, stamp.st_size)), file.name
    raise unknown_name(kind, name, _names(places))


@lru_cache(maxsize=64)
def _parsed(file: Path, changed: int, size: int) -> dict[str, Any]:
    """Parse a file; kept as long as its time of change and its size say it is the same."""
    try:
        return toml_tables(file.read_text(encoding="utf-8"))
    except UnicodeDecodeError as error:
        raise InputError("not_utf8", where=file.name) from error
    except tomllib.TOMLDecodeError as error:
        problem, _, place = str(error).partition(" (at ")
        line, column = [*re.findall(r"\d+", place), "?", "?"][:2]
        raise InputError(
            "not_toml", where=file.name, problem=problem, line=line, column=column
        ) from error


def _names(places: Iterable[Path]) -> list[str]:
    return sorted(
        {
            entry.name.removesuffix(".toml")
            for place in places
            if place.is_dir()
            for entry in place.iterdir()
            if entry.name.endswith(".toml")
        }
    )


def _library(folder: str) -> Path:
    return calibration_folder() / folder


def _county_names(table: Mapping[str, Any], where: str) -> list[str]:
    names = table.get("counties")
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        expected = 'a list such as ["luopu", "yutian"]'
        raise InputError("wrong_type", where=f"{where}: counties", expected=expected)
    if len(set(names)) < len(names):
        raise InputError("inconsistent", where=f"{where}: counties", got=", ".join(names))
    return names


def _scale(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise InputError("wrong_type", where=f"{where}: scale", expected="a number", got=str(value))
    if not 0.0 < value <= 1.0:
        raise InputError("out_of_range", where=f"{where}: scale", expected="0..1", got=value)
    return float(value)


def _refuse_unknown_keys(table: Mapping[str, Any], where: str) -> None:
    for key in table:
        if key not in REGION_KEYS:
            raise InputError(
                "unknown_key", where=where, name=key, nearest=nearest_names(key, REGION_KEYS)
            )
