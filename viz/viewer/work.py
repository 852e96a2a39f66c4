"""What the worker processes of the server do; nothing of it runs in the server itself."""

import os
import pickle
from collections.abc import Mapping, Sequence
from dataclasses import replace

from sim.comparison import outcome_of
from sim.kept import draw_answer, first_year_answer, first_year_of
from sim.paired_draw import DrawResult
from sim.results import join_draws
from sim.results.figures import Figures
from sim.scenario import Scenario
from viz.viewer.answered import Answered, Early
from viz.viewer.question import Drawn
from viz.viewer.views import early_page, first_page, in_order, run_charts

# How far workers of further draws leave the processor to who gives first answers.
NICENESS = 19

# The draw lived through last, by its number, until its answer is made.
_last: dict[int, tuple[Scenario, DrawResult]] = {}


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


def first_draw(scenario: Scenario, draw: int) -> Drawn:
    """One draw whose answer follows; it is kept for that."""
    result = draw_answer(scenario, draw)
    _last.clear()
    _last[draw] = (scenario, result)
    return _packed(result)


def charts_of_run(scenario: Scenario, drawn: Drawn, lang: str) -> dict[str, str]:
    """The charts that need no answer, while another worker makes that."""
    tables = join_draws([pickle.loads(drawn.packed).tables])
    return run_charts(scenario, Figures(tables), lang)


def first_answer(scenario: Scenario, draw: int, lang: str, alone: bool = True) -> Answered:
    """The answer that one draw gives; without its charts of the run unless it is made `alone`."""
    of, result = _last.pop(draw, (None, None))
    if result is None or of != scenario:
        result = draw_answer(scenario, draw)
    return _answered(scenario, [result], lang, None if alone else {})


def put_together(scenario: Scenario, drawn: Sequence[Drawn], lang: str) -> Answered:
    """The answer of so many draws, to the bit that of a comparison of so many."""
    return _answered(scenario, [pickle.loads(one.packed) for one in drawn], lang)


def with_charts(answered: Answered, lang: str, of_run: Mapping[str, str]) -> Answered:
    """The answer with the charts of the run in its first page."""
    page = answered.pages[lang]
    answered.pages[lang] = replace(page, charts=in_order(page.charts | dict(of_run)))
    return answered


def _answered(
    scenario: Scenario,
    results: list[DrawResult],
    lang: str,
    of_run: Mapping[str, str] | None = None,
) -> Answered:
    elapsed = sum(sum(result.timings.values()) for result in results)
    answered = Answered(outcome_of(scenario, results, elapsed, 1))
    first_page(answered, lang, of_run)
    return answered


def _packed(result: DrawResult) -> Drawn:
    packed = pickle.dumps(result, pickle.HIGHEST_PROTOCOL)
    return Drawn(sum(result.timings.values()), packed)
