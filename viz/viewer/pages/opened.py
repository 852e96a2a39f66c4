"""Open results: folders that runs have left, read as data and shown on the other pages."""

from concurrent.futures import Future
from dataclasses import asdict
from typing import Any

import solara

from sim.errors import InputError
from sim.messages import text
from viz.viewer import components, opening, served, views
from viz.viewer.question import News
from viz.viewer.views import Answered
from viz.viewer.visit import Shown, Told, Visit

WORDS = ("results", "look_again", "none", "name", "title", "run", "written")


@solara.component
def OpenPage(visit: Visit, lang: str) -> None:
    """The page; a widget without data while another page is open."""
    is_open = visit.page.value == "open"
    looked, set_looked = solara.use_state(0)
    view = solara.use_memo(lambda: open_view(lang) if is_open else None, [lang, is_open, looked])

    def act(wish: dict[str, Any]) -> None:
        if "look" in wish:
            set_looked(looked + 1)
        elif "open" in wish:
            open_folder(visit, str(wish["open"]))

    components.Opened(words=views.vocabulary("viewer.open", WORDS, lang), view=view, event_act=act)


def open_view(lang: str) -> dict[str, Any]:
    """The list of results as data."""
    parent = served.results_folder()
    found = [asdict(folder) for folder in opening.folders(parent)]
    return {
        "where": text("viewer.open.where", lang, folder=parent.resolve().name),
        "folders": [folder | {"title": folder["title"][lang]} for folder in found],
    }


def open_folder(visit: Visit, name: str) -> None:
    """Show what a results folder holds; a worker reads it."""
    future = visit.pool.do(visit.name, opening.open_folder, served.results_folder(), name)

    def done(found: "Future[Any]") -> None:
        problem = found.exception()
        if problem is not None:
            told = problem if isinstance(problem, InputError) else None
            visit.told.value = Told(told or InputError("damaged_results", where=name))
            return
        outcome = found.result()
        draws = int(outcome.manifest["draws"])
        visit.forget()
        visit.told.value = Told(key="viewer.open.opened", values=(("name", name),))
        answered = Answered(outcome, folder=name)
        visit.shown.value = Shown(answered, None, News("done", draws, draws, draws))
        visit.page.value = "explore"

    visit.later(future, done)
