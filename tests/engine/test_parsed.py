"""TOML read a second time comes from the cache folder, the same to the bit."""

import tomllib

import pytest

from sim.engine import cache, parsed

TEXT = """
title = "枣 ≈ dates"
[a.b]
numbers = [0.1, 1e300, -0.0, 3, true]
rows = [{ x = 1 }, { x = 2.5 }]
"""
DATED = "start = 2021-01-01\n"
ENDLESS = "most = inf\n"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    """The folder in which texts are kept."""
    monkeypatch.setenv(cache.NUMBA_VARIABLE, str(tmp_path))
    return tmp_path / parsed.FOLDER


def test_a_text_is_read_once(kept, monkeypatch):
    first = parsed.toml_tables(TEXT)
    assert repr(first) == repr(tomllib.loads(TEXT))
    assert len(list(kept.iterdir())) == 1
    monkeypatch.delattr(tomllib, "loads")
    assert repr(parsed.toml_tables(TEXT)) == repr(first)


def test_an_edited_text_is_read_anew(kept):
    parsed.toml_tables(TEXT)
    assert parsed.toml_tables(TEXT.replace("2.5", "2.6"))["a"]["b"]["rows"][1] == {"x": 2.6}


@pytest.mark.parametrize("text", [DATED, ENDLESS])
def test_what_json_cannot_hold_is_read_each_time(kept, text):
    for _ in range(2):
        assert parsed.toml_tables(text) == tomllib.loads(text)
    assert not kept.exists()


def test_a_damaged_file_is_made_anew(kept):
    parsed.toml_tables(TEXT)
    (file,) = kept.iterdir()
    file.write_text('{"a": ', encoding="utf-8")
    assert parsed.toml_tables(TEXT) == tomllib.loads(TEXT)
    assert parsed.toml_tables(TEXT) == tomllib.loads(TEXT)
    assert list(kept.iterdir()) == [file]


def test_a_folder_that_cannot_be_written_only_costs_time(kept):
    kept.write_text("in the way", encoding="utf-8")
    assert parsed.toml_tables(TEXT) == tomllib.loads(TEXT)


def test_a_mistake_is_told_as_ever(kept):
    with pytest.raises(tomllib.TOMLDecodeError):
        parsed.toml_tables("a = ")
