"""Compare and share: answers side by side, a file, a command, a kept results folder."""

import base64
from concurrent.futures import Future
from typing import Any

import solara

from sim.errors import InputError
from sim.messages import text
from viz.viewer import components, files, served, side_by_side, views
from viz.viewer.draft import OWN_NAME, Draft
from viz.viewer.visit import Pin, Told, Visit

WORDS = (
    "side_by_side", "hint", "pin", "take", "unpin", "sentence", "run", "share", "keep", "title",
    "save", "command", "needs_file", "file",
)  # fmt: skip
# More columns than this nobody reads; each pin holds its draws' tables.
MOST_PINS = 5


@solara.component
def ComparePage(visit: Visit, lang: str) -> None:
    """The page; a widget without data while another page is open."""
    is_open = visit.page.value == "compare"
    pins, shown, draft = visit.pins.value, visit.shown.value, visit.draft.value
    kept = visit.opened.value
    view = solara.use_memo(
        lambda: compare_view(visit, lang) if is_open else None,
        [pins, shown, draft, lang, is_open, kept],
    )
    components.Compare(
        words=views.vocabulary("viewer.compare", WORDS, lang),
        view=view,
        event_act=lambda wish: act(visit, wish, lang),
    )
    charts = [side_by_side.losses([pin.answered for pin in pins], lang).as_data()] if pins else []
    components.Charts(
        words=views.vocabulary("viewer.words", views.CHART_WORDS, lang),
        charts=views.named(charts if is_open else []),
        lang=lang,
    )


def compare_view(visit: Visit, lang: str) -> dict[str, Any]:
    """The page as data."""
    pins, shown, draft = visit.pins.value, visit.shown.value, visit.draft.value
    is_whole = shown.news is not None and shown.news.stage == "done" and not visit.is_stale
    return {
        "can_pin": shown.answered is not None and len(pins) < MOST_PINS,
        "can_keep": is_whole and shown.answered is not None and shown.answered.can_be_followed,
        "keep_hint": text("viewer.compare.keep_hint", lang, folder=served.results_folder().name),
        "table": side_by_side.table([pin.answered for pin in pins], lang) if pins else None,
        "takes": [pin.draft is not None for pin in pins],
        "kept": visit.opened.value,
        "command": draft.command(),
        "needs_file": draft.needs_file,
        "toml": draft.toml(),
    }


def act(visit: Visit, wish: dict[str, Any], lang: str) -> None:
    """What a button of the page asks for."""
    pins, shown = visit.pins.value, visit.shown.value
    if "pin" in wish and shown.answered is not None and len(pins) < MOST_PINS:
        visit.pins.value = (*pins, Pin(shown.of, shown.answered))
    elif "unpin" in wish:
        gone = int(wish["unpin"])
        visit.pins.value = tuple(pin for at, pin in enumerate(pins) if at != gone)
    elif "take" in wish and 0 <= int(wish["take"]) < len(pins):
        taken = pins[int(wish["take"])].draft
        if taken is not None:
            visit.put(taken)
    elif "keep" in wish:
        keep(visit, lang)
    elif "save" in wish:
        save(visit, visit.draft.value, str(wish["save"]).strip())


def save(visit: Visit, draft: Draft, title: str) -> None:
    """Give the scenario file to the browser; it is tried before it is given away."""
    try:
        named = draft.with_changes({"title": title, "title_zh": title}) if title else draft
        named.scenario()
    except InputError as problem:
        visit.told.value = Told(problem)
        return
    data = base64.b64encode(draft.toml(title).encode("utf-8")).decode("ascii")
    visit.download.value = {"name": f"{OWN_NAME}.toml", "type": "text/plain", "data": data}


def keep(visit: Visit, lang: str) -> None:
    """Write the answer as an ordinary results folder."""
    shown = visit.shown.value
    if shown.answered is None:
        return
    command = visit.draft.value.command("oasis-chains")
    outcome = shown.answered.outcome
    future = visit.pool.do(visit.name, files.keep, outcome, served.results_folder(), command, lang)

    def done(found: "Future[Any]") -> None:
        problem = found.exception()
        if problem is None:
            visit.opened.value = text("viewer.compare.kept", lang, folder=found.result())
        elif isinstance(problem, InputError):
            visit.told.value = Told(problem)
        else:
            visit.told.value = Told(InputError("look_failed", got=type(problem).__name__))

    visit.later(future, done)
