"""The templates as Solara components: data in, events out. Vue escapes every text they show."""

from collections.abc import Callable, Sequence
from typing import Any

import solara

Event = Callable[[Any], None]
Named = tuple[str, str]


@solara.component_vue("vue/header.vue", vuetify=False)
def Header(
    words: dict[str, str],
    lang: str,
    title: str,
    pages: list[dict[str, str]],
    page: str,
    can_undo: bool,
    can_redo: bool,
    query: str,
    shortcuts: list[list[str]],
    event_go: Event | None = None,
    event_speak: Event | None = None,
    event_act: Event | None = None,
) -> None:
    """Name, pages, undo and redo, link, print, help, language; follows keys and the address."""


@solara.component_vue("vue/panel.vue", vuetify=False)
def Panel(words: dict[str, str], panel: dict[str, Any], event_change: Event | None = None) -> None:
    """Preset, run, shocks and levers."""


@solara.component_vue("vue/answer.vue", vuetify=False)
def Answer(
    words: dict[str, str],
    status: dict[str, Any],
    answer: dict[str, Any] | None,
    brief: bool,
    event_act: Event | None = None,
) -> None:
    """What happens to the question, the sentence, and the figures people are shown first."""


@solara.component_vue("vue/charts.vue", vuetify=False)
def Charts(
    words: dict[str, str],
    charts: Sequence[Named],
    lang: str,
    of: str = "",
    early: Sequence[Named] = (),
    early_of: str = "",
) -> None:
    """Charts, each also as a table, with downloads; each as its name and its text.

    early: charts that take the place of those of the same name, or of none. of, early_of: what is
    written on a chart that stands, so that it can be told which question it answers.
    """


@solara.component_vue("vue/notes.vue", vuetify=False)
def Notes(notes: list[dict[str, Any]]) -> None:
    """Lists that open: what the answer leans on, what to read with care."""


@solara.component_vue("vue/sources.vue", vuetify=False)
def Sources(
    words: dict[str, str],
    view: dict[str, Any] | None,
    branches: list[dict[str, Any]],
    event_change: Event | None = None,
) -> None:
    """Parameters with their sources; nothing without a view."""


@solara.component_vue("vue/closer.vue", vuetify=False)
def Closer(
    words: dict[str, str],
    view: dict[str, Any] | None,
    download: dict[str, Any],
    event_act: Event | None = None,
) -> None:
    """Places, a household, organisations, tables; also hands files to the browser."""


@solara.component_vue("vue/compare.vue", vuetify=False)
def Compare(
    words: dict[str, str], view: dict[str, Any] | None, event_act: Event | None = None
) -> None:
    """Answers side by side, and what can be taken away; nothing without a view."""


@solara.component_vue("vue/opened.vue", vuetify=False)
def Opened(
    words: dict[str, str], view: dict[str, Any] | None, event_act: Event | None = None
) -> None:
    """A list of results folders; nothing without a view."""


@solara.component_vue("vue/message.vue", vuetify=False)
def Message(message: str, bad: bool, close_label: str, event_close: Event | None = None) -> None:
    """One message that can be put away."""
