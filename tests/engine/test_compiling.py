"""Compiling once, by two processes, leaves nothing to compile for whoever runs afterwards."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim import compiling
from sim.engine import cache
from sim.engine.claims import CompiledElsewhereError, claiming
from sim.engine.compiler import njit

PACKAGE = Path(cache.__file__).resolve().parents[1]
COMPILING = """import gc
from sim.compiling import compile_once
heard = []
compile_once(heard.append)
print(*heard, gc.isenabled())
"""
# What a worker does, with every compilation counted.
RUNNING = """from numba.core import event
compiled = event.RecordingListener()
event.register("numba:compile", compiled)
from sim import Scenario
from sim.paired_draw import run_draw
scenario = Scenario.load("baseline", ["run.region=sample", "run.months=24"])
run_draw([scenario], 0)
names = [str(one.data["dispatcher"].py_func.__name__) for _, one in compiled.buffer]
print(*names)
"""


def said_by(program: str, folder: Path) -> list[str]:
    """Words that a fresh process prints which keeps its cache in `folder`."""
    environment = {**os.environ, cache.CACHE_VARIABLE: str(folder)}
    environment.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=PACKAGE.parent, env=environment, capture_output=True, text=True, check=True,
    )  # fmt: skip
    return done.stdout.split()


@pytest.mark.slow
def test_a_worker_finds_everything_compiled(tmp_path):
    begun, seconds, collecting = said_by(COMPILING, tmp_path)
    assert (float(begun), collecting) == (0.0, "True")
    assert float(seconds) > 1.0
    assert said_by(COMPILING, tmp_path) == ["True"], "the second process hears of no compiling"
    assert said_by(RUNNING, tmp_path) == []


def test_no_helper_where_all_is_compiled_or_there_is_one_core(monkeypatch):
    def started(*_, **__):
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", started)
    monkeypatch.setattr(cache, "is_warm", lambda: True)
    compiling.start_helper()
    monkeypatch.setattr(cache, "is_warm", lambda: False)
    monkeypatch.setattr(compiling, "_cores", lambda: 1)
    compiling.start_helper()
    assert not compiling._helpers


def test_a_helper_that_fails_is_not_missed(monkeypatch):
    monkeypatch.setattr(cache, "is_warm", lambda: False)
    monkeypatch.setattr(compiling, "_cores", lambda: 2)
    monkeypatch.setattr(compiling, "_HELPER", "raise SystemExit(3)")
    compiling.start_helper()
    assert len(compiling._helpers) == 1
    compiling.stop_helper()
    compiling.stop_helper()
    assert not compiling._helpers


def one_more(number):
    return number + 1


def test_a_kernel_that_one_process_has_claimed_is_left_to_it(tmp_path):
    """Both share a folder of claims; what a kernel calls is compiled with it, claimed or not."""
    with claiming(tmp_path, leave_others=False):
        assert njit(one_more)(1) == 2
    assert len(list(tmp_path.iterdir())) == 1
    other = njit(one_more)

    def caller(number):
        return other(number) * 2.5

    with claiming(tmp_path, leave_others=True):
        with pytest.raises(CompiledElsewhereError):
            other(1)
        assert other(1.0) == 2.0, "of other types it is another kernel"
        assert njit(caller)(1) == 5.0
    assert len(list(tmp_path.iterdir())) == 3
    assert njit(one_more)(1) == 2, "who claims nothing compiles whatever it likes"


def test_where_no_claim_can_be_written_everything_is_compiled(tmp_path):
    (tmp_path / "file").touch()
    with claiming(tmp_path / "file", leave_others=True):
        assert njit(one_more)(1) == 2
