"""Whether the region and counties that a scenario names exist."""

from pathlib import Path

from sim.errors import unknown_name
from sim.paths import calibration_folder
from sim.scenario.documents import Document
from sim.scenario.files import find, read_toml
from sim.scenario.keys import EVERY


def region_folders(document: Document) -> tuple[Path, ...]:
    """Where region files are looked up: beside the scenario, then in the shipped regions."""
    return (*document.folders, calibration_folder() / "regions")


def check_region(region: str, document: Document) -> Path:
    """The file of a region; InputError with the nearest names when there is none."""
    return find("region", region, region_folders(document), document.where("run.region"))


def check_county(county: str, region: str, document: Document, path: str) -> None:
    """InputError unless the county is "all" or one of the region's."""
    if county == EVERY:
        return
    file = check_region(region, document)
    counties = read_toml(file, file.name).get("counties")
    known = [str(name) for name in counties] if isinstance(counties, list) else []
    if county not in known:
        raise unknown_name("county", county, (EVERY, *known), document.where(path))
