"""Compiled code is kept under a name that changes with the sources; failing that, not kept."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

import numba
import pytest

from sim.engine import cache
from sim.engine.draws import uniform

PACKAGE = Path(cache.__file__).resolve().parents[1]


DOUBLING = """from numba.extending import register_jitable


@register_jitable
def doubled(x):
    return 2.0 * x
"""
LOOP = """from sim.engine.kernel import kernel
from sim.rules.doubling import doubled


@kernel
def total(values):
    found = 0.0
    for value in values:
        found += doubled(value)
    return found
"""
SHOWN = """import numpy
answer = total(numpy.array([1.0, 2.0]))
print(answer, "from", sum(total.stats.cache_hits.values()))
"""
DRAWN = """import os
from sim.engine.draws import uniform
print(os.environ["NUMBA_CACHE_DIR"])
print(uniform(1, 0, 1, 1, 0))
"""


def said_by(program: str, package: Path, cached: Path) -> list[str]:
    """Lines that a fresh process prints with the package in `package` and this cache folder."""
    environment = {**os.environ, "PYTHONPATH": str(package)}
    environment[cache.CACHE_VARIABLE] = str(cached)
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=package, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.splitlines()


def hash_of(folder: Path) -> str:
    """The source hash as a fresh process sees it that imports the package from `folder`."""
    program = "from sim.engine.cache import source_hash; print(source_hash())"
    return said_by(program, folder, folder / "cache")[0]


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
    monkeypatch.setattr(numba.config, "CACHE_DIR", numba.config.CACHE_DIR)


def test_the_folder_is_where_the_user_wants_it(no_cache_yet, monkeypatch, tmp_path):
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path / "here"))
    folder = cache.prepare()
    assert folder == tmp_path / "here" / f"compiled-{cache.source_hash()}"
    assert folder.is_dir()
    assert os.environ["NUMBA_CACHE_DIR"] == numba.config.CACHE_DIR == str(folder)
    assert list(folder.iterdir()) == []


def test_a_temporary_folder_serves_where_none_can_be_written(tmp_path):
    in_the_way = tmp_path / "file"
    in_the_way.write_text("not a folder", encoding="utf-8")
    folder, drawn = said_by(DRAWN, PACKAGE.parent, in_the_way)
    assert float(drawn) == uniform(1, 0, 1, 1, 0)
    assert in_the_way not in Path(folder).parents
    assert in_the_way.read_text(encoding="utf-8") == "not a folder"
    assert not Path(folder).exists(), "it ends with the process"


def test_what_lies_in_a_folder_that_cannot_be_written_is_used(no_cache_yet, monkeypatch, tmp_path):
    monkeypatch.setenv(cache.CACHE_VARIABLE, str(tmp_path))
    locked = cache.prepare()
    cache.mark_warm()
    monkeypatch.setattr(cache, "_is_writable", lambda folder: folder != locked)
    folder = cache.prepare()
    try:
        assert folder != locked
        assert cache.is_warm()
    finally:
        shutil.rmtree(folder.parent)


def test_a_users_own_numba_folder_holds_ours(no_cache_yet, monkeypatch, tmp_path):
    """Directly in it an edited rule would be served from before the edit."""
    monkeypatch.delenv(cache.CACHE_VARIABLE, raising=False)
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path / "own"))
    ours = tmp_path / "own" / f"compiled-{cache.source_hash()}"
    assert cache.prepare() == ours
    # A process started from this one finds the same folder.
    assert cache.prepare() == ours


def test_another_processor_has_a_folder_of_its_own(monkeypatch):
    here = cache.source_hash()
    cache.source_hash.cache_clear()
    monkeypatch.setattr(cache, "_processor", lambda: "another")
    try:
        assert cache.source_hash() != here
    finally:
        cache.source_hash.cache_clear()
    monkeypatch.undo()
    assert cache.source_hash() == here


def test_old_folders_go_but_not_those_in_use(tmp_path):
    now = time.time()
    days = {"compiled-a": 0.1, "compiled-b": 0.2, "compiled-c": 2, "compiled-d": 3,
            "compiled-e": 4, "compiled-f": 5, "other": 9}  # fmt: skip
    for name, old in days.items():
        (tmp_path / name).mkdir()
        (tmp_path / name / "kernel.nbc").touch()
        os.utime(tmp_path / name, (now - old * 86400,) * 2)
    cache.tidy(tmp_path)
    left = {path.name for path in tmp_path.iterdir()}
    assert left == {"compiled-a", "compiled-b", "compiled-c", "compiled-d", "other"}
    for name in ("compiled-c", "compiled-d"):
        os.utime(tmp_path / name)
    for name in ("compiled-x", "compiled-y", "compiled-z"):
        (tmp_path / name).mkdir()
    cache.tidy(tmp_path)
    assert len(list(tmp_path.iterdir())) == 8, "all of them may be in use"


def test_an_edited_rule_is_never_served_from_before(copied):
    """The edit is in another module than the loop: numba alone would not notice."""
    rule = copied / "sim" / "rules" / "doubling.py"
    rule.write_text(DOUBLING, encoding="utf-8")
    (copied / "sim" / "phases" / "doubling.py").write_text(LOOP, encoding="utf-8")
    program = "from sim.phases.doubling import total\n" + SHOWN
    folder = copied / "cache"
    assert said_by(program, copied, folder) == ["6.0 from 0"]
    assert said_by(program, copied, folder) == ["6.0 from 1"]
    rule.write_text(DOUBLING.replace("2.0", "3.0"), encoding="utf-8")
    assert said_by(program, copied, folder) == ["9.0 from 0"]
    rule.write_text(DOUBLING, encoding="utf-8")
    assert said_by(program, copied, folder) == ["6.0 from 1"]


def test_another_copy_of_the_same_sources_is_served_what_the_first_compiled(copied, tmp_path):
    second = tmp_path / "elsewhere"
    shutil.copytree(copied / "sim", second / "sim")
    cached = tmp_path / "cache"
    program = """
import sim.engine.draws as draws
print(draws.uniform(1, 0, 1, 1, 0), sum(draws._uniform.stats.cache_hits.values()))
"""
    drawn = str(uniform(1, 0, 1, 1, 0))
    assert said_by(program, copied, cached) == [f"{drawn} 0"]
    for path in (second / "sim").rglob("*.py"):
        path.touch()
    assert said_by(program, second, cached) == [f"{drawn} 1"]
