"""A planner opens the viewer, moves sliders and reads who bears it, in both languages."""

import json
import re
import subprocess
import sys
from urllib.parse import quote

import pytest

from sim import Scenario, compare
from sim.messages import text
from tests.browser.conftest import PROJECT, QUICK, until_done
from viz.selection import Selection

WORDS = {
    "en": {
        "preset": "Scenario of the library",
        "preset_title": "Red-date prices fall 30%",
        "insurance": "Price insurance: red dates",
        "undo": "Undo",
        "redo": "Redo",
        "table": "Table",
    },
    "zh": {
        "preset": "情景库",
        "preset_title": "红枣价格下跌30%",
        "insurance": "价格保险：红枣",
        "undo": "撤销",
        "redo": "重做",
        "table": "表",
    },
}


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_planner_moves_insurance_and_reads_the_changed_answer(visit, lang):
    words = WORDS[lang]
    page = visit(f"scenario=baseline&{QUICK}", lang)
    until_done(page)
    page.get_by_label(words["preset"]).select_option(label=words["preset_title"])
    before = until_done(page, beside=page.locator(".oc-sentence").inner_text())
    slider = page.get_by_role("slider", name=words["insurance"], exact=True)
    slider.fill("1")
    after = until_done(page, beside=before)
    assert "100%" in after
    assert "lever.price_insurance.insured_share=1" in page.url
    page.get_by_role("button", name=words["undo"]).click()
    assert until_done(page, beside=after) == before
    page.get_by_role("button", name=words["redo"]).click()
    assert until_done(page, beside=before) == after
    again = visit(page.url.split("?", 1)[1], lang)
    assert until_done(again) == after


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """What the command line prints for the question that the next test asks."""
    folder = str(tmp_path_factory.mktemp("printed"))
    command = [
        sys.executable, "run.py", "jujube-price-30", "--set", "shock.dates.change=-0.4",
        "--region", "sample", "--months", "24", "--draws", "2", "--json", "--out", folder,
    ]  # fmt: skip
    done = subprocess.run(command, cwd=PROJECT, capture_output=True, check=True)
    return json.loads(done.stdout)


@pytest.fixture(scope="module")
def selection():
    settings = ["shock.dates.change=-0.4", "run.region=sample", "run.months=24", "run.draws=2"]
    return Selection(compare(Scenario.load("jujube-price-30", settings)))


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_figures_on_the_screen_are_those_of_the_command_line(visit, printed, selection, lang):
    page = visit(f"scenario=jujube-price-30&shock.dates.change=-0.4&{QUICK}", lang)
    assert until_done(page) == printed["sentence"][lang]
    assert selection.answer["metrics"] == printed["metrics"]
    shown = page.locator("tr[data-figure]")
    rows = [row for part in (*selection.growers(), *selection.region()) for row in part.rows]
    assert shown.count() > len(rows) > 5
    for row in rows:
        cells = page.locator(f'tr[data-figure="{row.metric}|{row.group}"] td').all_inner_texts()
        names = ("baseline", "scenario", "difference", "low", "high")
        assert cells[1:6] == [row.amount(name, lang) for name in names]


def test_language_is_switched_at_once(visit):
    page = visit()
    until_done(page)
    page.get_by_role("button", name="中文").click()
    page.locator(".oc-sentence", has_text="若红枣田头价").wait_for()
    assert page.evaluate("document.documentElement.lang") == "zh-CN"
    assert "lang=zh" in page.url
    page.keyboard.press("l")
    page.locator(".oc-sentence", has_text="If the farm-gate price").wait_for()


def test_sliders_and_undo_by_keyboard(visit):
    page = visit()
    before = until_done(page)
    slider = page.get_by_role("slider", name="Price: red dates", exact=True)
    slider.focus()
    page.keyboard.press("ArrowLeft")
    after = until_done(page, beside=before)
    assert "falls 31%" in after
    page.keyboard.press("Control+z")
    assert until_done(page, beside=after) == before


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_long_run_is_stopped_and_goes_on(visit, lang):
    stop, go_on = text("viewer.words.cancel", lang), text("viewer.go_on", lang)
    page = visit("scenario=pigeon-price-30&run.region=sample&run.draws=64&run.months=24", lang)
    page.locator(".oc-sentence").wait_for()
    page.get_by_role("button", name=stop, exact=True).click()
    page.locator("[data-stage=cancelled]").wait_for()
    page.get_by_role("button", name=go_on, exact=True).click()
    page.locator("[data-stage=running], [data-stage=queued]").first.wait_for()
    page.get_by_role("button", name=stop, exact=True).click()
    page.locator("[data-stage=cancelled]").wait_for()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_chart_is_drawn_has_a_table_and_downloads(visit, lang):
    page = visit(QUICK, lang)
    until_done(page)
    charts = page.locator(".oc-chart")
    assert charts.count() >= 9
    page.wait_for_function(
        "[...document.querySelectorAll('.oc-plot')].every(plot => plot.querySelector('canvas'))"
    )
    first = page.locator('[data-chart="below_monitoring"]')
    first.get_by_role("button", name=WORDS[lang]["table"], exact=True).click()
    assert first.locator("tbody tr").count() == 25
    for kind, beginning in (("CSV", b"\xef\xbb\xbf"), ("PNG", b"\x89PNG"), ("SVG", b"<svg")):
        with page.expect_download() as download:
            first.get_by_role("button", name=kind).click()
        with open(download.value.path(), "rb") as file:
            assert file.read(8).startswith(beginning)
    flows = page.locator('[data-chart="flow_yuan"]')
    flows.get_by_role("slider").fill("7")
    assert "2021-08" in flows.inner_text()


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("scenario=../../../etc/passwd", "scenario"),
        ("shock.dates.change=-9", "shock.dates.change"),
        ("scenario=jujube-price-30&%3Cscript%3Ealert(1)%3C/script%3E=1", "script"),
        ("scenario=%3Cimg%20src=x%20onerror=alert(1)%3E", "img"),
        ("title=" + "x" * 100_000, "link"),
    ],
)
def test_a_broken_link_is_told_and_the_page_stays_alive(visit, query, told):
    page = visit(query)
    page.on("dialog", lambda dialog: pytest.fail("a script ran"))
    message = page.locator(".oc-message")
    message.wait_for()
    assert told in message.inner_text()
    page.locator(".oc-sentence").wait_for()
    assert page.locator("img[src=x]").count() == 0


def test_script_in_a_title_is_text(visit):
    evil = "<img src=x onerror=\"document.title='stolen'\">"
    page = visit(f"title={quote(evil)}&{QUICK}")
    until_done(page)
    assert page.locator("h1").inner_text() == evil
    assert page.title() != "stolen"


def test_nothing_is_wider_than_a_tablet(visit):
    for width, height in ((1280, 800), (820, 1180)):
        page = visit(QUICK, "zh", width, height)
        until_done(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_whole_page_is_printed(visit):
    page = visit(QUICK, "zh")
    until_done(page)
    page.locator('[data-chart="flow_goods"] canvas').wait_for()
    page.emulate_media(media="print")
    assert page.locator(".oc-side").is_hidden()
    pages = re.findall(rb"/Type\s*/Page\b", page.pdf(format="A4"))
    # Figures on the first, the charts on those that follow.
    assert len(pages) >= 4
    whole = page.evaluate("document.documentElement.scrollHeight")
    last = page.locator('[data-chart="flow_goods"]').bounding_box()
    assert whole >= last["y"] + last["height"]
