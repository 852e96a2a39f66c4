"""What the worker processes of the server do; nothing of it runs in the server itself."""

import os
from collections.abc import Sequence

from sim.comparison import DrawResult, outcome_of
from sim.kept import draw_answer
from sim.results import Outcome
from sim.scenario import Scenario

# How far workers of further draws leave the processor to who gives first answers.
NICENESS = 10


def stand_back() -> None:
    """Let other processes go before this one, where the platform knows how."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def run_draw(scenario: Scenario, draw: int) -> DrawResult:
    """One draw, from what this worker keeps of it."""
    return draw_answer(scenario, draw)


def first_answer(scenario: Scenario, draw: int) -> tuple[DrawResult, Outcome]:
    """One draw and at once the answer it gives alone."""
    result = draw_answer(scenario, draw)
    return result, put_together(scenario, [result])


def put_together(scenario: Scenario, results: Sequence[DrawResult]) -> Outcome:
    """The answer of so many draws, to the bit that of a comparison of so many."""
    elapsed = sum(sum(result.timings.values()) for result in results)
    return outcome_of(scenario, list(results), elapsed, 1)
