"""Why and from where: the parameters, apart from levers, each with its source and its own reset."""

import solara

from viz.viewer import components, sources, views
from viz.viewer.visit import Visit

WORDS = (
    "leans", "leans_hint", "none_yet", "all", "search", "only_changed", "only_leant", "range",
    "sampled", "no_source", "typed", "reset", "reset_hint",
)  # fmt: skip


@solara.component
def SourcesPage(visit: Visit, lang: str) -> None:
    """The page; a widget without data while another page is open."""
    is_open = visit.page.value == "sources"
    answered = visit.shown.value.answered
    draft = visit.draft.value
    view = solara.use_memo(
        lambda: sources.sources_view(draft, answered, lang) if is_open else None,
        [draft, answered, lang, is_open],
    )
    # Once it was opened, what never changes stays on the page.
    branches = solara.use_memo(lambda: sources.leaves(lang) if is_open else [], [lang, is_open])
    components.Sources(
        words=views.vocabulary("viewer.sources", WORDS, lang),
        view=view,
        branches=branches,
        event_change=visit.change,
    )
