"""The page: header, panel, answer and charts. Solara calls `Page` anew for every visitor."""

from typing import Any

import solara
from reacton.core import get_render_context

from sim.messages import text
from viz.viewer import components, served, views
from viz.viewer.pages.closer import CloserPage
from viz.viewer.pages.explore import AnswerPart, Messages, SidePanel
from viz.viewer.pages.opened import OpenPage
from viz.viewer.pages.sharing import ComparePage
from viz.viewer.pages.sources import SourcesPage
from viz.viewer.visit import PAGES, Visit

STYLE = (served.FOLDER / "style.css").read_text(encoding="utf-8")
SHORTCUTS = (
    ("Ctrl+Z", "undo"), ("Ctrl+Y", "redo"), ("Esc", "cancel"), ("1–5", "pages"), ("L", "language"),
    ("?", "help"), ("← →", "slider"),
)  # fmt: skip


@solara.component
def Page() -> None:
    """The whole page of one visit."""
    router = solara.use_router()
    search = router.search or ""
    visit = solara.use_memo(
        lambda: Visit(served.pool(), served.language(search), served.first_draft(), search), []
    )
    visit.together = get_render_context()
    solara.use_effect(visit.start, [])
    lang = visit.lang.value
    solara.Style(STYLE)
    with solara.Div(classes=["oc-app"]):
        Header(visit, lang)
        with solara.Div(classes=["oc-body"]):
            with solara.Div(classes=["oc-side", "oc-noprint"]):
                SidePanel(visit, lang)
            with solara.Div(classes=["oc-main"]):
                Messages(visit, lang)
                AnswerPart(visit, lang)
                # Every page is always there, without data unless it is open: widgets that
                # come and go take longer than a list of nothing.
                SourcesPage(visit, lang)
                CloserPage(visit, lang)
                ComparePage(visit, lang)
                OpenPage(visit, lang)


@solara.component
def Header(visit: Visit, lang: str) -> None:
    """Name, pages, undo, link, language."""
    other = "en" if lang == "zh" else "zh"
    words = views.vocabulary("viewer.header", HEADER_WORDS, lang)
    words |= {"other_lang": other, "other_name": text("viewer.own_name", other)}
    draft = visit.draft.value
    components.Header(
        words=words,
        lang=lang,
        title=text("viewer.header.name", lang),
        pages=[{"value": name, "label": text(f"viewer.page.{name}", lang)} for name in PAGES],
        page=visit.page.value,
        can_undo=bool(visit.past.value),
        can_redo=bool(visit.future.value),
        query=f"{draft.query()}&page={visit.page.value}&lang={lang}",
        shortcuts=[[key, text(f"viewer.shortcut.{name}", lang)] for key, name in SHORTCUTS],
        event_go=visit.page.set,
        event_speak=visit.lang.set,
        event_act=lambda name: act(visit, name),
    )


HEADER_WORDS = (
    "skip", "name", "pages", "undo", "redo", "link", "link_hint", "copied", "print", "help",
    "close", "about", "link_by_hand",
)  # fmt: skip


def act(visit: Visit, name: str) -> None:
    """What a button or key without a value asks for."""
    acts: dict[str, Any] = {
        "undo": visit.undo,
        "redo": visit.redo,
        "cancel": visit.cancel,
        "again": visit.ask,
    }
    if name in acts:
        acts[name]()
