"""One visitor's page: what was asked, what is shown, and the way back.

Built anew with every page that is opened; nothing of it is shared but the pool and its workers.
"""

import itertools
import operator
import queue
import threading
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from typing import Any

import solara

from sim.errors import InputError
from viz.viewer.answered import Answered, Early
from viz.viewer.controls import new_entry, removal
from viz.viewer.draft import Draft, draft_from_query
from viz.viewer.lookup import Followed, Places
from viz.viewer.pool import Pool
from viz.viewer.question import News
from viz.viewer.swept import Swept

PAGES = ("explore", "sources", "closer", "compare", "open")
# Moves that can be taken back.
MOST_UNDO = 100
_numbers = itertools.count()


@dataclass(frozen=True, eq=False)
class Shown:
    """What is on the page: the last answer and the draft it answers, and the last news.

    early: the first year of a later draft, `early_of`, whose answer is still on its way. number and
    early_number: of the questions they answer, counted in this visit.
    """

    answered: Answered | None = None
    of: Draft | None = None
    news: News | None = None
    number: int = 0
    early: Early | None = None
    early_of: Draft | None = None
    early_number: int = 0


@dataclass(frozen=True)
class Told:
    """A message about what the visitor did; `bad` where it could not be done."""

    problem: InputError | None = None
    key: str = ""
    values: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, eq=False)
class Look:
    """A closer look at the answer of a draft: places, and the household that is followed."""

    of: Answered | None = None
    chain: str = ""
    places: Places | None = None
    village: tuple[int, int] = (-1, -1)
    household: str = ""
    followed: Followed | None = None
    busy: bool = False
    problem: InputError | None = None


@dataclass(frozen=True, eq=False)
class Pin:
    """An answer kept on the page to be compared with others."""

    draft: Draft | None
    answered: Answered


Item = tuple[int, Draft, News] | Callable[[], None] | None


class Visit:
    """The state of one page."""

    def __init__(self, pool: Pool, lang: str, otherwise: Draft, query: str = "") -> None:
        self.pool = pool
        self.name = f"visit-{next(_numbers)}"
        self.lang = solara.reactive(lang)
        self.page = solara.reactive(PAGES[0])
        self.told = solara.reactive(Told())
        # Two answers are never compared figure by figure to see whether the page must change.
        self.shown = solara.reactive(Shown(), equals=operator.is_)
        self.past: solara.Reactive[tuple[Draft, ...]] = solara.reactive(())
        self.future: solara.Reactive[tuple[Draft, ...]] = solara.reactive(())
        self.look = solara.reactive(Look(), equals=operator.is_)
        self.pins: solara.Reactive[tuple[Pin, ...]] = solara.reactive((), equals=operator.is_)
        self.opened = solara.reactive("")
        self.swept: solara.Reactive[Swept | None] = solara.reactive(None, equals=operator.is_)
        self.download = solara.reactive(dict[str, Any](), equals=operator.is_)
        # What is set inside it changes the page once; without it, every piece does.
        self.together: AbstractContextManager[Any] = nullcontext()
        self._inbox: queue.SimpleQueue[Item] = queue.SimpleQueue()
        self._asked = 0
        try:
            first = draft_from_query(query, otherwise)
        except InputError as problem:
            self.told.value = Told(problem)
            first = otherwise
        self.draft = solara.reactive(first)

    def start(self) -> Any:
        """Begin to listen and ask the first question; returns what ends the visit."""
        # A thread started here belongs to this page: what it sets is set for this visitor.
        threading.Thread(target=self._listen, daemon=True).start()
        self.ask()
        return self.end

    def end(self) -> None:
        """The page is closed: nobody waits for an answer any more."""
        self._asked += 1
        self.pool.leave(self.name)
        self._inbox.put(None)

    def ask(self) -> None:
        """Have the draft answered."""
        self._ask(self.draft.value)

    def _ask(self, draft: Draft) -> None:
        self._asked += 1
        number = self._asked
        self.pool.ask(
            self.name,
            draft.scenario(),
            lambda news: self._inbox.put((number, draft, news)),
            lang=self.lang.peek(),
        )

    def cancel(self) -> None:
        """Stop the question that runs."""
        self.pool.cancel(self.name)

    def forget(self) -> None:
        """Stop the question that runs and hear no more of it."""
        self._asked += 1
        self.pool.cancel(self.name)

    def put(self, draft: Draft) -> None:
        """Move to another draft and ask it, or say why it cannot be."""
        if draft == self.draft.value:
            return
        try:
            draft.scenario()
        except InputError as problem:
            self.told.value = Told(problem)
            return
        self._move(draft, (*self.past.value, self.draft.value)[-MOST_UNDO:], ())

    def undo(self) -> None:
        """Go back to the draft before."""
        if self.past.value:
            *rest, last = self.past.value
            self._move(last, tuple(rest), (self.draft.value, *self.future.value))

    def redo(self) -> None:
        """Go forward again."""
        if self.future.value:
            first, *rest = self.future.value
            self._move(first, (*self.past.value, self.draft.value), tuple(rest))

    def _move(self, draft: Draft, past: tuple[Draft, ...], future: tuple[Draft, ...]) -> None:
        """Ask another draft, then show it: a worker is busy while the page is made.

        All at once, so that an answer that is known already never comes before its question.
        """
        with self.together:
            self._ask(draft)
            self.past.value, self.future.value = past, future
            self.told.value = Told()
            self.draft.value = draft

    def change(self, wish: dict[str, Any]) -> None:
        """Carry out what a control of the panel asks for."""
        draft = self.draft.value
        try:
            self.put(_changed(draft, wish))
        except InputError as problem:
            self.told.value = Told(problem)

    @property
    def is_stale(self) -> bool:
        """Whether the figures shown answer an earlier question."""
        shown = self.shown.value
        return shown.of is not None and shown.of != self.draft.value

    def later(self, future: "Future[Any]", then: Callable[["Future[Any]"], None]) -> None:
        """When a chore is done, do something with it in this visit's own thread."""
        future.add_done_callback(lambda done: self._inbox.put(lambda: then(done)))

    def _listen(self) -> None:
        """Take news in as it comes; of several at once only the last answer counts."""
        while True:
            waiting = [self._inbox.get()]
            while not self._inbox.empty():
                waiting.append(self._inbox.get())
            if None in waiting:
                return
            shown = known = self.shown.peek()
            for found in waiting:
                if isinstance(found, tuple) and found[0] == self._asked:
                    shown = _after(shown, *found)
            if shown is not known:
                self.shown.value = shown
            # What was done beside the question may change what is shown, and comes after it.
            for found in waiting:
                if callable(found):
                    found()


def _after(shown: Shown, number: int, draft: Draft, news: News) -> Shown:
    """What is shown once news of a question came."""
    if news.answered is not None:
        return Shown(news.answered, draft, news, number)
    if news.early is not None:
        return replace(shown, news=news, early=news.early, early_of=draft, early_number=number)
    if news.ahead is None:
        return replace(shown, news=news)
    if shown.early is None or shown.early_number != number:
        # They come with the answer.
        return shown
    charts = {**shown.early.charts, **news.ahead}
    return replace(shown, early=replace(shown.early, charts=charts))


def _changed(draft: Draft, wish: dict[str, Any]) -> Draft:
    """The draft after a wish: preset, path and value, add, remove, reset."""
    if "preset" in wish:
        kept = {path: value for path, value in draft.changes.items() if path.startswith("run.")}
        return Draft(str(wish["preset"])).with_changes(kept)
    if "add" in wish:
        section, kind = wish["add"]
        return draft.with_changes(new_entry(section, kind, draft.scenario()))
    if "remove" in wish:
        section, name = wish["remove"]
        return removal(draft, section, name)
    if "reset" in wish:
        return draft.without(str(wish["reset"]))
    path, value = str(wish["path"]), wish["value"]
    if path.startswith("add."):
        _, kind, key = path.split(".")
        return draft.with_changes(new_entry("lever", kind, draft.scenario(), **{key: value}))
    return draft.with_changes({path: value})
