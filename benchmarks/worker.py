"""A fresh process for one measurement: `python -m benchmarks.worker NAME OPTIONS-AS-JSON`.

What is measured in a process of its own finds neither another's memory nor its warm caches. The
last line printed is the answer, as JSON.
"""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parents[1]


def start(name: str, **options: Any) -> "subprocess.Popen[str]":
    """Begin a measurement in a process of its own."""
    words = [sys.executable, "-m", "benchmarks.worker", name, json.dumps(options)]
    return subprocess.Popen(
        words, cwd=PROJECT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )


def answer(process: "subprocess.Popen[str]") -> Any:
    """What it found. Raises RuntimeError when it failed."""
    printed, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"{process.args!r} ended with status {process.returncode}")
    return json.loads(printed.splitlines()[-1])


def measured(name: str, **options: Any) -> Any:
    """Measure in a fresh process and wait for what it found."""
    return answer(start(name, **options))


def _measurements() -> dict[str, Callable[..., Any]]:
    from benchmarks import kernels, lives, peers, reference, side_by_side

    return {
        "live": lives.live,
        "kernels": kernels.of_households,
        "peer": peers.lived,
        "reference": reference.both,
        "side": side_by_side.live_with_others,
    }


def main(name: str, options: str) -> None:
    """Measure and print."""
    print(json.dumps(_measurements()[name](**json.loads(options))))


if __name__ == "__main__":
    main(*sys.argv[1:])
