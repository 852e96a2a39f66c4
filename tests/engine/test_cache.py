"""Compiled code is kept under a name that changes with the sources; failing that, not kept."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from sim.engine import cache

PACKAGE = Path(cache.__file__).resolve().parents[1]


def hash_of(folder: Path) -> str:
    """The source hash as a fresh process sees it that imports the package from `folder`."""
    program = "from sim.engine.cache import source_hash; print(source_hash())"
    environment = {**os.environ, "PYTHONPATH": str(folder)}
    environment[cache.CACHE_VARIABLE] = str(folder / "cache")
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=folder, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.strip()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """A folder with a copy of the package."""
    shutil.copytree(PACKAGE, tmp_path / "sim", ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def test_an_edited_rule_changes_the_folders_name(copied):
    before = hash_of(copied)
    assert before == cache.source_hash()
    rule = copied / "sim" / "rules" / "insurance.py"
    rule.write_text(rule.read_text(encoding="utf-8") + "\n# a comment\n", encoding="utf-8")
    after = hash_of(copied)
    assert after != before
    assert {path.name for path in (copied / "cache").iterdir()} == {
        f"compiled-{before}", f"compiled-{after}",
    }  # fmt: skip


def test_catalogues_and_parameters_leave_compiled_code_alone(copied):
    before = hash_of(copied)
    (copied / "sim" / "messages" / "en.toml").write_text("", encoding="utf-8")
    assert hash_of(copied) == before


@pytest.fixture
def no_cache_yet(monkeypatch):
    """Forget the folder that this process uses; it is restored afterwards."""
    monkeypatch.setenv("NUMBA_CACHE_DIR", "")
    monkeypatch.delenv("NUMBA_CACHE_DIR")


def test_the_folder_is_where_the_user_wants_it(no_cache_yet, monkeypatch, tmp_path):
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path / "here"))
    folder = cache.prepare()
    assert folder == tmp_path / "here" / f"compiled-{cache.source_hash()}"
    assert folder.is_dir()
    assert os.environ["NUMBA_CACHE_DIR"] == str(folder)
    assert list(folder.iterdir()) == []


def test_a_temporary_folder_serves_where_none_can_be_written(no_cache_yet, monkeypatch, tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(in_the_way))
    folder = cache.prepare()
    try:
        assert folder.is_dir()
        assert in_the_way not in folder.parents
        assert in_the_way.read_text(encoding="utf-8") == "not a folder"
    finally:
        shutil.rmtree(folder)


def test_a_users_own_numba_folder_is_left_alone(monkeypatch, tmp_path):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "own"))
    assert cache.prepare() == tmp_path / "own"
    assert not (tmp_path / "own").exists()
