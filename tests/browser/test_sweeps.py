"""A planner opens the folders that sweeps and searches have left, and damaged ones."""

from dataclasses import replace

import pytest

from sweeps import run_sweep
from tests.browser.conftest import QUICK, until_done
from tests.browser.test_pages import WORDS, go
from tests.sweep.test_search import diminishing, searched
from tests.sweep.toy import toy_sweep
from viz.sweep_report.choice import ChoiceWords

EVIL = "<img src=x onerror=\"document.title='stolen'\">"
PICKS = {"en": ("Across", "Up"), "zh": ("横轴", "纵轴")}
TABLE = {"en": "Table", "zh": "表"}


@pytest.fixture(scope="module")
def folders(results):
    """A sweep, a search and a sweep whose rows are damaged, where the viewer looks for results."""
    run_sweep(replace(toy_sweep(draws=3), title=EVIL, title_zh=EVIL), out=results)
    run_sweep(toy_sweep(draws=2, name="damaged-sweep"), out=results)
    for part in (results / "damaged-sweep" / "runs").iterdir():
        part.write_bytes(b"PAR1 nothing")
    return searched(diminishing, results)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_sweep_and_a_search_are_opened_and_a_damaged_one_told(visit, folders, lang):
    page = visit(QUICK, lang)
    sentence = until_done(page)
    go(page, WORDS[lang]["open"])
    page.get_by_role("button", name="toy", exact=True).click()
    sweep = page.locator("[data-sweep=toy]")
    sweep.wait_for()
    assert sweep.locator("h1").inner_text() == EVIL
    heat = page.locator('[data-chart="sweep-heat"]')
    heat.locator("canvas").wait_for()
    across, up = PICKS[lang]
    sweep.get_by_label(across, exact=True).select_option("side")
    page.wait_for_function(
        "up => document.querySelector(`select[aria-label='${up}']`).value === 'x'", arg=up
    )
    heat.get_by_role("button", name=TABLE[lang], exact=True).click()
    assert heat.locator("tbody tr").count() == 20
    with page.expect_download() as download:
        heat.get_by_role("button", name="CSV").click()
    with open(download.value.path(), encoding="utf-8-sig") as file:
        assert len(file.readlines()) == 21
    page.get_by_role("button", name="search", exact=True).click()
    page.locator("[data-sweep=search]").wait_for()
    words = ChoiceWords(folders, lang)
    said = page.locator(".oc-said").all_inner_texts()
    assert said == [words.sentence(), words.verdict()]
    page.locator('[data-chart="sweep-tradeoff"] canvas').wait_for()
    page.get_by_role("button", name="damaged-sweep", exact=True).click()
    page.locator(".oc-message.bad", has_text="damaged-sweep").wait_for()
    assert page.title() != "stolen"
    # The page lives, and the answer of before stands.
    assert page.locator("[data-sweep=search]").count() == 1
    assert page.locator(".oc-sentence").inner_text() == sentence
