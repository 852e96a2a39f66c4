"""Finished simulations are kept whole, read again, and do not depend on who ran them."""

import json

import pytest

from calibration import bank as banks
from calibration.bank import Bank, Job

JOBS = [Job.of({"jujube.yield_full": 250.0 + 10.0 * number}, "sample", 2021) for number in range(3)]


class StoppedError(Exception):
    pass


def test_what_is_stored_is_not_run_again(tmp_path):
    told = []
    bank = Bank(tmp_path, 1, lambda *said: told.append(said))
    first = bank.figures("first", JOBS)
    assert told == [("first", done, 3) for done in range(4)]
    assert bank.ran == 3
    assert first[0]["date_yield"] < first[1]["date_yield"] < first[2]["date_yield"]
    again = Bank(tmp_path, 1)
    assert again.figures("first", JOBS) == first
    assert again.ran == 0
    assert not list(tmp_path.glob("*.part"))


def test_an_interrupted_stage_goes_on_where_it_stopped_with_the_same_figures(tmp_path, monkeypatch):
    real = Job.run

    def stops_at_the_third(job):
        if job is JOBS[2]:
            raise StoppedError
        return real(job)

    monkeypatch.setattr(Job, "run", stops_at_the_third)
    bank = Bank(tmp_path / "stopped", 1)
    with pytest.raises(StoppedError):
        bank.figures("first", JOBS)
    monkeypatch.undo()
    resumed = Bank(tmp_path / "stopped", 1)
    figures = resumed.figures("first", JOBS)
    assert resumed.ran == 1
    assert figures == Bank(tmp_path / "whole", 1).figures("first", JOBS)


def test_workers_find_what_one_process_finds(tmp_path):
    one = Bank(tmp_path / "one", 1).figures("first", JOBS)
    assert Bank(tmp_path / "two", 2).figures("first", JOBS) == one


def test_impossible_parameters_have_no_figures(tmp_path):
    poor = {"household.income_registered": 7400.0, "household.income_ordinary": 8000.0}
    rich_dates = {"jujube.farm_gate_price": 8.0, "jujube.yield_full": 600.0,
                  "jujube.growers": 10000.0, "jujube.cash_cost": 500.0}  # fmt: skip
    bank = Bank(tmp_path, 1)
    job = Job.of({**poor, **rich_dates}, "sample", 2021)
    assert bank.figures("first", [job]) == [None]
    (file,) = tmp_path.glob("*.json")
    assert json.loads(file.read_text())["figures"] is None


def test_another_model_does_not_read_these_figures(tmp_path, monkeypatch):
    Bank(tmp_path, 1).figures("first", JOBS[:1])
    monkeypatch.setattr(banks, "model_fingerprint", lambda: "another")
    other = Bank(tmp_path, 1)
    other.figures("first", JOBS[:1])
    assert other.ran == 1


def test_a_job_is_named_by_everything_it_depends_on():
    base = Job.of({"jujube.cash_cost": 700.0, "jujube.margin": 1.9}, "sample", 1)
    same = Job.of({"jujube.margin": 1.9, "jujube.cash_cost": 700.0}, "sample", 1)
    assert base.key("m") == same.key("m")
    others = [
        Job.of({"jujube.cash_cost": 701.0, "jujube.margin": 1.9}, "sample", 1),
        Job.of(dict(base.values), "luopu", 1),
        Job.of(dict(base.values), "sample", 2),
        Job.of(dict(base.values), "sample", 1, draw=1),
        Job.of(dict(base.values), "sample", 1, kind="insurance"),
    ]
    assert len({job.key("m") for job in [base, *others]} | {base.key("n")}) == 7
