"""How fast a sweep runs beside the engine alone, whether memory stays flat, what pairing is worth.

python -m benchmarks.sweeps                 1,000 paired runs of one county on two processes
python -m benchmarks.sweeps --runs 100      fewer
python -m benchmarks.sweeps --region sample --runs 50

Every run is a draw of its own, opened anew: the least favourable sweep, since points of one draw
would share opening and baseline. The ideal of two processes is what two bare loops of `run_draw`
do side by side: over draws spread evenly among those of the sweep, half of the time before it and
half after it, since draws differ and a shared machine is not the same for long.
"""

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.measure import SCENARIO
from sim import Scenario
from sim.compiling import compile_once
from sim.paired_draw import run_draw
from sim.workers import context
from sweeps import Sweep, SweepResults, load_sweep, run_sweep

PROCESSES = 2
ALONE = 40  # paired runs, of those of the sweep, by which the engine's own rate is told
PARTS = 10  # of a sweep, told one by one: what slows down slowly shows, and so does a busy machine
KIBIBYTE = 1024


def main(arguments: Sequence[str]) -> int:
    """Measure and print; status 0."""
    options = _options(arguments)
    compile_once()
    draws = spread(options.runs, ALONE)
    sweep = county_sweep(options.region, options.runs)
    before = bare(options.region, draws)
    memory: list[tuple[int, int]] = []
    with tempfile.TemporaryDirectory() as folder:
        pace, results = timed(sweep, Path(folder), memory)
        found = {outcome: variances(results, outcome) for outcome in ("income", "below")}
    after = bare(options.region, draws)
    alone, ideal = (2 * len(draws) / sum(seconds) for seconds in zip(before, after, strict=True))
    print(f"engine alone, one process: {alone:.3f} paired runs/s")
    print(f"two bare loops side by side: {ideal:.3f} paired runs/s")
    print(f"sweep of {options.runs}, two processes: {pace:.3f} paired runs/s")
    print(f"{pace / ideal:.0%} of the two bare loops, {pace / (2 * alone):.0%} of twice one")
    for part in (0.25, 0.5, 1.0):
        done, most = memory[int(part * (len(memory) - 1))]
        print(f"memory of all processes after {done} runs: {most / KIBIBYTE:.0f} MiB")
    for outcome, (paired, unpaired) in found.items():
        print(
            f"variance of {outcome}: paired {paired:.4g}, unpaired {unpaired:.4g}, "
            f"{unpaired / paired:.0f} times as much"
        )
    return 0


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--region", default="luopu")
    return parser.parse_args(arguments)


def spread(runs: int, count: int) -> list[int]:
    """So many draws at even distances among those of a sweep, or all of them if it has fewer."""
    return np.unique(np.linspace(0, runs - 1, count).round().astype(int)).tolist()


def bare(region: str, draws: list[int]) -> tuple[float, float]:
    """Seconds that these draws take one process, and two side by side; both are told."""
    alone = loop(region, draws)
    with context().Pool(PROCESSES) as pool:
        shares = [(region, draws[first::PROCESSES]) for first in range(PROCESSES)]
        both = max(pool.starmap(loop, shares, chunksize=1))
    rates = f"{len(draws) / alone:.3f} and {len(draws) / both:.3f}"
    print(f"one bare loop, two side by side: {rates} paired runs/s", flush=True)
    return alone, both


def loop(region: str, draws: list[int]) -> float:
    """Seconds to run these draws one after another in this process, which has run one before."""
    scenario = Scenario.load(SCENARIO, [f"run.region={region}"])
    run_draw([scenario], draws[0])
    started = time.perf_counter()
    for draw in draws:
        run_draw([scenario], draw)
    return time.perf_counter() - started


def county_sweep(region: str, draws: int) -> Sweep:
    """Return the sweep that is timed: one point, many draws."""
    table = {
        "scenarios": SCENARIO,
        "draws": draws,
        "run": {"region": region},
        "outcome": [
            {"metric": "net_income_per_household", "name": "income"},
            {"metric": "below_monitoring", "name": "below"},
        ],
    }
    return load_sweep("benchmark.toml", table)


def timed(sweep: Sweep, folder: Path, memory: list[tuple[int, int]]) -> tuple[float, SweepResults]:
    """Run the sweep; returns paired runs a second once workers are up, and the results."""
    moments: list[tuple[int, float]] = []

    def progress(done: int, _total: int) -> None:
        moments.append((done, time.perf_counter()))
        memory.append((done, resident()))

    results = run_sweep(sweep, out=folder, workers=PROCESSES, progress=progress)
    # The first shards wait for workers to start and load: a cost of seconds, not of runs.
    begun = min(2 + 2 * PROCESSES, len(moments) - 2)
    edges = np.linspace(begun, len(moments) - 1, PARTS + 1).astype(int)
    told = [rate([moments[edge] for edge in pair]) for pair in pairwise(edges)]
    print("the sweep's parts in turn:", *(f"{part:.2f}" for part in told), "paired runs/s")
    return rate(moments[begun:]), results


def rate(moments: list[tuple[int, float]]) -> float:
    """Return runs a second between the first and the last of these moments."""
    (first, start), (last, end) = moments[0], moments[-1]
    return (last - first) / (end - start)


def resident() -> int:
    """Return kibibytes that this process and its workers hold now; 0 where the system hides it."""
    total = 0
    processes = [str(child.pid) for child in multiprocessing.active_children()]
    for process in ("self", *processes):
        try:
            status = Path(f"/proc/{process}/status").read_text(encoding="utf-8")
        except OSError:
            continue
        total += next(int(x.split()[1]) for x in status.splitlines() if x.startswith("VmRSS"))
    return total


def variances(results: SweepResults, outcome: str) -> tuple[float, float]:
    """Return the variance of the difference, paired and with the baseline of the next draw."""
    rows = results.runs
    change = rows[outcome].to_numpy()
    baseline = rows[f"{outcome}_baseline"].to_numpy()
    unpaired = baseline + change - np.roll(baseline, 1)
    return float(change.var(ddof=1)), float(unpaired.var(ddof=1))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
