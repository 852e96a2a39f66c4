"""The other pages, as a planner goes through them: sources, a household, comparing, keeping."""

import json
import re

import pytest

from sim.messages import text
from sim.results import TABLES
from tests.browser.conftest import QUICK, until_done

WORDS = {
    "en": {
        "sources": "Why and from where", "closer": "Look closer", "compare": "Compare and share",
        "open": "Open results", "search": "Search", "household": "Household",
        "pin": "Put this answer beside the others", "save": "Save as scenario file",
        "keep": "Keep this answer", "report": "Report to print", "kept": "Kept in",
        "opened": "These are the figures in the folder",
    },
    "zh": {
        "sources": "依据与来源", "closer": "细看", "compare": "比较与分享", "open": "打开结果",
        "search": "搜索", "household": "农户", "pin": "把当前答案加入比较",
        "save": "存为情景文件", "keep": "保存此答案", "report": "打印用报告", "kept": "已保存至",
        "opened": "以下是文件夹",
    },
}  # fmt: skip


def go(page, name):
    page.get_by_role("navigation").get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_source_is_read_and_an_assumption_moved_and_reset(visit, lang):
    words = WORDS[lang]
    page = visit(QUICK, lang)
    before = until_done(page)
    go(page, words["sources"])
    page.get_by_label(words["search"]).fill("jujube.farm_gate_price")
    leaf = page.locator('[data-leaf="jujube.farm_gate_price"]')
    source = leaf.locator(".oc-source").first
    assert source.get_attribute("title")
    source.click()
    assert leaf.locator("blockquote").inner_text()
    leaf.get_by_role("slider").fill("5.9")
    after = until_done(page, beside=before)
    assert "jujube.farm_gate_price=5.9" in page.url
    page.locator('.changed[data-leaf="jujube.farm_gate_price"]').wait_for()
    leaf.get_by_role("button", name="↺").or_(leaf.locator(".oc-slide button")).first.click()
    assert until_done(page, beside=after) == before


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_village_and_a_household_are_looked_at(visit, lang):
    words = WORDS[lang]
    page = visit(QUICK, lang)
    until_done(page)
    go(page, words["closer"])
    page.locator(".oc-map rect").first.click()
    page.get_by_label(words["household"], exact=True).select_option(index=1)
    ledger = page.locator(".oc-ledger tbody tr")
    ledger.first.wait_for()
    assert ledger.first.locator("td").first.inner_text() == "2021-08"
    income = page.locator('[data-chart="household-income-scenario"]')
    income.locator("canvas").wait_for()
    income.get_by_role("button", name=text("viewer.words.as_table", lang), exact=True).click()
    heads = income.locator("th").all_inner_texts()
    assert text("viewer.closer.source.wages", lang) in heads
    assert text("viewer.closer.net_income", lang) in heads
    assert income.locator("tbody tr").first.locator("td").first.inner_text() == "2021-08"
    with page.expect_download() as download:
        page.get_by_role("button", name="Parquet").click()
    with open(download.value.path(), "rb") as file:
        assert file.read(4) == b"PAR1"
    with page.expect_download() as download:
        page.get_by_role("button", name=words["report"]).click()
    assert download.value.suggested_filename.endswith("report.html")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_the_picker_of_households_follows_the_village(visit, lang):
    page = visit(QUICK, lang)
    before = until_done(page)
    go(page, WORDS[lang]["closer"])
    facts, tiles = page.locator(".oc-facts"), page.locator(".oc-map rect")
    picker = page.get_by_label(WORDS[lang]["household"], exact=True)
    hint = text("viewer.closer.of_village", lang)

    def picked() -> str:
        return picker.evaluate("list => list.selectedOptions[0]?.text ?? 'blank'")

    tiles.first.wait_for()
    picker.select_option(index=3)
    facts.wait_for()
    chosen = picked()
    # Tiles say their village, then what it loses; growers say their village last.
    own = re.compile(f"^{re.escape(chosen.split(' · ')[-1])}: ")
    tiles.filter(has_text=own).click()
    page.get_by_text(hint, exact=True).wait_for()
    assert picked() == chosen
    tiles.filter(has_not_text=own).first.click()
    facts.wait_for(state="detached")
    assert picked() == "–"
    picker.select_option(index=2)
    facts.wait_for()
    assert picked() == picker.locator("option").nth(2).inner_text()
    # Who is quick picks from the list of the village before, which is still there.
    tiles.filter(has_text=own).click()
    picker.select_option(index=1)
    page.wait_for_timeout(1000)
    facts.wait_for()
    assert picked() not in ("blank", "–")
    picker.select_option(index=0)
    facts.wait_for(state="detached")
    of_village = picker.locator("option").count()
    page.locator(".oc-side").get_by_role("slider").first.press("ArrowLeft")
    until_done(page, beside=before)
    tiles.first.wait_for()
    page.get_by_text(hint, exact=True).wait_for()
    assert picker.locator("option").count() == of_village


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_answers_are_compared_taken_up_saved_and_kept(visit, results, lang):
    words = WORDS[lang]
    chain = text("chain.jujube.name", lang)
    insurance = text(
        "viewer.kind_of_chain", lang, kind=text("viewer.lever.price_insurance", lang), chain=chain
    )
    page = visit(QUICK, lang)
    first = until_done(page)
    go(page, words["compare"])
    page.get_by_role("button", name=words["pin"]).click()
    page.get_by_role("slider", name=insurance, exact=True).fill("1")
    second = until_done(page, beside=first)
    page.get_by_role("button", name=words["pin"]).click()
    cells = page.locator(".oc-pins tbody tr").first.locator("td")
    cells.nth(1).wait_for()
    assert cells.all_inner_texts() == [first, second]
    assert "my-scenario.toml" in page.locator(".oc-command").inner_text()
    page.get_by_label(text("viewer.compare.title", lang), exact=True).fill('Dates <b>"insured"</b>')
    with page.expect_download() as download:
        page.get_by_role("button", name=words["save"]).click()
    with open(download.value.path(), encoding="utf-8") as file:
        assert 'extends = "jujube-price-30"' in file.read()
    page.get_by_role("button", name=f"{text('viewer.compare.take', lang)} 1").click()
    assert until_done(page, beside=second) == first
    page.get_by_role("button", name=words["keep"]).click()
    page.locator(".oc-kept", has_text=words["kept"]).wait_for()
    (folder,) = [path for path in results.iterdir() if path.name.startswith("jujube-price-30-")]
    assert {f"{name}.parquet" for name in TABLES} < {path.name for path in folder.iterdir()}
    answer = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    assert answer["sentence"][lang] == first


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_results_folder_is_opened_and_a_damaged_one_told(visit, results, lang):
    words = WORDS[lang]
    page = visit(QUICK, lang)
    sentence = until_done(page)
    go(page, words["compare"])
    page.get_by_role("button", name=words["keep"]).click()
    page.locator(".oc-kept", has_text=words["kept"]).wait_for()
    damaged = results / "damaged"
    damaged.mkdir(exist_ok=True)
    title = "<img src=x onerror=alert(1)>"
    manifest = json.dumps({"scenario": {"title": title, "title_zh": title, "run": {}}})
    (damaged / "manifest.json").write_text(manifest, encoding="utf-8")
    other = visit("scenario=pigeon-price-30&" + QUICK, lang)
    before = until_done(other)
    go(other, words["open"])
    other.get_by_role("button", name="damaged", exact=True).click()
    other.locator(".oc-message.bad").wait_for()
    assert other.locator("img[src=x]").count() == 0
    other.locator(".oc-open button", has_text="jujube-price-30-").first.click()
    other.locator(".oc-message", has_text=words["opened"]).wait_for()
    assert until_done(other, beside=before) == sentence


def test_exploring_writes_nothing(visit, results):
    before = sorted(path.name for path in results.rglob("*"))
    page = visit("scenario=rabbit-disease&" + QUICK)
    until_done(page)
    for name in ("Why and from where", "Look closer", "Compare and share", "Open results"):
        go(page, name)
        page.wait_for_timeout(300)
    assert sorted(path.name for path in results.rglob("*")) == before
