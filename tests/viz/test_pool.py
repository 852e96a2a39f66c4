"""The pool: who asks last is answered first, nobody hears of another's question, none is lost."""

import contextlib
import queue
import threading
import time
from concurrent.futures import Future

import pytest

from sim.scenario import Scenario
from viz.viewer import pool as pool_module
from viz.viewer import work
from viz.viewer.pool import Pool
from viz.viewer.views import status_view


def scenario(change: float, draws: int = 4) -> Scenario:
    return Scenario.load(
        "jujube-price-30", [f"shock.dates.change={change}", f"run.draws={draws}", "run.months=12"]
    )


class Slow:
    """A session whose work waits until it is let go, in the order in which it was begun."""

    def __init__(self, workers: int) -> None:
        self.workers = workers
        self.begun: queue.Queue = queue.Queue()
        self.history: list = []
        self.tells_at_once = True

    def run_on(self, worker, function, *arguments):
        future: Future = Future()
        if function is work.stand_back:
            return future
        if function is work.tell_first_year and self.tells_at_once:
            future.set_result(f"first year {arguments[0].shocks[0].change}")
            return future
        self.begun.put((function.__name__, worker, arguments, future))
        self.history.append((function.__name__, worker, arguments, future))
        return future

    def close(self):
        pass

    end_at_once = close


class Result:
    """A finished draw, as far as the pool looks at it."""

    seconds = 0.1


@pytest.fixture
def slow(monkeypatch):
    sessions = []
    monkeypatch.setattr(pool_module, "Session", lambda n: sessions.append(Slow(n)) or sessions[-1])
    monkeypatch.setattr(pool_module, "compile_once", lambda tell: None)
    monkeypatch.setattr(work, "with_charts", lambda answered, lang, of_run: answered)
    pool = Pool(1)
    yield pool, sessions
    pool.close()


PATIENCE = 10.0


def wait_until(holds):
    """Wait until something holds, some seconds at most."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.01)


def finish(session, timeout=PATIENCE):
    """Let the next piece of work end well, and return what it was."""
    name, _, arguments, future = session.begun.get(timeout=timeout)
    if name == "be_ready":
        future.set_result(None)
        return name, None
    change = arguments[0].shocks[0].change
    if name == "max":
        return name, change
    if name == "first_year":
        future.set_result(Result())
    elif name == "tell_first_year":
        future.set_result(f"first year {change}")
    elif name == "first_answer":
        future.set_result(f"answer {change} of 1")
    elif name == "charts_of_run":
        future.set_result({"prices": f"{change}"})
    elif name == "put_together":
        future.set_result(f"answer {change} of {len(arguments[1])}")
    else:
        future.set_result(Result())
    return name, change


def finish_all(session, *, until):
    """Let whatever is begun end, in the order in which it was begun, until enough is done."""
    done = []
    while not until(done):
        done.append(finish(session))
    return done


def finish_for(pool, session):
    """Let whatever is begun end until everybody is answered in full."""

    def answered():
        with contextlib.suppress(queue.Empty):
            finish(session, timeout=0.05)
        return not pool.unfinished

    wait_until(answered)


def test_first_answers_come_before_more_draws_and_the_newest_question_first(slow):
    pool, (session,) = slow
    pool.ask("a", scenario(-0.1), lambda news: None)
    time.sleep(0.2)
    pool.ask("b", scenario(-0.2), lambda news: None)
    pool.ask("c", scenario(-0.3), lambda news: None)
    firsts = ("first_year", "first_answer")
    done = finish_all(session, until=lambda done: [n for n, _ in done].count("first_answer") == 3)
    assert [one for one in done if one[0] in firsts] == [
        ("first_year", -0.1),
        *((name, change) for change in (-0.3, -0.2) for name in firsts),
        ("first_answer", -0.1),
    ]
    workers = {name: worker for name, worker, _, _ in session.history}
    assert workers["first_year"] == workers["first_answer"] == pool_module.FRONT
    assert workers["run_draw"] != pool_module.FRONT


def test_answers_grow_from_one_draw_to_all(slow):
    pool, (session,) = slow
    heard = []
    pool.ask("a", scenario(-0.1), heard.append)
    finish_for(pool, session)
    told = [(news.ready, news.answered or news.early) for news in heard]
    told = [one for one in told if one[1]]
    assert told == [(0, "first year -0.1"), *((n, f"answer -0.1 of {n}") for n in (1, 2, 4))]
    assert heard[-1].stage == "done"


def test_a_first_year_is_not_told_after_the_answer(slow):
    pool, (session,) = slow
    session.tells_at_once = False
    heard = []
    pool.ask("a", scenario(-0.1, draws=2), heard.append)
    time.sleep(0.2)
    assert finish(session) == ("first_year", -0.1)
    assert finish(session) == ("first_draw", -0.1)
    name, _, _, telling = session.begun.get(timeout=PATIENCE)
    assert name == "tell_first_year"
    assert finish(session) == ("first_answer", -0.1)
    telling.set_result("first year -0.1")
    finish_for(pool, session)
    assert not any(news.early for news in heard)
    assert heard[-1].answered == "answer -0.1 of 2"


def test_charts_of_the_run_come_while_its_answer_is_made(slow):
    pool, (session,) = slow
    heard = []
    pool.ask("a", scenario(-0.1, draws=1), heard.append)
    finish_all(session, until=lambda done: ("first_draw", -0.1) in done)
    (name, worker, arguments, answer), (other, beside, _, charts) = (
        session.begun.get(timeout=PATIENCE) for _ in range(2)
    )
    assert (name, worker) == ("first_answer", pool_module.FRONT)
    assert (other, beside) == ("charts_of_run", pool_module.TELLER)
    is_alone = arguments[-1]
    assert not is_alone
    charts.set_result({"prices": "-0.1"})
    assert [news.ahead for news in heard if news.ahead] == [{"prices": "-0.1"}]
    assert not any(news.answered for news in heard)
    answer.set_result("answer -0.1 of 1")
    assert heard[-1].answered == "answer -0.1 of 1"
    assert heard[-1].stage == "done"


def test_an_answer_waits_for_its_charts_and_for_nobody_elses(slow):
    pool, (session,) = slow
    heard = []
    pool.ask("a", scenario(-0.1, draws=1), heard.append)
    finish_all(session, until=lambda done: ("first_draw", -0.1) in done)
    (_, _, _, answer), (_, _, _, charts) = (session.begun.get(timeout=PATIENCE) for _ in range(2))
    answer.set_result("answer -0.1 of 1")
    assert not any(news.answered for news in heard)
    charts.set_exception(ValueError("no charts"))
    assert heard[-1].stage == "failed"
    assert pool.unfinished == 0


def test_more_draws_wait_for_the_first_answer(slow):
    pool, (session,) = slow
    pool.ask("a", scenario(-0.1), lambda news: None)
    done = finish_all(session, until=lambda done: ("first_answer", -0.1) in done)
    assert "run_draw" not in [name for name, _ in done]
    assert "run_draw" in [finish(session)[0] for _ in range(3)]


def test_a_new_question_takes_the_place_of_the_last_one(slow):
    pool, (session,) = slow
    first, second = [], []
    pool.ask("a", scenario(-0.1), first.append)
    time.sleep(0.2)
    pool.ask("a", scenario(-0.2), second.append)
    finish_for(pool, session)
    assert not any(news.answered for news in first)
    assert second[-1].answered == "answer -0.2 of 4"


def test_whoever_waits_hears_his_place(slow):
    pool, (session,) = slow
    heard = {name: [] for name in "abc"}
    pool.ask("a", scenario(-0.1), heard["a"].append)
    time.sleep(0.2)
    pool.ask("b", scenario(-0.2), heard["b"].append)
    pool.ask("c", scenario(-0.3), heard["c"].append)
    assert [(news.stage, news.place) for news in heard["b"]] == [("queued", 0), ("queued", 1)]
    assert [(news.stage, news.place) for news in heard["c"]] == [("queued", 0)]


def test_cancelled_and_left_questions_are_worked_on_no_more(slow):
    pool, (session,) = slow
    heard = []
    pool.ask("a", scenario(-0.1), heard.append)
    pool.ask("gone", scenario(-0.2), lambda news: None)
    time.sleep(0.2)
    pool.cancel("a")
    pool.leave("gone")
    assert heard[-1].stage == "cancelled"
    assert pool.unfinished == 0
    pool.ask("b", scenario(-0.4), lambda news: None)
    begun = len(session.history)
    done = finish_all(session, until=lambda done: ("first_answer", -0.4) in done)
    later = [arguments[0].shocks[0].change for _, _, arguments, _ in session.history[begun:]]
    assert set(later) == {-0.4}
    assert done


def test_a_question_that_fails_says_so_and_the_next_is_answered(slow):
    pool, (session,) = slow
    heard = []
    pool.ask("a", scenario(-0.1, draws=1), heard.append)
    session.begun.get(timeout=PATIENCE)[3].set_exception(MemoryError())
    wait_until(lambda: heard and heard[-1].stage == "failed")
    assert isinstance(heard[-1].problem, MemoryError)
    pool.ask("b", scenario(-0.2, draws=1), lambda news: None)
    assert finish(session) == ("first_year", -0.2)


def test_workers_that_died_are_replaced(slow):
    pool, sessions = slow
    heard = []
    pool.ask("a", scenario(-0.1, draws=1), heard.append)
    broken = pool_module.BrokenProcessPool()
    sessions[0].begun.get(timeout=PATIENCE)[3].set_exception(broken)
    wait_until(lambda: len(sessions) == 2)
    pool.ask("a", scenario(-0.2, draws=1), heard.append)
    assert finish(sessions[1]) == ("first_year", -0.2)


def test_the_same_question_again_is_answered_from_memory(slow):
    pool, (session,) = slow
    pool.ask("a", scenario(-0.1, draws=1), lambda news: None)
    finish_for(pool, session)
    heard = []
    pool.ask("b", scenario(-0.1, draws=1), heard.append)
    assert [news.stage for news in heard] == ["done"]


@pytest.mark.parametrize("front", [True, False])
def test_what_a_visitor_wants_done_beside_comes_before_more_draws(slow, front):
    pool, (session,) = slow
    pool.ask("a", scenario(-0.1, draws=9), lambda news: None)
    time.sleep(0.2)
    looked = pool.do("a", max, scenario(-0.5), 1, front=front)
    begun = len(session.history)
    done = finish_all(session, until=lambda done: ("max", -0.5) in done)
    assert [name for name, _ in done].count("run_draw") < 3
    name, worker, _, future = next(row for row in session.history[begun:] if row[0] == "max")
    assert (worker == pool_module.FRONT) == front
    future.set_result("looked")
    assert looked.result(timeout=5) == "looked"
    assert name == "max"


def test_who_waits_for_compiling_hears_so_and_how_long(monkeypatch):
    compiled = threading.Event()

    def compile_slowly(tell):
        tell(0.0)
        assert compiled.wait(10)
        tell(1.0)

    monkeypatch.setattr(pool_module, "Session", Slow)
    monkeypatch.setattr(pool_module, "compile_once", compile_slowly)
    monkeypatch.setattr(pool_module, "TOLD_EVERY", 0.05)
    heard = []
    pool = Pool(1)
    try:
        pool.ask("a", scenario(-0.1), heard.append)
        wait_until(lambda: len(heard) >= 3)
        compiled.set()
        # Who is not waiting any more is not told that he is next in line.
        wait_until(lambda: heard[-1].stage == "running")
    finally:
        pool.close()
    seconds = [news.seconds for news in heard if news.stage == "compiling"]
    assert pool_module.EXPECTED_SECONDS >= seconds[0] > seconds[-1] > 0.0
    for lang, words in (("en", "compiled"), ("zh", "编译")):
        said = status_view(next(n for n in heard if n.stage == "compiling"), False, lang)
        assert words in said["words"]
        assert f"{pool_module.EXPECTED_SECONDS:.0f}" in said["words"]
        assert said["busy"]


def test_a_real_session_answers_as_a_comparison_does():
    from sim import compare

    asked = Scenario.load("jujube-price-30", ["run.region=sample", "run.months=14", "run.draws=2"])
    over = threading.Event()
    heard = []

    def hear(news):
        heard.append(news)
        if news.stage in ("done", "failed"):
            over.set()

    pool = Pool(2)
    try:
        pool.ask("me", asked, hear)
        assert over.wait(120)
    finally:
        pool.close()
    assert heard[-1].stage == "done"
    assert not any(news.early for news in heard), "the first year ends the run"
    answer = compare(asked).answer_object
    assert heard[-1].answered.outcome.answer_object["sentence"] == answer["sentence"]
    assert heard[-1].answered.outcome.answer_object["metrics"] == answer["metrics"]


def test_closing_waits_for_nobody_whatever_he_is_at(monkeypatch):
    monkeypatch.setattr(pool_module, "compile_once", lambda tell: None)
    pool = Pool(1)
    begun = pool.do("me", abs, -1, front=True)
    assert begun.result(timeout=60) == 1
    sleeping = pool.do("me", time.sleep, 60.0, front=True)
    wait_until(lambda: pool._busy == {pool_module.FRONT})
    before = time.monotonic()
    pool.close()
    assert time.monotonic() - before < 10.0
    assert not sleeping.done()


def test_a_first_year_says_what_the_answer_says_of_it():
    asked = Scenario.load("jujube-price-30", ["run.region=sample", "run.months=26", "run.draws=1"])
    early = work.tell_first_year(asked, work.first_year(asked, 0), "en")
    whole = work.first_answer(asked, 0, "en").pages["en"]
    for part in ("sentence", "parts", "window"):
        assert early.answer[part] == whole.answer[part]
    assert early.charts.items() < whole.charts.items()


def test_an_answer_made_by_two_workers_is_that_of_one():
    asked = Scenario.load("jujube-price-30", ["run.region=sample", "run.months=26", "run.draws=1"])
    drawn = work.first_draw(asked, 0)
    of_run = work.charts_of_run(asked, drawn, "zh")
    by_two = work.with_charts(work.first_answer(asked, 0, "zh", alone=False), "zh", of_run)
    alone = work.put_together(asked, [drawn], "zh")
    assert by_two.pages["zh"] == alone.pages["zh"]
    assert list(by_two.pages["zh"].charts) == list(alone.pages["zh"].charts)
    assert by_two.outcome.answer_object == alone.outcome.answer_object
