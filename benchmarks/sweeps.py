"""How fast a sweep runs beside the engine alone, whether memory stays flat, what pairing is worth.

python -m benchmarks.sweeps                 1,000 paired runs of one county on two processes
python -m benchmarks.sweeps --runs 100      fewer
python -m benchmarks.sweeps --region sample --runs 50

Every run is a draw of its own, opened anew: the least favourable sweep, since points of one draw
would share opening and baseline. The ideal of two processes is what two bare loops of `run_draw`
do side by side. A shared machine is not the same for long, so the sweep holds its breath after
every hundred runs for a few of them: each hundred is compared with the loops before and after it.
"""

import argparse
import multiprocessing
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from benchmarks.measure import SCENARIO
from sim import Scenario
from sim.compiling import compile_once
from sim.paired_draw import run_draw
from sim.workers import context
from sweeps import Sweep, SweepResults, load_sweep, run_sweep

PROCESSES = 2
ALONE = 20  # paired runs by which one process's rate is told, before the sweep and after it
PART = 100  # runs of the sweep between two looks at the loops
BESIDE = 8  # paired runs of the bare loops between two parts
SETTLING = 2 * PROCESSES  # shards that wait for workers, or were finished while loops ran
KIBIBYTE = 1024


def main(arguments: Sequence[str]) -> int:
    """Measure and print; status 0."""
    options = _options(arguments)
    compile_once()
    few = spread(options.runs, ALONE)
    seconds = [loop(options.region, few)]
    sweep = county_sweep(options.region, options.runs)
    with tempfile.TemporaryDirectory() as folder:
        watch = Watch(options.region, options.runs)
        results = run_sweep(sweep, out=Path(folder), workers=PROCESSES, progress=watch.progress)
        found = {outcome: variances(results, outcome) for outcome in ("income", "below")}
    seconds.append(loop(options.region, few))
    print(f"engine alone, one process: {2 * len(few) / sum(seconds):.3f} paired runs/s")
    watch.tell()
    for outcome, (paired, unpaired) in found.items():
        print(
            f"variance of {outcome}: paired {paired:.4g}, unpaired {unpaired:.4g}, "
            f"{unpaired / paired:.0f} times as much"
        )
    return 0


class Watch:
    """Looks on as a sweep makes progress, and interrupts it for the bare loops beside it."""

    def __init__(self, region: str, runs: int):
        self.region, self.runs, self.count = region, runs, max(runs // PART, 1)
        self.memory: list[tuple[int, int]] = []
        # Runs done and the moment, of each part.
        self.parts: list[list[tuple[int, float]]] = [[]]
        self.loops = [self._beside()]

    def progress(self, done: int, _total: int) -> None:
        """Note how far the sweep is; between two parts let two bare loops run instead."""
        self.memory.append((done, resident()))
        self.parts[-1].append((done, time.perf_counter()))
        if done >= self.runs * len(self.parts) / self.count:
            self.loops.append(self._beside())
            self.parts.append([(done, time.perf_counter())])

    def tell(self) -> None:
        """Print the rates of the parts and of the loops between them, and the memory."""
        rates = np.array([rate(part[SETTLING:]) for part in self.parts[: self.count]])
        loops = np.array(self.loops)
        shares = rates / ((loops[:-1] + loops[1:]) / 2.0)
        print("two bare loops:", *(f"{each:.2f}" for each in loops), "paired runs/s")
        print("the sweep between:", *(f"{each:.2f}" for each in rates), "paired runs/s")
        print(
            f"the sweep over the loops: median {np.median(shares):.0%}, lowest {shares.min():.0%}, "
            f"highest {shares.max():.0%}"
        )
        for part in (0.25, 0.5, 1.0):
            done, most = self.memory[int(part * (len(self.memory) - 1))]
            print(f"memory of all processes after {done} runs: {most / KIBIBYTE:.0f} MiB")

    def _beside(self) -> float:
        """Paired runs a second of two bare loops side by side, over draws from all of the sweep."""
        draws = spread(self.runs, BESIDE)
        with context().Pool(PROCESSES) as pool:
            shares = [(self.region, draws[first::PROCESSES]) for first in range(PROCESSES)]
            return len(draws) / max(pool.starmap(loop, shares, chunksize=1))


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=1000)
    parser.add_argument("--region", default="luopu")
    return parser.parse_args(arguments)


def spread(runs: int, count: int) -> list[int]:
    """So many draws at even distances among those of a sweep, or all of them if it has fewer."""
    return np.unique(np.linspace(0, runs - 1, count).round().astype(int)).tolist()


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
