"""The two catalogues say the same things, and nothing that nobody asks for."""

import re
import string
from pathlib import Path

import pytest

from sim.messages import CatalogueError, catalogue, keys, text

PROJECT = Path(__file__).resolve().parents[2]
CODE_FOLDERS = ("sim", "cli", "viz", "sweeps", "calibration")


def _fields(message: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(message) if name is not None}


def _code() -> str:
    sources = [
        path.read_text(encoding="utf-8")
        for folder in CODE_FOLDERS
        for pattern in ("*.py", "*.j2")
        for path in (PROJECT / folder).rglob(pattern)
    ]
    return "\n".join(sources)


def test_no_key_is_missing_in_one_language() -> None:
    assert keys("en") == keys("zh")


@pytest.mark.parametrize("key", sorted(keys("en") & keys("zh")))
def test_both_languages_fill_the_same_fields(key: str) -> None:
    assert _fields(catalogue("en")[key]) == _fields(catalogue("zh")[key])


def test_every_key_is_used() -> None:
    """A key stands in the code whole, or its beginning does in an f-string such as f"unit.{name}".

    InputError puts "errors." before its key itself.
    """
    code = _code()
    literal = set(re.findall(r"""["']([A-Za-z0-9_.\-]+)["']""", code))
    beginnings = set(re.findall(r"""f["']([a-z_]+\.(?:[A-Za-z0-9_.]*\.)?)\{""", code))
    beginnings |= set(re.findall(r"""f["']([a-z_]+\.[A-Za-z0-9_.]*_)\{""", code))
    beginnings.discard("errors.")
    unused = [
        key
        for key in keys("en")
        if key.removeprefix("errors.") not in literal
        and key not in literal
        and not any(key.removeprefix("errors.").startswith(name) for name in beginnings)
        and not any(key.startswith(name) for name in beginnings)
    ]
    assert unused == []


def test_every_error_raised_has_its_sentence() -> None:
    raised = set(re.findall(r"""InputError\(\s*["']([a-z_]+)["']""", _code()))
    missing = {key for key in raised if f"errors.{key}" not in keys("en")}
    assert missing == set()


def test_every_key_asked_for_in_the_code_exists() -> None:
    asked = set(re.findall(r"""\btext\(\s*["']([A-Za-z0-9_.]+)["']""", _code()))
    assert asked - keys("en") == set()


def test_values_are_filled_in_and_braces_in_them_are_left_alone() -> None:
    assert text("number.range", "en", low="{high}", high=2) == "{high} to 2"


def test_an_unknown_key_and_a_missing_value_are_said_plainly() -> None:
    with pytest.raises(CatalogueError, match="no message 'number.none' in zh"):
        text("number.none", "zh")
    with pytest.raises(CatalogueError, match="needs a value for 'low'"):
        text("number.range", "en")
    with pytest.raises(CatalogueError, match="no catalogue for language 'fr'"):
        text("number.range", "fr")
