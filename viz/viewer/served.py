"""What the server holds for all its visitors: the pool of workers and what never changes."""

from functools import cache
from pathlib import Path
from urllib.parse import parse_qs

from sim.messages import LANGUAGES
from sim.messages.numbers import number
from sim.parameters import load_parameters
from sim.regions import list_regions, load_region
from viz.viewer.draft import Draft
from viz.viewer.pool import Pool

FOLDER = Path(__file__).parent
_held: dict[str, object] = {}


def hold(pool: Pool, lang: str, results: Path, region: str | None = None) -> None:
    """Set what this server's pages use; `region` is that of a first question without a link."""
    _held.update(pool=pool, lang=lang, results=results, region=region)


def first_draft() -> Draft:
    """The question of a page that was opened without a link."""
    region = _held.get("region")
    return Draft().with_changes({"run.region": str(region)}) if region else Draft()


def pool() -> Pool:
    """The workers; RuntimeError before the server has started."""
    found = _held.get("pool")
    if not isinstance(found, Pool):
        raise RuntimeError("the viewer's pages need its server: python run.py view")
    return found


def results_folder() -> Path:
    """Where kept results go."""
    return Path(str(_held.get("results", "results")))


def language(query: str) -> str:
    """The language a link asks for, else the server's."""
    asked = parse_qs(query.removeprefix("?")).get("lang", [""])[0]
    return asked if asked in LANGUAGES else str(_held.get("lang", LANGUAGES[0]))


@cache
def regions(lang: str) -> dict[str, str]:
    """Every region in words, with its households."""
    found = {}
    for name in list_regions():
        region = load_region(name, load_parameters())
        households = sum(county.households for county in region.counties)
        title = region.title_zh if lang == "zh" else region.title_en
        found[name] = f"{title} ({number(households, lang)})"
    return found
