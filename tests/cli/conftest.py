"""The command line as it is typed, in this process; the model is a stand-in unless asked for."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import sim.comparison
import viz.report
from cli.main import main
from sim.results import Outcome
from tests.results.toy import ToyParameters, toy_draws, toy_plan

PROJECT = Path(__file__).resolve().parents[2]


class Answered(NamedTuple):
    """What a command left: exit status, standard output, standard error."""

    status: int
    out: str
    err: str


Typed = Callable[..., Answered]


@pytest.fixture
def typed(capsys, tmp_path, monkeypatch) -> Typed:
    """Type a command in an empty folder and read what comes back; English unless told."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")

    def run(*words: str) -> Answered:
        capsys.readouterr()
        status = main(list(words))
        captured = capsys.readouterr()
        return Answered(status, captured.out, captured.err)

    return run


def made_up_outcome(scenario: Any, draws: int) -> Outcome:
    """An outcome whose accounts close and whose numbers mean nothing."""
    tables = toy_draws(scenario, draws)
    residuals = {"cash": 1e-12}
    return Outcome.build(
        scenario, ToyParameters(), tables, toy_plan(scenario), residuals, {"run": 1.0}
    )


@pytest.fixture
def stand_in(monkeypatch) -> list[dict[str, Any]]:
    """Let a made-up model answer, without plots; returns the calls it got."""
    calls: list[dict[str, Any]] = []

    def compare_all(scenarios: Sequence[Any], **options: Any) -> list[Outcome]:
        calls.append({"scenarios": scenarios, **options})
        for done in range(1, options["draws"] + 1):
            options["progress"](done, options["draws"])
        return [made_up_outcome(scenario, options["draws"]) for scenario in scenarios]

    monkeypatch.setattr(sim.comparison, "compare_all", compare_all)
    monkeypatch.setattr(viz.report, "render_report", lambda outcome, lang: f"<html lang={lang}>")
    return calls


@pytest.fixture
def no_model(monkeypatch) -> None:
    """Fail the test when the model is reached: bad input must be found before."""

    def reached(*_: Any, **__: Any) -> None:
        raise AssertionError("the model ran on a bad input")

    monkeypatch.setattr(sim.comparison, "compare_all", reached)
