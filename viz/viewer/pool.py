"""The server's worker processes, shared by all visitors: who asks last is answered first.

One visitor has one unfinished question: another one of his takes its place. Every question gets
its first answer, from one draw, before any gets more draws. What runs is one draw at a time, so
that nobody waits behind the whole of somebody else's question; and first answers have a worker of
their own, before which those of further draws stand back, so that they do not wait for a draw to
end either. Another one puts figures and words to what was lived through, while the first goes on,
and makes the charts of the run while the first makes its answer.
"""

import itertools
import statistics
import threading
import time
from collections import OrderedDict, deque
from collections.abc import Callable, Hashable
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from typing import Any

from sim.compiling import EXPECTED_SECONDS, compile_once
from sim.kept import be_ready
from sim.messages import LANGUAGES
from sim.results.manifest import content_hash
from sim.scenario import Scenario
from sim.session import Session
from viz.viewer import work
from viz.viewer.answered import Answered
from viz.viewer.question import News, Question, Stage

# The worker of first answers; the one that puts draws together; those from here on take all
# further draws, and files.
FRONT, TELLER, BEHIND = range(3)
# Finished answers that stay in memory for whoever asks the same; each holds its draws' tables.
ANSWERS_KEPT = 6
# What is expected of the next draw is the median of so many last ones: the first opens a region.
REMEMBERED = 9
# Who waits for compiling hears so often how long it still takes, in seconds.
TOLD_EVERY = 2.0

Finish = Callable[["Future[Any]"], None]
Task = tuple[Callable[..., Any], tuple[Any, ...], Finish]


class Pool:
    """Orders the questions of all visitors and has them answered by the workers of one session."""

    def __init__(self, workers: int, warm_up: Scenario | None = None) -> None:
        self._session = _session(workers)
        self._changed = threading.Condition(threading.RLock())
        self._questions: dict[Hashable, Question] = {}
        # What is done before any draw, and by whom: closer looks in front, where their draw is
        # kept; files behind.
        self._chores: list[tuple[Hashable, int, Task]] = []
        self._busy: set[int] = set()
        self._known: OrderedDict[str, Answered] = OrderedDict()
        self._numbers = itertools.count()
        self._lasted: deque[float] = deque(maxlen=REMEMBERED)
        # Whether the first worker could unpack its draw for the next question.
        self._unready = False
        self._compiled = False
        self._compiling_since: float | None = None
        self._closed = False
        if warm_up is not None:
            self.ask("server", warm_up, lambda news: None, background=True)
        threading.Thread(target=self._keep_order, name="viewer-pool", daemon=True).start()

    def ask(
        self,
        visitor: Hashable,
        scenario: Scenario,
        hear: Callable[[News], None],
        background: bool = False,
        lang: str = LANGUAGES[0],
    ) -> None:
        """Put a question in the place of the visitor's last one; its first page is made in `lang`.

        `hear` is called with news, from other threads and quickly: it must not wait or compute.
        """
        key = content_hash([scenario.resolved(), scenario.baseline().resolved()])
        with self._changed:
            self._drop(visitor)
            known = self._known.get(key)
            if known is not None:
                self._known.move_to_end(key)
                draws = scenario.run.draws
                hear(News("done", draws, draws, draws, answered=known))
                return
            number = next(self._numbers)
            self._questions[visitor] = Question(
                visitor, scenario, key, number, hear, background, lang
            )
            self._changed.notify()
            self._tell_places()

    def do(
        self, visitor: Hashable, work: Callable[..., Any], *arguments: Any, front: bool = False
    ) -> "Future[Any]":
        """Have a worker do something for a visitor, before any more draws.

        front: by the worker that keeps the first draw.
        """
        result: Future[Any] = Future()

        def finish(done: "Future[Any]") -> None:
            if result.cancelled():
                return
            problem = done.exception()
            if problem is None:
                result.set_result(done.result())
            else:
                result.set_exception(problem)

        with self._changed:
            place = FRONT if front else BEHIND
            self._chores.append((visitor, place, (work, arguments, finish)))
            self._changed.notify()
        return result

    def cancel(self, visitor: Hashable) -> None:
        """Forget a visitor's question; a draw that runs is finished and thrown away."""
        with self._changed:
            question = self._drop(visitor)
            if question is not None:
                question.hear(question.news("cancelled"))
            self._tell_places()

    def leave(self, visitor: Hashable) -> None:
        """Forget all that a visitor wanted; he is gone."""
        with self._changed:
            self._drop(visitor)
            self._chores = [chore for chore in self._chores if chore[0] != visitor]
            self._tell_places()

    def close(self) -> None:
        """Stop the workers, whatever they are at: whoever asked is gone with the server."""
        with self._changed:
            self._closed = True
            self._questions.clear()
            self._chores.clear()
            self._changed.notify()
        self._session.end_at_once()

    @property
    def unfinished(self) -> int:
        """Questions of visitors that are not answered in full."""
        with self._changed:
            return sum(not question.background for question in self._questions.values())

    def _drop(self, visitor: Hashable) -> Question | None:
        question = self._questions.pop(visitor, None)
        if question is not None:
            question.over = True
            self._chores = [c for c in self._chores if c[:2] != (visitor, TELLER)]
        return question

    def _keep_order(self) -> None:
        """Hand out work whenever a worker is free; runs in a thread of its own."""
        self._compile()
        with self._changed:
            self._compiled = True
            self._tell_places()
            while not self._closed:
                handed = [self._hand_out(worker) for worker in range(self._session.workers)]
                if any(handed):
                    self._tell_places()
                else:
                    self._changed.wait()

    def _compile(self) -> None:
        """Have everything compiled that is not, and say now and then how long it still takes."""
        compiling = threading.Thread(target=compile_once, args=(self._compiling,), daemon=True)
        compiling.start()
        while compiling.is_alive():
            compiling.join(TOLD_EVERY)
            with self._changed:
                self._tell_places()

    def _compiling(self, seconds: float) -> None:
        """Hear of compiling: 0.0 when it begins."""
        if not seconds:
            self._compiling_since = time.monotonic()

    @property
    def _compiling_left(self) -> float | None:
        """Seconds that compiling will still take; None when it took longer than expected."""
        if self._compiling_since is None:
            return None
        left = EXPECTED_SECONDS - (time.monotonic() - self._compiling_since)
        return left if left > 0.0 else None

    def _hand_out(self, worker: int) -> bool:
        """Give a free worker the most urgent thing there is for it."""
        if worker in self._busy:
            return False
        task = self._next_chore(worker) or self._next_draw(worker)
        if task is None:
            return False
        function, arguments, finish = task
        self._busy.add(worker)
        try:
            future = self._session.run_on(worker, function, *arguments)
        except BrokenProcessPool as problem:
            future = Future()
            future.set_exception(problem)
        session = self._session
        future.add_done_callback(lambda done: self._finished(worker, session, finish, done))
        return True

    def _next_chore(self, worker: int) -> Task | None:
        """The chore that waits longest for this worker; a first answer goes before a look."""
        if worker == FRONT and any(
            not q.asked and not q.background for q in self._questions.values()
        ):
            return None
        place = min(worker, BEHIND)
        chore = next((chore for chore in self._chores if chore[1] == place), None)
        if chore is None:
            return None
        self._chores.remove(chore)
        return chore[2]

    def _next_draw(self, worker: int) -> Task | None:
        """The first draw of the most urgent question among those this worker keeps."""
        if worker == TELLER:
            return None
        ordered = sorted(self._questions.values(), key=Question.urgency)
        # A draw that was lived through becomes an answer before another one is begun.
        lived = [q for q in ordered if worker == FRONT and 0 in q.results and not q.answering]
        for question in lived:
            question.answering = True
            arguments = (question.scenario, 0, question.lang, not question.split)
            return work.first_answer, arguments, partial(self._answer_made, question)
        for question in ordered:
            draw = question.next_draw(worker - BEHIND, self._session.workers - BEHIND)
            if draw is not None:
                if draw == 0 and not question.looked and not question.background:
                    question.looked = True
                    return (
                        work.first_year,
                        (question.scenario, draw),
                        partial(self._looked, question),
                    )
                question.asked.add(draw)
                finish = partial(self._drawn, question, draw)
                if draw == 0:
                    self._unready = True
                    return work.first_draw, (question.scenario, draw), finish
                return work.run_draw, (question.scenario, draw), finish
        if worker == FRONT and self._unready:
            self._unready = False
            return be_ready, (0,), lambda done: None
        return None

    def _finished(self, worker: int, session: Session, finish: Finish, done: "Future[Any]") -> None:
        with self._changed:
            if self._closed:
                return
            if session is self._session:
                self._busy.discard(worker)
                if isinstance(done.exception(), BrokenProcessPool):
                    self._restart()
            finish(done)
            self._changed.notify()

    def _restart(self) -> None:
        """Start new workers in the place of some that died; what they kept is made anew."""
        self._session.close()
        self._session = _session(self._session.workers - BEHIND)
        self._busy.clear()

    def _found(self, question: Question, done: "Future[Any]") -> Any:
        """What was found for a question; None if nobody waits or it failed, which is told."""
        if question.over:
            return None
        problem = done.exception()
        if problem is not None:
            self._fail(question, problem)
            return None
        return done.result()

    def _looked(self, question: Question, done: "Future[Any]") -> None:
        """Have the first year told, if it ends before the run."""
        drawn = self._found(question, done)
        if drawn is not None:
            arguments = (question.scenario, drawn, question.lang)
            self._have_told(question, work.tell_first_year, arguments, self._first_year_told)

    def _have_told(
        self,
        question: Question,
        function: Callable[..., Any],
        arguments: tuple[Any, ...],
        finish: Callable[..., None],
    ) -> None:
        """Have something told, before draws that are put together for who has an answer."""
        task: Task = (function, arguments, partial(finish, question))
        self._chores.insert(0, (question.visitor, TELLER, task))

    def _first_year_told(self, question: Question, done: "Future[Any]") -> None:
        """Tell the first year, unless the whole answer was sooner."""
        early = None if question.told else self._found(question, done)
        if early is not None:
            question.hear(question.news("running", early=early))

    def _drawn(self, question: Question, draw: int, done: "Future[Any]") -> None:
        """Take in a finished draw, and have an answer put together if it is time for one."""
        drawn = self._found(question, done)
        if drawn is None:
            return
        question.results[draw] = drawn
        self._lasted.append(drawn.seconds)
        if draw > 0:
            question.hear(question.news("running", seconds=self._expected(question)))
            self._put_together(question)
        elif not question.background and TELLER not in self._busy:
            question.split = True
            arguments = (question.scenario, drawn, question.lang)
            self._have_told(question, work.charts_of_run, arguments, self._charts_made)

    def _charts_made(self, question: Question, done: "Future[Any]") -> None:
        """Show the charts of the first draw's run at once if its answer is still to come."""
        question.of_run = self._found(question, done)
        if question.of_run is not None and question.first is None:
            question.hear(question.news("running", ahead=question.of_run))
        self._tell_first(question)

    def _answer_made(self, question: Question, done: "Future[Any]") -> None:
        question.first = self._found(question, done)
        self._tell_first(question)

    def _tell_first(self, question: Question) -> None:
        """Tell the first draw's answer, once its charts are there as well."""
        answered = question.first
        if question.over or answered is None or (question.split and question.of_run is None):
            return
        if question.of_run is not None:
            answered = work.with_charts(answered, question.lang, question.of_run)
        self._tell(question, 1, answered)
        self._put_together(question)

    def _put_together(self, question: Question) -> None:
        count = question.ready_for()
        if question.over or question.assembling or count is None or not question.told:
            return
        question.assembling = True
        results = [question.results[draw] for draw in range(count)]

        def finish(done: "Future[Any]") -> None:
            question.assembling = False
            answered = self._found(question, done)
            if answered is not None:
                self._tell(question, count, answered)
                self._put_together(question)

        task: Task = (work.put_together, (question.scenario, results, question.lang), finish)
        self._chores.append((question.visitor, TELLER, task))

    def _tell(self, question: Question, count: int, answered: Answered) -> None:
        question.told = count
        if count == question.draws:
            self._questions.pop(question.visitor, None)
            question.over = True
            self._known[question.key] = answered
            while len(self._known) > ANSWERS_KEPT:
                self._known.popitem(last=False)
            question.hear(question.news("done", answered=answered))
        else:
            seconds = self._expected(question)
            question.hear(question.news("running", seconds=seconds, answered=answered))
        self._tell_places()

    def _fail(self, question: Question, problem: BaseException) -> None:
        if self._questions.get(question.visitor) is question:
            self._drop(question.visitor)
        question.over = True
        question.hear(question.news("failed", problem=problem))
        self._tell_places()

    def _tell_places(self) -> None:
        """Say to whoever waits for a first answer how many questions come before."""
        waiting = [q for q in self._questions.values() if not q.told and not q.background]
        for place, question in enumerate(sorted(waiting, key=Question.urgency)):
            stage, seconds = self._standing(question, place)
            # How long compiling takes is told again and again, anything else when it changes.
            heard = (stage, seconds if stage == "compiling" else place)
            if question.heard_place != heard:
                question.heard_place = heard
                question.hear(question.news(stage, place=place, seconds=seconds))

    def _standing(self, question: Question, place: int) -> tuple[Stage, float | None]:
        """What a question waits for, and for how many seconds as far as that is known."""
        if self._compiling_since is not None and not self._compiled:
            return "compiling", self._compiling_left
        known = self._draw_seconds
        seconds = None if known is None else (place + 1) * known
        is_begun = question.looked or 0 in question.asked
        return ("running" if is_begun else "queued"), seconds

    @property
    def _draw_seconds(self) -> float | None:
        return statistics.median(self._lasted) if self._lasted else None

    def _expected(self, question: Question) -> float | None:
        seconds = self._draw_seconds
        if seconds is None:
            return None
        left = question.draws - len(question.results)
        return left * seconds / (self._session.workers - BEHIND)


def _session(workers: int) -> Session:
    """A session with so many workers of draws, which leave the processor to those before them."""
    session = Session(BEHIND + workers)
    for worker in range(BEHIND, session.workers):
        session.run_on(worker, work.stand_back)
    return session
