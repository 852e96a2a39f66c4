"""Look closer: places, one household, its cooperative and enterprises; files to take away."""

import base64
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

import solara

from sim.errors import InputError
from sim.messages import text
from sim.results import TABLES
from viz.viewer import closer, components, files, lookup, views
from viz.viewer.answered import Answered
from viz.viewer.visit import Look, Told, Visit

WORDS = (
    "hint", "busy", "places", "shade", "map", "loss", "gain", "household", "of_village",
    "of_region", "pick", "baseline", "scenario", "ledger", "tables", "tables_hint", "table",
    "report",
)  # fmt: skip
SHADES = ("change", "below_share")


@solara.component
def CloserPage(visit: Visit, lang: str) -> None:
    """The page; a widget without data while another page is open."""
    is_open = visit.page.value == "closer"
    shown, look = visit.shown.value, visit.look.value
    answered = shown.answered if is_open and not visit.is_stale else None
    solara.use_effect(lambda: begin(visit, answered), [answered])
    view = solara.use_memo(
        lambda: closer_view(look, shown.answered, lang) if is_open else None,
        [look, shown.answered, lang, is_open],
    )
    household = view["household"] if view else None
    components.Closer(
        words=views.vocabulary("viewer.closer", WORDS, lang),
        view=view,
        download=visit.download.value,
        event_act=lambda wish: act(visit, wish, lang),
    )
    components.Charts(
        words=views.vocabulary("viewer.words", views.CHART_WORDS, lang),
        charts=views.named(household["charts"] if household else []),
        lang=lang,
    )


def begin(visit: Visit, answered: Answered | None) -> None:
    """Look at the places of an answer that was not looked at yet.

    A household that was followed is followed again where the answer knows it.
    """
    if answered is None or visit.look.peek().of is answered:
        return
    if not answered.can_be_followed:
        visit.look.value = Look(answered)
        return
    chain = answered.selection.chains[0]
    known = {name for _, name in answered.figures.markets}
    chain = chain if chain in known else sorted(known)[0]
    last = month_looked_at(answered)
    before = visit.look.peek()
    if before.of is not None and before.of.scenario == answered.scenario and before.places:
        visit.look.value = replace(before, of=answered)
        return
    stays = is_same_region(before.of, answered)
    village, household = (before.village, before.household) if stays else (Look.village, "")
    visit.look.value = Look(answered, chain, village=village, household=household, busy=True)
    future = visit.pool.do(visit.name, lookup.places, answered.scenario, chain, last, front=True)

    def done(found: "Future[Any]") -> None:
        look = visit.look.peek()
        if look.chain != chain or not is_of(look, answered):
            return
        look = visit.look.value = taken_in(look, found, "places")
        if not household or look.household != household or look.followed is not None:
            return
        if look.places and household in {grower["id"] for grower in look.places.growers}:
            follow(visit, household)
        else:
            visit.look.value = left(look)

    visit.later(future, done)


def is_of(look: Look, answered: Answered) -> bool:
    """Whether a look is at the answer of this scenario, of however many draws."""
    return look.of is not None and look.of.scenario == answered.scenario


def is_same_region(one: Answered | None, other: Answered) -> bool:
    """Whether a village of one answer is also one of the other."""
    return one is not None and one.scenario.run.region == other.scenario.run.region


def month_looked_at(answered: Answered) -> int:
    """The last month of the first year under the shock."""
    months = answered.selection.months()
    return months[1] if months else answered.scenario.run.months - 1


def taken_in(look: Look, found: "Future[Any]", name: str) -> Look:
    """The look with what a worker found, or with what went wrong."""
    problem = found.exception()
    if problem is None:
        return replace(look, busy=False, problem=None, **{name: found.result()})
    if not isinstance(problem, InputError):
        problem = InputError("look_failed", got=type(problem).__name__)
    return replace(look, busy=False, problem=problem)


def act(visit: Visit, wish: dict[str, Any], lang: str) -> None:
    """What a button of the page asks for."""
    look = visit.look.value
    if "village" in wish:
        county, village = (int(part) for part in wish["village"])
        visit.look.value = moved(look, (county, village))
    elif wish.get("household") == "":
        visit.look.value = left(look)
    elif wish.get("household", "").isdigit() and look.of is not None:
        follow(visit, str(wish["household"]))
    elif "table" in wish:
        name, kind = wish["table"]
        if name in TABLES and kind in files.KINDS:
            fetch(visit, f"{name}.{kind}", kind, files.table_bytes, name, kind)
    elif "report" in wish:
        fetch(visit, "report.html", "html", files.report_bytes, lang)


def moved(look: Look, village: tuple[int, int]) -> Look:
    """The look at a village; a household that is not of it is followed no more."""
    look = replace(look, village=village)
    growers = look.places.growers if look.places else []
    here = {g["id"] for g in growers if (g["county"], g["village"]) == village}
    return look if look.household in here else left(look)


def at_home(look: Look, household: str) -> Look:
    """The look at the village of a household, where it is picked while another one is chosen.

    Who is quick picks from the list of before, which is still on his screen.
    """
    found = [g for g in look.places.growers if g["id"] == household] if look.places else []
    if look.village == Look.village or not found:
        return look
    return replace(look, village=(found[0]["county"], found[0]["village"]))


def left(look: Look) -> Look:
    """The look without a household; what is still being found out about one is not waited for."""
    return replace(look, household="", followed=None, busy=look.busy and look.places is None)


def follow(visit: Visit, household: str) -> None:
    """Follow one household month by month."""
    look = at_home(visit.look.value, household)
    answered = look.of
    if answered is None:
        return
    visit.look.value = replace(look, household=household, followed=None, busy=True)
    future = visit.pool.do(
        visit.name, lookup.follow, answered.scenario, look.chain, household, front=True
    )

    def done(found: "Future[Any]") -> None:
        now = visit.look.peek()
        if now.household == household and is_of(now, answered):
            visit.look.value = taken_in(now, found, "followed")

    visit.later(future, done)


def fetch(visit: Visit, name: str, kind: str, work: Any, *arguments: Any) -> None:
    """Have a worker make a file of the answer shown, and give it to the browser."""
    answered = visit.shown.value.answered
    if answered is None:
        return
    future = visit.pool.do(visit.name, work, answered.outcome, *arguments)
    stem = answered.scenario.name

    def done(found: "Future[Any]") -> None:
        if found.exception() is not None:
            visit.told.value = Told(InputError("look_failed", got=type(found.exception()).__name__))
            return
        data = base64.b64encode(found.result()).decode("ascii")
        visit.download.value = {
            "name": f"{stem}-{name}",
            "type": files.KINDS[kind],
            "data": data,
        }

    visit.later(future, done)


def closer_view(look: Look, answered: Answered | None, lang: str) -> dict[str, Any]:
    """The page as data."""
    view: dict[str, Any] = {
        "busy": look.busy,
        "problem": look.problem.message(lang) if look.problem else "",
        "places": None,
        "household": None,
        "household_id": look.household,
        "village": list(look.village),
        "organisations": [],
        "tables": [{"value": name, "label": f"{name}: {table.describe(lang)}"}
                   for name, table in TABLES.items()] if answered else None,
    }  # fmt: skip
    found = look.places
    if found is not None and look.of is not None:
        view |= {
            "places": {level: closer.place_rows(found, level, lang) for level in closer.LEVELS},
            "month": look.of.scenario.month_name(found.month),
            "columns": closer.place_columns(lang),
            "counties": [county[lang] for county in found.counties],
            "levels": [
                {"value": level, "label": text(f"viewer.closer.level.{level}", lang)}
                for level in closer.LEVELS
            ],
            "shades": [
                {"value": name, "label": text(f"viewer.closer.shade_{name}", lang)}
                for name in SHADES
            ],
            "growers": closer.grower_rows(found, *look.village, lang),
        }
        if look.followed is not None:
            view["household"] = closer.household_view(
                look.followed, found.counties, look.chain, lang
            )
            view["organisations"] = closer.organisation_tables(look.followed, lang)
    return view
