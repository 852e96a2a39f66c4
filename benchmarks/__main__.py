"""Measure everything in one run, print it and keep it.

python -m benchmarks                      all of it, half an hour; writes benchmarks/results.json
python -m benchmarks --only engine,cold   some of it; written nowhere
python -m benchmarks --quick              small sizes, few repetitions; written nowhere
python -m benchmarks ... --json FILE      written to FILE

`python -m benchmarks.table` then puts benchmarks/results.json into docs/speed.md. Medians of five;
a triad before each part says how fast the machine's memory was just then, and CPU time over wall
time whether others used it too.
"""

import argparse
import datetime
import importlib
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from benchmarks import worker
from benchmarks.machine import described, machine
from benchmarks.measure import SMALL_REGION, Plan, triad
from benchmarks.shown import result_lines, target_lines
from sim.compiling import compile_once

FORMAT = 1
COMPILING_MONTHS = 26
RESULTS = Path(__file__).parent / "results.json"
PARTS = (
    "engine", "side_by_side", "reference", "kernels", "peers", "memory", "growth", "session",
    "writing", "viewer", "cold",
)  # fmt: skip


def main(arguments: Sequence[str]) -> int:
    """Measure, print and write; status 0."""
    options = _options(arguments)
    names = options.only.split(",") if options.only else PARTS
    plan = Plan(quick=options.quick)
    found = beginning(plan)
    print(described(found["machine"]), flush=True)
    _compile()
    for name in names:
        found["parts"][name] = part(name, plan)
        for line in result_lines(name, found["parts"][name]):
            print(line, flush=True)
        # Who stops it half way keeps what was measured.
        if options.json is not None:
            _write(found, Path(options.json))
    for line in () if plan.quick else target_lines(found):
        print(line)
    if options.json is None and not plan.quick and not options.only:
        _write(found, RESULTS)
    return 0


def beginning(plan: Plan) -> dict[str, Any]:
    """What results.json holds before any part is measured."""
    return {
        "format": FORMAT,
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "quick": plan.quick,
        "repetitions": plan.repetitions,
        "machine": machine(),
        "parts": {},
    }


def part(name: str, plan: Plan) -> dict[str, Any]:
    """The rows of one part, with the triad before it and the seconds it took."""
    started, bandwidth = time.perf_counter(), triad()
    rows = importlib.import_module(f"benchmarks.{name}").measure(plan)
    return {
        "triad_gb_per_s": float(f"{bandwidth:.3g}"),
        "took_s": round(time.perf_counter() - started, 1),
        "rows": [row.as_json() for row in rows],
    }


def _compile() -> None:
    """Let nothing that is timed later compile; only `cold` does, in a cache of its own."""
    compile_once()
    worker.measured("live", region=SMALL_REGION, months=COMPILING_MONTHS, repetitions=2)


def _write(found: dict[str, Any], file: Path) -> None:
    file.write_text(json.dumps(found, indent=1, ensure_ascii=False) + "\n", "utf-8")


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks", description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    parser.add_argument("--only", metavar="NAMES", help=f"some of {', '.join(PARTS)}")
    parser.add_argument("--quick", action="store_true", help="small sizes, few repetitions")
    parser.add_argument("--json", metavar="FILE", help="where to write everything")
    options = parser.parse_args(arguments)
    unknown = set((options.only or "").split(",")) - {"", *PARTS}
    if unknown:
        parser.error(f"no such part: {', '.join(sorted(unknown))}; there are {', '.join(PARTS)}")
    return options


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
