"""A question a visitor asked and what he hears of it."""

import itertools
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from sim.messages import LANGUAGES
from sim.scenario import Scenario
from viz.viewer.answered import Answered, Early

Stage = Literal["queued", "compiling", "running", "done", "failed", "cancelled"]


@dataclass(frozen=True, eq=False)
class News:
    """What a visitor hears of his question.

    Of `draws` so many are `done`; `ready` of them are in the last answer told, which comes with
    the news as `answered`. early: the first year of the first draw, before any answer; ahead:
    charts of its run, as text by name, when the answer is nearly there; place: questions that come
    before; seconds: expected still, None while nothing is known.
    """

    stage: Stage
    draws: int
    done: int = 0
    ready: int = 0
    place: int = 0
    seconds: float | None = None
    answered: Answered | None = None
    problem: BaseException | None = None
    early: Early | None = None
    ahead: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Drawn:
    """A finished draw on its way to whoever puts draws together; the server never unpacks it.

    seconds: how long it took.
    """

    seconds: float
    packed: bytes


@dataclass
class Question:
    """A scenario asked by a visitor, or by the server itself (`background`).

    looked: the first draw's first year was handed out; asked: draws handed out; results: those
    finished; answering: the first draw's answer was handed out; first: that answer, and of_run its
    charts of the run where they are made elsewhere (`split`), each when it is there; told: draws of
    the last answer told; over: nobody waits for it any more; lang: in which the first page is made.
    """

    visitor: Hashable
    scenario: Scenario
    key: str
    number: int
    hear: Callable[[News], None]
    background: bool = False
    lang: str = LANGUAGES[0]
    looked: bool = False
    asked: set[int] = field(default_factory=set)
    results: dict[int, Drawn] = field(default_factory=dict)
    answering: bool = False
    split: bool = False
    first: Answered | None = None
    of_run: Mapping[str, str] | None = None
    told: int = 0
    assembling: bool = False
    over: bool = False
    heard_place: tuple[str, float | None] | None = None

    @property
    def draws(self) -> int:
        """Draws it is asked with."""
        return self.scenario.run.draws

    def urgency(self) -> tuple[bool, bool, int]:
        """Smallest first: visitors before the server, first answers before more, newest first."""
        return (self.background, self.told > 0, -self.number)

    def next_draw(self, behind: int, workers: int) -> int | None:
        """The first draw of those a worker keeps that nobody has begun; None without any.

        The worker in front (`behind` is negative) keeps the first draw; those behind, `workers` in
        number, share the others, which wait until the first is told.
        """
        if behind >= 0 and not self.told and not self.background:
            return None
        kept = range(1) if behind < 0 else range(1 + behind, self.draws, workers)
        return next((draw for draw in kept if draw not in self.asked), None)

    def ready_for(self) -> int | None:
        """Draws of the next answer, if they are finished: 2, 4, 8, ... or all."""
        whole = next(draw for draw in itertools.count() if draw not in self.results)
        if whole == self.draws:
            return whole if self.told < whole else None
        doubled = 1 << (whole.bit_length() - 1) if whole else 0
        return doubled if doubled > self.told else None

    def news(
        self,
        stage: Stage,
        *,
        place: int = 0,
        seconds: float | None = None,
        answered: Answered | None = None,
        problem: BaseException | None = None,
        early: Early | None = None,
        ahead: Mapping[str, str] | None = None,
    ) -> News:
        """News of this question."""
        done = len(self.results)
        return News(
            stage, self.draws, done, self.told, place, seconds, answered, problem, early, ahead
        )
