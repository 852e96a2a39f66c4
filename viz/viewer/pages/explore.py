"""Explore: presets, shocks and levers; the answer and its charts. The answer is on every page."""

from typing import Any

import solara

from sim.errors import InputError
from sim.messages import text
from viz.viewer import components, controls, served, views
from viz.viewer.visit import Told, Visit

PANEL_WORDS = (
    "panel", "preset", "shocks", "levers", "no_shock", "add_shock", "typed", "reset", "reset_hint",
    "remove", "remove_hint", "more", "less",
)  # fmt: skip


@solara.component
def SidePanel(visit: Visit, lang: str) -> None:
    """Everything that can be moved."""
    draft = visit.draft.value
    panel = solara.use_memo(lambda: panel_view(draft, lang), [draft, lang])
    components.Panel(
        words=views.vocabulary("viewer.words", PANEL_WORDS, lang),
        panel=panel,
        event_change=visit.change,
    )


def panel_view(draft: Any, lang: str) -> dict[str, Any]:
    """The panel as data."""
    scenario = draft.scenario()
    return {
        "preset": draft.preset,
        "presets": controls.presets(lang),
        "question": views.in_words(scenario, "question", lang),
        "run": controls.run_controls(draft, scenario, served.regions(lang), lang),
        "shocks": controls.shock_controls(draft, scenario, lang),
        "levers": controls.lever_controls(draft, scenario, lang),
        "add_shock": controls.addable("shock", lang),
        "assumptions": text("viewer.assumptions_changed", lang, number=len(draft.parameters))
        if draft.parameters
        else "",
    }


@solara.component
def Messages(visit: Visit, lang: str) -> None:
    """What the visitor is told about what he did."""
    told = visit.told.value
    components.Message(
        message=told_in_words(told, lang),
        bad=told.problem is not None,
        close_label=text("viewer.header.close", lang),
        event_close=lambda _: visit.told.set(Told()),
    )


def told_in_words(told: Told, lang: str) -> str:
    """A message in a language; nothing where there is none."""
    if isinstance(told.problem, InputError):
        return told.problem.message(lang)
    return text(told.key, lang, **dict(told.values)) if told.key else ""


@solara.component
def AnswerPart(visit: Visit, lang: str) -> None:
    """The answer and its charts, as far as there is one."""
    shown = visit.shown.value
    answered = shown.answered
    is_open = visit.page.value == "explore"
    page = solara.use_memo(
        lambda: views.first_page(answered, lang) if answered else None, [answered, lang]
    )
    early = shown.early if shown.early is not None and shown.early.lang == lang else None
    is_stale = visit.is_stale if early is None else shown.early_of != visit.draft.value
    of = shown.early_of if early else shown.of
    answer = early.answer if early else page.answer if page else None
    words = views.vocabulary("viewer.words", (*views.CHART_WORDS, "cancel", "figures"), lang)
    components.Answer(
        words=words,
        status=views.status_view(shown.news, is_stale, lang, is_early=early is not None),
        answer=views.titled(answer, of, lang) if answer else None,
        brief=not is_open,
        event_act=lambda name: visit.cancel() if name == "cancel" else visit.ask(),
    )
    components.Charts(
        words=words,
        charts=list(page.charts.items()) if page and is_open else [],
        of=str(shown.number),
        early=list(early.charts.items()) if early and is_open else [],
        early_of=f"{shown.early_number} early",
        lang=lang,
    )
    components.Notes(notes=page.notes if page and is_open else [])
