"""What docs/ and the READMEs say is what the code says, and every link leads somewhere."""

import re
from pathlib import Path

import pytest

from sim.parameters.evidence import references
from tools import docs
from tools.markdown import PROJECT, between_markers

LINK = re.compile(r"\]\((?P<target>[^)\s]+)\)")
PAGES = [PROJECT / "README.md", PROJECT / "README.zh.md", *sorted((PROJECT / "docs").glob("*.md"))]


def test_the_generated_pages_are_what_the_code_says_now():
    stale = docs.stale(docs.pages())
    assert stale == [], "run: python -m tools.docs"


def test_checking_changes_nothing_and_says_so_by_its_status(tmp_path, monkeypatch):
    monkeypatch.setattr(docs, "FOLDER", tmp_path)
    assert docs.main(["--check"]) == 1
    assert list(tmp_path.iterdir()) == []
    assert docs.main([]) == 0
    assert docs.main(["--check"]) == 0


def anchors(page: Path) -> set[str]:
    """Places of a page that a link can name: explicit ids and its headings."""
    content = page.read_text(encoding="utf-8")
    found = set(re.findall(r'<a id="([^"]+)"', content))
    for heading in re.findall(r"^#+ (.+)$", content, flags=re.M):
        words = re.sub(r"[^\w\- ]", "", heading.lower()).strip()
        found.add(words.replace(" ", "-"))
    return found


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_resolve(page: Path):
    prose = re.sub(r"```.*?```", "", page.read_text(encoding="utf-8"), flags=re.S)
    broken = []
    for match in LINK.finditer(prose):
        target, _, place = match["target"].partition("#")
        if "://" in target:
            continue
        path = (page.parent / target).resolve() if target else page
        in_page = path.exists() and path.suffix == ".md"
        missing_place = bool(place) and in_page and place not in anchors(path)
        if not path.exists() or missing_place:
            broken.append(match["target"])
    assert broken == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_sources_named_in_the_text_exist(page: Path):
    named = set(re.findall(r"\[([EMP]\d{2,3})\]\(", page.read_text(encoding="utf-8")))
    assert named <= set(references())


@pytest.mark.parametrize("picture", ["answer.svg", "answer.zh.svg"])
def test_pictures_are_text_and_fetch_nothing(picture: str):
    drawn = (PROJECT / "docs" / "images" / picture).read_text(encoding="utf-8")
    assert "<text" in drawn
    assert "30%" in drawn
    addresses = set(re.findall(r"https?://[^\s\"'<)]+", drawn))
    assert addresses == {"http://www.w3.org/2000/svg"}
    assert "@import" not in drawn
    assert "@font-face" not in drawn


def test_a_block_is_replaced_between_its_markers_only():
    document = "before\n<!-- answer -->\nold\n<!-- /answer -->\nafter\n"
    replaced = between_markers(document, "answer", "new")
    assert replaced == "before\n<!-- answer -->\n\nnew\n\n<!-- /answer -->\nafter\n"
    assert between_markers(replaced, "answer", "new") == replaced


def test_a_document_without_markers_is_refused():
    with pytest.raises(ValueError, match="no markers"):
        between_markers("nothing here", "answer", "new")
