"""Open results: folders that runs have left, read as data and shown on the other pages."""

from concurrent.futures import Future
from dataclasses import asdict
from typing import Any

import solara

from sim.errors import InputError
from sim.messages import text
from sim.results import Outcome
from viz.viewer import components, opening, served, views
from viz.viewer.answered import Answered
from viz.viewer.question import News
from viz.viewer.swept import Swept
from viz.viewer.visit import Shown, Told, Visit

WORDS = (
    "results", "look_again", "none", "name", "kind", "title", "run", "written", "away",
    "unfinished", "command",
)  # fmt: skip


@solara.component
def OpenPage(visit: Visit, lang: str) -> None:
    """The page; a widget without data while another page is open."""
    is_open = visit.page.value == "open"
    looked, set_looked = solara.use_state(0)
    listed = solara.use_memo(lambda: open_view(lang) if is_open else None, [lang, is_open, looked])
    swept = visit.swept.value
    sweep = swept.views[lang] if swept and is_open else None

    def act(wish: dict[str, Any]) -> None:
        if "look" in wish:
            set_looked(looked + 1)
        elif "open" in wish:
            open_folder(visit, str(wish["open"]))
        elif "away" in wish:
            visit.swept.value = None
        elif "pick" in wish and swept is not None:
            name, value = wish["pick"]
            open_folder(visit, swept.name, {**swept.picked, str(name): str(value)})

    components.Opened(
        words=views.vocabulary("viewer.open", WORDS, lang),
        view=listed and {**listed, "sweep": sweep and {**sweep, "name": swept and swept.name}},
        event_act=act,
    )
    components.Charts(
        words=views.vocabulary("viewer.words", views.CHART_WORDS, lang),
        charts=views.named(sweep["charts"] if sweep else []),
        lang=lang,
    )


def open_view(lang: str) -> dict[str, Any]:
    """The list of results as data."""
    parent = served.results_folder()
    found = [asdict(folder) for folder in opening.folders(parent)]
    return {
        "where": text("viewer.open.where", lang, folder=parent.resolve().name),
        "folders": [
            folder
            | {
                "title": folder["title"][lang],
                "kind": text(f"viewer.open.kind_{folder['kind']}", lang),
            }
            for folder in found
        ],
    }


def open_folder(visit: Visit, name: str, wanted: dict[str, str] | None = None) -> None:
    """Show what a results folder holds; a worker reads it. wanted: picks of a sweep."""
    parent = served.results_folder()
    future = visit.pool.do(visit.name, opening.open_folder, parent, name, wanted)

    def done(found: "Future[Any]") -> None:
        problem = found.exception()
        if problem is not None:
            told = problem if isinstance(problem, InputError) else None
            visit.told.value = Told(told or InputError("damaged_results", where=name))
        elif isinstance(found.result(), Swept):
            visit.told.value = Told()
            visit.swept.value = found.result()
        else:
            show_run(visit, name, found.result())

    visit.later(future, done)


def show_run(visit: Visit, name: str, outcome: Outcome) -> None:
    """Put a run's answer in the place of the one shown."""
    draws = int(outcome.manifest["draws"])
    visit.forget()
    visit.told.value = Told(key="viewer.open.opened", values=(("name", name),))
    answered = Answered(outcome, folder=name)
    visit.shown.value = Shown(answered, None, News("done", draws, draws, draws))
    visit.page.value = "explore"
