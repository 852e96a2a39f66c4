"""The programme as a process of its own: `python run.py` as a person types it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from sim.messages import text
from tests.cli.conftest import PROJECT

SMALL = ("--region", "sample", "--draws", "2", "--months", "24", "--workers", "2")


def _environment(**changes: str) -> dict[str, str]:
    return {**os.environ, "LC_ALL": "C.UTF-8", "PYTHONUTF8": "1", **changes}


def _run(*words: str, folder, **changes: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(PROJECT / "run.py"), *words],
        cwd=folder,
        env=_environment(**changes),
        capture_output=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def test_help_needs_no_model(tmp_path):
    done = _run("--help", folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout.startswith("Usage: python run.py SCENARIO...")


def test_bad_input_ends_with_status_2(tmp_path):
    done = _run("nowhere.toml", folder=tmp_path)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("nowhere.toml: file not found")
    assert list(tmp_path.iterdir()) == []


def test_a_reader_that_leaves_early_is_no_error(tmp_path):
    words = [sys.executable, str(PROJECT / "run.py"), "list"]
    with subprocess.Popen(
        words, cwd=tmp_path, env=_environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert b"Traceback" not in process.stderr.read()


@pytest.mark.slow
def test_the_main_job_on_the_sample_region(tmp_path):
    done = _run("jujube-price-30", *SMALL, "--json", folder=tmp_path)
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    total = {row["window"]: row for row in answer["incidence"] if row["sector"] == "region"}
    assert total["first_year"]["mean"] > 0
    assert (tmp_path / "results" / "jujube-price-30" / "report.html").is_file()


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.0, 0.4, 0.8, 1.2], ids="after {} s".format)
@pytest.mark.skipif(os.name != "posix", reason="signals to a process")
def test_ctrl_c_leaves_no_half_result(tmp_path, after):
    with _in_the_terminal(
        "jujube-price-30", *SMALL[:2], "--draws", "500", folder=tmp_path
    ) as process:
        assert process.stderr is not None
        process.stderr.readline()  # the line that says the run has begun
        time.sleep(after)  # while workers are born, while they wait, while they work
        os.killpg(process.pid, signal.SIGINT)  # the terminal sends it to all processes of the job
        out, err = process.communicate(timeout=120)
    assert process.returncode == 130
    assert out == ""
    assert "Traceback" not in err
    assert not (tmp_path / "results").exists()


@pytest.mark.slow
@pytest.mark.parametrize("after", [0.0, 1.5], ids="after {} s".format)
@pytest.mark.skipif(os.name != "posix", reason="signals to a process")
def test_ctrl_c_ends_the_viewer_whatever_its_workers_are_at(tmp_path, after):
    pytest.importorskip("solara")
    words = ["--lang", "en", "view", "--region", "sample", "--port", str(_free_port())]
    with _in_the_terminal(*words, folder=tmp_path) as process:
        assert process.stdout is not None
        assert "Ctrl+C" in process.stdout.readline()
        time.sleep(after)  # while workers are born, while the first draw runs
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 130
    assert (out, err) == ("", f"\n{text('cli.error.stopped', 'en').strip()}\n")


def _in_the_terminal(*words: str, folder: Path) -> "subprocess.Popen[str]":
    """The program begun as the first process of a job of its own."""
    return subprocess.Popen(
        [sys.executable, str(PROJECT / "run.py"), *words],
        cwd=folder,
        env=_environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        start_new_session=True,
    )


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@pytest.mark.slow
@pytest.mark.skipif(os.name != "posix", reason="a fork server")
@pytest.mark.parametrize(
    ("problem", "is_told"), [("FileNotFoundError", False), ("ZeroDivisionError", True)]
)
def test_a_worker_that_could_not_be_born_is_silent(tmp_path, problem, is_told):
    program = f"import sim.preload; raise {problem}"
    words = [sys.executable, "-c", program]
    done = subprocess.run(
        words, cwd=PROJECT, env=_environment(), capture_output=True, text=True, check=False
    )
    assert done.returncode != 0
    assert ("Traceback" in done.stderr) == is_told
