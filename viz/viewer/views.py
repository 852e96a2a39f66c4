"""What the page shows of an answer, in words of one language: plain data for the templates."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sim.errors import InputError
from sim.messages import has, text
from sim.messages.numbers import number
from sim.results import METRIC
from sim.results.figures import Figures
from sim.scenario import Scenario
from sim.scenario.declarations import TEXTS
from viz.burden import jump_in_words, jumps
from viz.selection import (
    Section,
    assumption_in_words,
    capitalised,
    chains_of,
    in_language,
    percent_of_baseline,
    region_title,
    window_in_words,
)
from viz.viewer.answered import Answered, Early, Page
from viz.viewer.charts import burden, first_year, over_time, sankey
from viz.viewer.charts.base import Chart, month_names
from viz.viewer.draft import Draft
from viz.viewer.question import News

CHART_WORDS = (
    "as_chart", "as_table", "csv_hint", "png_hint", "svg_hint", "month", "baseline", "scenario",
)  # fmt: skip
COLUMNS = ("figure", "baseline", "scenario", "difference", "low", "high")
AMOUNTS = COLUMNS[1:]
# Charts in the order of the page; those of a chain have its name behind a dash.
CHART_ORDER = (
    "income", "bearers", "below_monitoring", "below_poverty", "colours", "prices", "volumes",
    "enterprises", "channels", "bridge", "flow_yuan", "flow_goods",
)  # fmt: skip


def first_page(answered: Answered, lang: str, of_run: Mapping[str, str] | None = None) -> Page:
    """The first page of an answer, made where it was not made before.

    of_run: its charts of the run (`run_charts`) where somebody else has made them.
    """
    if lang not in answered.pages:
        made = charts(answered, lang) if of_run is None else charts_of_answer(answered, lang)
        shown = in_order(as_texts(made) | dict(of_run or {}))
        page = Page(answer_view(answered, lang), shown, notes(answered, lang))
        answered.pages[lang] = page
    return answered.pages[lang]


def run_charts(scenario: Scenario, figures: Figures, lang: str) -> dict[str, str]:
    """The charts that need no answer, only the tables it is made from."""
    traded = _with_market(chains_of(scenario), figures)
    return as_texts(charts_of_run(scenario, figures, traded, lang))


def in_order(shown: Mapping[str, str]) -> dict[str, str]:
    """Charts as texts by name, in the order of the page."""
    places = {name: place for place, name in enumerate(CHART_ORDER)}
    return dict(sorted(shown.items(), key=lambda one: places[one[0].partition("-")[0]]))


def early_page(answered: Answered, lang: str) -> Early:
    """What a run that ends with the first year says, for the time until the others are over."""
    view = answer_view(answered, lang) | {"facts": text("viewer.early_facts", lang), "jumps": []}
    return Early(lang, view, in_order(as_texts(charts_of_answer(answered, lang))))


def as_texts(shown: Sequence[Chart]) -> dict[str, str]:
    """Charts as text by name, which the page reads at once instead of watching their numbers.

    One whose text it has already is not drawn again.
    """
    return {chart.name: as_text(chart.as_data()) for chart in shown}


def named(shown: Sequence[Mapping[str, Any]]) -> list[tuple[str, str]]:
    """Charts as data, each as its name and its text."""
    return [(str(chart["name"]), as_text(chart)) for chart in shown]


def as_text(chart: Mapping[str, Any]) -> str:
    """A chart as text."""
    return json.dumps(chart, ensure_ascii=False, allow_nan=False)


def answer_view(answered: Answered, lang: str) -> dict[str, Any]:
    """The answer in words: the sentence, the figures people are shown first, the jumps."""
    outcome, selection = answered.outcome, answered.selection
    scenario = answered.scenario
    return {
        "title": in_words(scenario, "title", lang),
        "question": in_words(scenario, "question", lang),
        "sentence": in_language(outcome.answer_object["sentence"], lang),
        "facts": facts(outcome, lang),
        "jumps": [said for row in jumps(outcome) for said in jump_in_words(row, scenario, lang)],
        "window": window_in_words(selection, scenario, lang),
        "columns": [
            *(text(f"shown.column.{name}", lang) for name in COLUMNS),
            "%",
            text("shown.column.unit", lang),
        ],
        "parts": [
            *(
                _part(section, prices_title(section.group, lang), lang)
                for section in selection.ladder()
            ),
            *(
                _part(section, section.heading(lang), lang)
                for section in (*selection.growers(), *selection.region())
            ),
        ],
        "range": range_note(outcome.answer_object, lang),
    }


def titled(answer: dict[str, Any], draft: Draft | None, lang: str) -> dict[str, Any]:
    """The answer under a title that says so where it is not the library's scenario any more.

    Who gave it a title of their own is told that one as it stands.
    """
    if draft is None or any(path in TEXTS for path in draft.changes):
        return answer
    if all(path.startswith("run.") for path in draft.changes):
        return answer
    return answer | {"title": text("viewer.changed", lang, title=answer["title"])}


def in_words(scenario: Any, what: str, lang: str) -> str:
    """Title or question of a scenario in a language."""
    return str(getattr(scenario, f"{what}_zh" if lang == "zh" else what))


def facts(outcome: Any, lang: str) -> str:
    """Region, length, draws and seed in a line."""
    run = outcome.scenario.run
    return text(
        "shown.run_facts",
        lang,
        region=region_title(outcome, lang),
        start=outcome.scenario.month_name(0),
        months=run.months,
        draws=outcome.manifest["draws"],
        seed=run.seed,
    )


def range_note(answer: dict[str, Any], lang: str) -> str:
    """How low and high were made."""
    if not answer["metrics"]:
        return ""
    row = answer["metrics"][0]
    if row["draws"] == 1:
        return text("viewer.one_draw", lang)
    return text(f"shown.range.{row['range']}", lang, draws=row["draws"])


def prices_title(group: str, lang: str) -> str:
    """What stands above the prices of a chain, which are not only its growers'."""
    name = capitalised(text(f"chain.{group.removeprefix('chain=')}.name", lang))
    return text("viewer.chart.prices.title", lang, chain=name)


def _part(section: Section, heading: str, lang: str) -> dict[str, Any]:
    return {
        "heading": heading,
        "rows": [
            {
                "key": f"{row.metric}|{row.group}",
                "label": section.label(row, lang),
                "hint": METRIC[row.metric].describe(lang) if row.metric in METRIC else "",
                "amounts": [row.amount(column, lang) for column in AMOUNTS],
                "percent": percent_of_baseline(row, lang),
                "unit": row.unit_beside(lang),
                "tone": {True: "worse", False: "better", None: ""}[row.worse],
            }
            for row in section.rows
        ],
    }


def charts(answered: Answered, lang: str) -> list[Chart]:
    """Every chart of the first page that has anything to show, those of the answer first."""
    traded = _traded(answered)
    of_run = charts_of_run(answered.scenario, answered.figures, traded, lang)
    return [*charts_of_answer(answered, lang), *of_run]


def charts_of_answer(answered: Answered, lang: str) -> list[Chart]:
    """Charts of rows of the answer, all of them of its first year."""
    selection = answered.selection
    wanted = [
        first_year.income_by_group(selection, lang),
        burden.bearers(selection, lang),
        *(burden.channels(answered.outcome, chain, lang) for chain in _traded(answered)[:1]),
        burden.bridge(selection, lang),
    ]
    return [chart for chart in wanted if chart is not None]


def charts_of_run(
    scenario: Scenario, figures: Figures, chains: Sequence[str], lang: str
) -> list[Chart]:
    """Charts of the whole run, made from its tables alone."""
    wanted: list[Chart | None] = [
        over_time.under_line(scenario, figures, "monitoring", lang),
        over_time.under_line(scenario, figures, "poverty", lang),
        over_time.warning_colours(scenario, figures, lang),
        *(over_time.prices(scenario, figures, chain, lang) for chain in chains),
        *(first_year.volumes(scenario, figures, chain, lang) for chain in chains),
        over_time.enterprises(scenario, figures, lang),
        *flow_charts(scenario, figures, chains, lang),
    ]
    return [chart for chart in wanted if chart is not None]


def _traded(answered: Answered) -> list[str]:
    """Chains that the answer is about and that have a market in the region."""
    return _with_market(answered.selection.chains, answered.figures)


def _with_market(chains: Sequence[str], figures: Figures) -> list[str]:
    traded = {chain for _, chain in figures.markets}
    return [chain for chain in chains if chain in traded]


def flow_charts(
    scenario: Scenario, figures: Figures, chains: Sequence[str], lang: str
) -> list[Chart]:
    """Where money goes, and where the product of the struck chain goes."""
    names = month_names(scenario, 0, figures.months)
    found = [sankey.sankey_chart("flow_yuan", sankey.yuan(figures, lang), names, lang)]
    for chain in chains[:1]:
        flows = sankey.goods(figures, chain, lang)
        title = text(f"chain.{chain}.name", lang)
        found.append(sankey.sankey_chart("flow_goods", flows, names, lang, chain=title))
    return found


def notes(answered: Answered, lang: str) -> list[dict[str, Any]]:
    """What the answer leans on, and what to read with care."""
    answer = answered.outcome.answer_object
    return [
        {
            "title": text("shown.assumptions", lang),
            "open": False,
            "lines": [assumption_in_words(row, lang) for row in answer["assumptions"]],
        },
        {
            "title": text("shown.warnings", lang),
            "open": False,
            "lines": [row[lang] for row in answer["warnings"]],
        },
    ]


def status_view(
    news: News | None, is_stale: bool, lang: str, *, is_early: bool = False
) -> dict[str, Any]:
    """What happens to the question, and what can be done."""
    if news is None:
        return _status("empty", text("viewer.status.empty", lang), again=text("viewer.ask", lang))
    stage = news.stage
    if stage == "failed":
        words = text("viewer.status.failed", lang, problem=problem_in_words(news, lang))
        return _status(stage, words, news, again=text("viewer.again", lang))
    if stage == "cancelled":
        words = text("viewer.status.cancelled", lang, done=news.ready, draws=news.draws)
        return _status(stage, words, news, again=text("viewer.go_on", lang))
    if stage == "done":
        return _status(stage, text("viewer.status.done", lang, draws=news.draws), news)
    key = f"viewer.status.{stage}"
    if is_early and not is_stale:
        key = "viewer.status.early"
    elif stage == "running" and news.ready == 0:
        key = "viewer.status.first"
    elif stage == "queued" and news.place == 0:
        key = "viewer.status.next"
    words = text(key, lang, place=news.place, done=news.done, draws=news.draws, ready=news.ready)
    if news.seconds is not None:
        words += text("viewer.status.left", lang, seconds=number(max(round(news.seconds), 1), lang))
    if is_stale:
        words += text("viewer.status.stale", lang)
    return _status(stage, words, news, busy=True)


def problem_in_words(news: News, lang: str) -> str:
    """What went wrong, in a line."""
    problem = news.problem
    if isinstance(problem, InputError):
        return problem.message(lang)
    kind = type(problem).__name__
    return text("viewer.problem", lang, kind=kind)


def _status(
    stage: str, words: str, news: News | None = None, *, busy: bool = False, again: str = ""
) -> dict[str, Any]:
    return {
        "stage": stage,
        "words": words,
        "busy": busy,
        "again": again,
        "draws": news.draws if news else 1,
        "done": news.done if news else 0,
        "ready": news.ready if news else 0,
    }


def vocabulary(prefix: str, names: Sequence[str], lang: str) -> dict[str, str]:
    """Several messages of one prefix by name, for a template."""
    return {name: text(f"{prefix}.{name}", lang) for name in names if has(f"{prefix}.{name}", lang)}
