"""Answers while somebody moves a slider equal those of a comparison, to the bit."""

import functools
import pickle

import numpy as np
import pytest

from sim import compare, kept, making, store
from sim.engine.packing import PackedModel, pack
from sim.kept import (
    be_ready,
    draw_answer,
    first_change,
    first_year_answer,
    first_year_of,
    run_kept_draw,
)
from sim.model import ValueChainModel
from sim.paired_draw import run_draw
from sim.regions import load_region
from sim.scenario import Scenario, scenario_names
from sim.session import Session

MONTHS = 20


def asked(name: str = "jujube-price-30", *settings: str) -> Scenario:
    return Scenario.load(name, ["run.region=sample", f"run.months={MONTHS}", *settings])


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch, tmp_path):
    for name in ("_kept", "_begun", "_making", "_unpacked", "_unwritten"):
        monkeypatch.setattr(kept, name, {})
    monkeypatch.setattr(store.cache, "folder", lambda: tmp_path / "compiled")


@pytest.fixture
def lived(monkeypatch):
    """The month in which a model stood before each month that is lived through."""
    months, step = [], ValueChainModel.step

    @functools.wraps(step)
    def counted(model):
        months.append(model.month)
        return step(model)

    monkeypatch.setattr(ValueChainModel, "step", counted)
    return months


def same(one, other):
    for name, table in one.tables.items():
        assert table.equals(other.tables[name]), name


@pytest.mark.parametrize("name", scenario_names())
def test_every_scenario_run_from_its_first_changed_month_is_the_same_to_the_bit(name):
    scenario = asked(name, "run.months=30")
    same(draw_answer(scenario, 0), run_draw([scenario], 0)[0])


@pytest.mark.parametrize(
    "name",
    [
        "jujube-price-30",
        "insurance-half",
        "rabbit-floor-fails",
        "new-breed-shown",
        "loans-extended",
    ],
)
def test_the_first_year_of_a_draw_is_that_of_a_run_cut_there(name):
    scenario = asked(name, "run.months=30")
    cut = first_year_of(scenario)
    assert cut.run.months < 30
    same(first_year_answer(scenario, 0), run_draw([cut], 0)[0])
    same(draw_answer(scenario, 0), run_draw([scenario], 0)[0])


def test_where_the_first_year_ends_the_run_there_is_no_earlier_answer():
    assert first_year_of(asked("jujube-price-30", "run.months=21")) is None
    assert first_year_answer(asked("jujube-price-30", "run.months=21"), 0) is None
    # Nor where both sides are the same until then.
    assert first_year_answer(asked("baseline"), 0) is None


def test_the_rest_of_a_draw_goes_on_where_its_first_year_ended(lived):
    months = 26
    scenario, other = (
        asked(name, f"run.months={months}") for name in ("jujube-price-30", "jujube-price-50")
    )
    rest = months - first_year_of(scenario).run.months
    whole = months - first_change(scenario)
    draw_answer(scenario, 0)
    for before, expected in (
        ((scenario,), rest),
        # Asked again before its rest was lived through.
        ((scenario, scenario), rest),
        # Another question in between, or the whole a second time, begins again.
        ((scenario, other), whole),
        ((), whole),
    ):
        for question in before:
            first_year_answer(question, 0)
        lived.clear()
        answer = draw_answer(scenario, 0)
        assert len(lived) == expected
        same(answer, run_draw([scenario], 0)[0])


def test_a_new_draw_tells_its_first_year_before_the_rest_of_its_baseline(lived):
    months, settings = 26, ("run.months=26", "jujube.freight=0.9")
    scenario, deeper = (asked(name, *settings) for name in ("jujube-price-30", "jujube-price-50"))
    early, first = first_year_of(scenario).run.months, first_change(scenario)
    for question, expected in (
        # Both sides from the opening on, then the other scenario's side alone.
        (scenario, early + early - first),
        (deeper, early - first),
    ):
        cut = run_draw([first_year_of(question)], 0)[0]
        lived.clear()
        same(first_year_answer(question, 0), cut)
        # The burn-in ends in month -1.
        assert sum(month >= -1 for month in lived) == expected
    lived.clear()
    answer = draw_answer(deeper, 0)
    assert len(lived) == 2 * (months - early)
    same(answer, run_draw([deeper], 0)[0])
    assert not kept._making


def test_a_draw_from_the_folder_goes_on_where_its_first_year_ended(lived):
    scenario = asked("jujube-price-30", "run.months=26")
    draw_answer(scenario, 0)
    kept.be_ready(0)
    for table in (kept._kept, kept._unpacked, kept._baselines):
        table.clear()
    lived.clear()
    first_year_answer(scenario, 0)
    draw_answer(scenario, 0)
    assert len(lived) == 26 - first_change(scenario)


@pytest.mark.parametrize("other", ["jujube.freight=0.9", "shock.dates.start_month=2"])
def test_a_baseline_lived_through_in_part_serves_no_other_question(other):
    first_year_answer(asked("jujube-price-30", "run.months=26"), 0)
    question = asked("jujube-price-30", "run.months=26", other)
    same(first_year_answer(question, 0), run_draw([first_year_of(question)], 0)[0])
    same(draw_answer(question, 0), run_draw([question], 0)[0])


def test_what_is_unpacked_beforehand_serves_one_question_of_that_draw(monkeypatch):
    unpacked, unpack = [], PackedModel.unpack
    monkeypatch.setattr(PackedModel, "unpack", lambda self: unpacked.append(1) or unpack(self))
    scenario = asked()
    draw_answer(scenario, 0)
    for settings, ready, expected in (
        ((), True, 0),
        ((), False, 1),
        # Another opening is unpacked when it is there.
        (("jujube.freight=0.9",), True, 1),
    ):
        if ready:
            kept.be_ready(0)
            kept.be_ready(0)
        unpacked.clear()
        same(draw_answer(asked("jujube-price-30", *settings), 0),
             run_draw([asked("jujube-price-30", *settings)], 0)[0])  # fmt: skip
        assert len(unpacked) == expected
    kept.be_ready(1)
    assert not kept._unpacked


def test_what_is_kept_serves_the_next_question_and_only_where_it_may(monkeypatch):
    opened = []
    real = making.open_model
    monkeypatch.setattr(making, "open_model", lambda *args: opened.append(1) or real(*args))
    for settings, openings in (
        ((), 1),
        (("shock.dates.change=-0.4",), 1),
        (("shock.dates.start_month=15",), 1),
        (("shock.dates.start_month=2",), 2),
        (("jujube.freight=0.9",), 3),
        (("run.seed=7",), 4),
    ):
        scenario = asked("jujube-price-30", *settings)
        same(draw_answer(scenario, 0), run_draw([scenario], 0)[0])
        assert len(opened) == openings, settings


def test_draws_beyond_those_in_memory_are_kept_in_the_folder(tmp_path):
    scenario = asked()
    first = draw_answer(scenario, kept.DRAWS_IN_MEMORY)
    (file,) = (tmp_path / "draws").iterdir()
    assert kept.memory_used() == 0
    same(first, draw_answer(scenario, kept.DRAWS_IN_MEMORY))
    file.write_bytes(file.read_bytes()[:1000])
    same(first, draw_answer(scenario, kept.DRAWS_IN_MEMORY))


def test_a_folder_that_cannot_be_written_only_costs_time(monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setattr(store.cache, "folder", lambda: tmp_path / "file" / "compiled")
    scenario = asked()
    same(draw_answer(scenario, kept.DRAWS_IN_MEMORY), draw_answer(scenario, kept.DRAWS_IN_MEMORY))


def test_draws_kept_in_memory_take_what_is_packed_of_them():
    packed = []
    for draw in (0, 1):
        draw_answer(asked(), draw)
        found = kept._kept[draw]
        packed += [found.state.objects, *found.state.arrays]
        packed += [found.baseline.objects, *found.baseline.arrays]
        assert kept.memory_used() == sum(len(part) for _, part in packed)


def test_the_folder_holds_no_more_than_it_may(monkeypatch, tmp_path):
    scenario = asked()
    draw_answer(scenario, kept.DRAWS_IN_MEMORY)
    (file,) = (tmp_path / "draws").iterdir()
    monkeypatch.setattr(store, "LARGEST", int(1.5 * file.stat().st_size))
    draw_answer(scenario, kept.DRAWS_IN_MEMORY + 1)
    (left,) = (tmp_path / "draws").iterdir()
    assert left != file


def test_a_comparison_begins_with_what_another_process_kept(monkeypatch, tmp_path):
    scenarios = [asked(), asked("jujube-frost"), asked("insurance-all")]
    plain = run_draw(scenarios, 3)
    made = run_kept_draw(scenarios, 3)
    (file,) = (tmp_path / "draws").iterdir()
    monkeypatch.setattr(making, "open_model", None)
    found = run_kept_draw(scenarios, 3)
    # Seconds so far, of which a later scenario has more; no two share what they tell.
    assert found[0].timings["scenario"] < found[-1].timings["scenario"]
    for one, other, third in zip(plain, made, found, strict=True):
        same(one, other)
        same(one, third)
    # A session begins with it as well, and what it has in memory it need not read.
    same(plain[1], draw_answer(scenarios[1], 3))
    file.unlink()
    same(plain[0], draw_answer(scenarios[0], 3))


def test_the_first_draw_is_written_when_nobody_waits(tmp_path):
    draw_answer(asked(), 0)
    assert not (tmp_path / "draws").exists()
    be_ready(0)
    assert len(list((tmp_path / "draws").iterdir())) == 1


def test_draws_with_a_parameter_of_their_own_are_not_kept_in_the_folder(tmp_path):
    changed = asked("jujube-price-30", "jujube.freight=0.9")
    for draw in (0, 1):
        same(draw_answer(changed, draw), run_kept_draw([changed], draw)[0])
    be_ready(0)
    assert not (tmp_path / "draws").exists()


def test_a_packed_model_goes_on_as_the_model_would(parameters):
    model = ValueChainModel(load_region("sample", parameters), parameters, 3, 1).open()
    packed = pickle.loads(pickle.dumps(pack(model)))
    assert packed.size < 0.7 * sum(size for size, _ in packed.arrays)
    twin = packed.unpack()
    records = [one.run(14, "x") for one in (model, twin)]
    for name in ("flows", "cells", "capital", "below_bits"):
        assert np.array_equal(*(getattr(record, name) for record in records)), name


def test_a_session_answers_from_one_draw_first_and_ends_where_a_comparison_does():
    scenario = asked("jujube-price-30", "run.draws=3")
    with Session(workers=2) as session:
        outcomes = list(session.answers(scenario))
        again = list(session.answers(asked("jujube-price-50", "run.draws=3")))
    assert [len(outcome.monthly["draw"].unique()) for outcome in outcomes] == [1, 2, 3]
    for name, table in compare(scenario).tables.items():
        assert table.equals(outcomes[-1].tables[name]), name
    assert again[-1].answer_object["sentence"] != outcomes[-1].answer_object["sentence"]


def test_a_session_tells_the_first_year_before_the_rest():
    scenario = asked("jujube-price-30", "run.months=40", "run.draws=2")
    with Session(workers=2) as session:
        early, one, two = session.answers(scenario, first_year=True)
        asked_for_one = next(session.answers(scenario, draws=1))
    assert early.scenario == first_year_of(scenario)
    for outcome in (early, one):
        assert len(outcome.monthly["draw"].unique()) == 1
    assert early.answer_object["sentence"] == one.answer_object["sentence"]
    assert len(two.monthly["draw"].unique()) == 2
    for name, table in one.tables.items():
        assert table.equals(asked_for_one.tables[name]), name


def test_an_answer_nobody_waits_for_is_dropped():
    scenario = asked("jujube-price-30", "run.draws=6")
    with Session(workers=1) as session:
        answers = session.answers(scenario)
        next(answers)
        answers.close()
        assert not session._pending
        assert len(list(session.answers(scenario, draws=1))) == 1


def test_a_worker_does_other_things_beside_answers():
    with Session(workers=2) as session:
        assert session.workers == 2
        result = session.run_on(1, draw_answer, asked(), 0).result()
    same(result, run_draw([asked()], 0)[0])


def test_both_sides_can_be_looked_at_from_where_they_part():
    scenario = asked()
    record = run_draw([scenario], 0)[0].tables["balances"]
    for model, side in zip(kept.sides(scenario, 0), ("baseline", scenario.name), strict=True):
        assert model.month == first_change(scenario) - 1
        model.step()
        at = (record["month"] == model.month) & (record["scenario"] == side)
        cash = record.loc[at & (record["sector"] == "households"), "cash"].item()
        assert model.households.agg("cash", np.sum) == pytest.approx(cash)
        model.close()


def test_sides_of_other_parameters_open_each_on_its_own():
    scenario = asked("insurance-half", "run.months=8")
    other = scenario.model_copy(update={"parameters": {"jujube.freight": 0.9}})
    assert [model.month for model in kept.sides(other, 0)] == [-1, -1]


def test_first_change():
    assert first_change(asked("baseline")) == MONTHS
    assert first_change(asked("jujube-price-30", "shock.dates.start_month=15")) == 15
