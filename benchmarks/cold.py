"""From the start of the process to the printed answer, compiled before and not."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measure import SCENARIO, Plan, Row, Timing, timed
from benchmarks.worker import PROJECT
from sim.engine.cache import CACHE_VARIABLE
from sim.store import FOLDER

IMPORTS = "import sim.comparison"
NOT_A_PERSONS = ("NUMBA_CACHE_DIR", "PYTHONDONTWRITEBYTECODE", "PYTHONUNBUFFERED")


def measure(plan: Plan) -> list[Row]:
    """Seconds to the first line of the answer and to the end of the process."""
    with tempfile.TemporaryDirectory() as cache:
        _answer(plan, cache)
        again = [_answer(plan, cache) for _ in range(plan.repetitions)]
        warm = [_of_new_draw(plan, cache) for _ in range(plan.repetitions)]
    cold = []
    for _ in range(1 if plan.quick else plan.repetitions):
        with tempfile.TemporaryDirectory() as cache:
            cold.append(_answer(plan, cache))
    asked = f"one paired draw of `{plan.region}`"
    imports = tuple(timed(_import)[0] for _ in range(plan.repetitions))
    rows = [Timing(imports).row("cold.imports", "libraries imported")]
    for key, found, state in (
        ("again", again, "asked before"),
        ("warm", warm, "compiled before"),
        ("cold", cold, "not compiled"),
    ):
        answers, ends = zip(*found, strict=True)
        rows += [
            Timing(answers).row(f"cold.{key}.answer", f"{asked}, {state}: answer printed"),
            Timing(ends).row(f"cold.{key}.end", f"{asked}, {state}: report drawn, all written"),
        ]
    compiling = Timing(tuple(first for first, _ in cold)).median
    compiling -= Timing(tuple(first for first, _ in warm)).median
    what = "compiling, once after each change of code"
    return [*rows, Row("cold.compiling", what, compiling, "s")]


def _of_new_draw(plan: Plan, cache: str) -> tuple[float, float]:
    """The same of a draw whose opening and baseline no earlier call left in the cache folder."""
    shutil.rmtree(Path(cache) / FOLDER)
    return _answer(plan, cache)


def _answer(plan: Plan, cache: str) -> tuple[float, float]:
    """Seconds to the first printed line and to the end of one call of the program."""
    with tempfile.TemporaryDirectory() as results:
        words = [sys.executable, str(PROJECT / "run.py"), "run"]
        words += [str(PROJECT / "scenarios" / f"{SCENARIO}.toml"), "--draws", "1"]
        words += ["--region", plan.region, "--months", str(plan.months), "--out", results]
        started = time.perf_counter()
        with subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=_environment(cache)
        ) as process:
            process.stdout.read(1)  # type: ignore[union-attr]
            first = time.perf_counter() - started
            process.stdout.read()  # type: ignore[union-attr]
        if process.returncode:
            raise RuntimeError(f"the program ended with status {process.returncode}")
        return first, time.perf_counter() - started


def _import() -> None:
    subprocess.run([sys.executable, "-c", IMPORTS], check=True, cwd=PROJECT, env=_own())


def _environment(cache: str) -> dict[str, str]:
    """The environment with another cache of compiled code."""
    return {**_own(), CACHE_VARIABLE: cache}


def _own() -> dict[str, str]:
    """This process's environment without what a person's has not.

    Without bytecode Python would translate each source of the project again at every start, half a
    second; everybody's Python keeps it.
    """
    return {name: value for name, value in os.environ.items() if name not in NOT_A_PERSONS}
