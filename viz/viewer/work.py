"""What the worker processes of the server do; nothing of it runs in the server itself."""

import os
import pickle
from collections.abc import Sequence

from sim.comparison import outcome_of
from sim.kept import draw_answer, first_year_answer, first_year_of
from sim.paired_draw import DrawResult
from sim.scenario import Scenario
from viz.viewer.answered import Answered, Early
from viz.viewer.question import Drawn
from viz.viewer.views import early_page, first_page

# How far workers of further draws leave the processor to who gives first answers.
NICENESS = 10


def stand_back() -> None:
    """Let other processes go before this one, where the platform knows how."""
    if hasattr(os, "nice"):
        os.nice(NICENESS)


def run_draw(scenario: Scenario, draw: int) -> Drawn:
    """One draw, from what this worker keeps of it."""
    return _packed(draw_answer(scenario, draw))


def first_year(scenario: Scenario, draw: int) -> Drawn | None:
    """The first year of one draw, before its other years are lived through."""
    result = first_year_answer(scenario, draw)
    return None if result is None else _packed(result)


def tell_first_year(scenario: Scenario, drawn: Drawn, lang: str) -> Early:
    """What the first year of one draw says."""
    cut = first_year_of(scenario) or scenario
    return early_page(Answered(outcome_of(cut, [pickle.loads(drawn.packed)], 0.0, 1)), lang)


def first_answer(scenario: Scenario, draw: int, lang: str) -> tuple[Drawn, Answered]:
    """One draw and at once the answer it gives alone."""
    result = draw_answer(scenario, draw)
    return _packed(result), _answered(scenario, [result], lang)


def put_together(scenario: Scenario, drawn: Sequence[Drawn], lang: str) -> Answered:
    """The answer of so many draws, to the bit that of a comparison of so many."""
    return _answered(scenario, [pickle.loads(one.packed) for one in drawn], lang)


def _answered(scenario: Scenario, results: list[DrawResult], lang: str) -> Answered:
    elapsed = sum(sum(result.timings.values()) for result in results)
    answered = Answered(outcome_of(scenario, results, elapsed, 1))
    first_page(answered, lang)
    return answered


def _packed(result: DrawResult) -> Drawn:
    packed = pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    return Drawn(sum(result.timings.values()), packed)
