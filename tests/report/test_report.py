"""The report: one page, both languages, nothing from outside, nothing that a stranger may run."""

import re
from html.parser import HTMLParser

import pytest

from tests.cli.conftest import made_up_outcome
from tests.results.toy import price_shock, toy_scenario
from viz.report import render_report

VOID = {"meta", "input", "br", "hr", "img", "link"}
STRANGE = '<script>alert("1")</script> & "quotes" {{ 7 * 7 }} $x$'


class Page(HTMLParser):
    """Reads a page strictly: every element closed in order; keeps tags, attributes and text."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.words.append(data)


@pytest.fixture(scope="module")
def outcome():
    scenario = toy_scenario(price_shock())
    texts = {"title": STRANGE, "title_zh": f"标题{STRANGE}", "question": STRANGE}
    return made_up_outcome(scenario.model_copy(update=texts), 2)


@pytest.fixture(scope="module")
def html(outcome):
    return render_report(outcome)


@pytest.fixture(scope="module")
def page(html):
    return Page(html)


def test_every_element_is_closed(page):
    assert page.open == []


def test_nothing_comes_from_the_network(html, page):
    assert not re.search(r"https?:|//[a-z]|@import|url\((?!#)", html)
    links = [value for name, value in page.attributes if name in {"src", "href"}]
    assert all(link.startswith("#") for link in links if link)


def test_nothing_runs(page):
    assert not {"script", "iframe", "object", "embed", "form", "link"} & set(page.tags)
    assert [name for name, _ in page.attributes if name.startswith("on")] == []


def test_a_strangers_title_is_only_text(page):
    assert STRANGE in "".join(page.words)


def test_both_languages_are_there_with_a_switch(html, page):
    words = "".join(page.words)
    assert "Who bears the loss" in words
    assert "损失由谁承担" in words
    assert html.count('type="radio"') == 3
    assert ("checked", None) in page.attributes


def test_the_language_asked_for_comes_first(outcome, html):
    assert re.search(r'id="show-en"\s+checked', html)
    assert html.index('<main class="en"') < html.index('<main class="zh"')
    chinese = render_report(outcome, "zh")
    assert re.search(r'id="show-zh"\s+checked', chinese)
    assert chinese.index('<main class="zh"') < chinese.index('<main class="en"')


def test_plots_hold_text_in_the_readers_fonts(html):
    drawings = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    assert len(drawings) >= 14  # seven plots, two languages
    assert all("<text" in drawing for drawing in drawings)
    assert "DejaVu" not in html
    assert any("采购商" in drawing for drawing in drawings)


def test_no_name_is_given_to_two_elements(page):
    names = [value for name, value in page.attributes if name == "id"]
    assert len(names) == len(set(names))


def test_every_reference_in_a_drawing_leads_somewhere(html, page):
    names = {value for name, value in page.attributes if name == "id"}
    assert set(re.findall(r"url\(#([^)]*)\)", html)) <= names
    assert {value[1:] for name, value in page.attributes if name == "href" and value} <= names


def test_the_same_outcome_gives_the_same_page(outcome, html):
    assert render_report(outcome) == html


def test_the_model_runs_without_loading_plots():
    import subprocess
    import sys

    code = "import sys, cli.main, viz.selection; sys.exit('matplotlib' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
