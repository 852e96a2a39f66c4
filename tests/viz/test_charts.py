"""Charts of an answer: in both languages, with the figures of the answer, as JSON can hold them."""

import json

import pytest

from sim import Scenario, compare
from sim.messages import LANGUAGES
from viz.viewer import views
from viz.viewer.answered import Answered
from viz.viewer.question import News


@pytest.fixture(scope="module")
def answered():
    settings = ["run.region=sample", "run.months=24", "run.draws=2"]
    return Answered(compare(Scenario.load("jujube-price-30", settings)))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_chart_has_its_title_table_and_numbers_that_json_holds(answered, lang):
    found = views.charts(answered, lang)
    names = [chart.name for chart in found]
    assert len(set(names)) == len(names)
    assert {"income", "bearers", "below_monitoring", "colours", "flow_yuan"} <= set(names)
    for chart in found:
        data = chart.as_data()
        json.dumps(data, allow_nan=False)
        assert chart.title
        assert chart.caption
        assert data["unit"]
        assert chart.rows
        assert all(len(row) == len(chart.columns) for row in chart.rows)


def by_name(answered, name):
    return next(chart for chart in views.charts(answered, "en") if chart.name == name)


def test_the_waterfall_ends_at_the_regions_loss(answered):
    chart = by_name(answered, "bearers")
    *parts, whole = [row[1] for row in chart.rows]
    assert sum(parts) == pytest.approx(whole, rel=1e-4)
    assert whole == pytest.approx(answered.selection.region_loss()["mean"], rel=1e-5)


def test_households_under_the_line_are_those_of_the_table(answered):
    chart = by_name(answered, "below_monitoring")
    table = answered.outcome.tables["households"]
    of_month = table[(table["month"] == 12) & (table["scenario"].astype(str) == "baseline")]
    assert chart.rows[13][0] == "2022-01"
    assert chart.rows[13][1] == pytest.approx(of_month["below_monitoring"].sum() / 2, rel=1e-5)


def test_money_in_the_sankey_is_all_that_was_paid_but_loans(answered):
    flows = by_name(answered, "flow_yuan").extra["flows"]
    drawn = sum(sum(link["amounts"][1]) for link in flows["links"])
    table = answered.outcome.tables["flows"]
    is_loan = table["kind"].astype(str).str.contains("loans|repayments")
    between = table["payer"].astype(str) != table["payee"].astype(str)
    side = table["scenario"].astype(str) != "baseline"
    paid = table.loc[side & between & ~is_loan, "yuan"].sum() / 2
    assert drawn == pytest.approx(paid, rel=0.02)
    assert drawn <= paid * 1.0001


def test_goods_never_flow_both_ways_between_two_in_a_month(answered):
    flows = by_name(answered, "flow_goods").extra["flows"]
    amounts = {(link["from"], link["to"]): link["amounts"] for link in flows["links"]}
    both = [pair for pair in amounts if pair[::-1] in amounts]
    for pair in both:
        for one, other in zip(amounts[pair], amounts[pair[::-1]], strict=True):
            assert not any(there and back for there, back in zip(one, other, strict=True))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_what_happens_to_a_question_is_always_said(lang):
    for stage in ("queued", "compiling", "running", "done", "failed", "cancelled"):
        for place in (0, 3):
            news = News(stage, 16, done=5, ready=4, place=place, seconds=7.0,
                        problem=MemoryError() if stage == "failed" else None)  # fmt: skip
            status = views.status_view(news, True, lang)
            assert status["words"]
            assert status["busy"] == (stage in ("queued", "compiling", "running"))
    assert views.status_view(None, False, lang)["again"]
