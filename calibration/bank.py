"""The bank: every finished simulation is stored at once, so that nothing is run twice.

A simulation's file is named by a fingerprint of everything it depends on: parameters, region, seed,
draw, and the code and data of the model. An interrupted fit begins where it stopped, and the same
fit on another number of workers reads the same figures.
"""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import as_completed
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from calibration import held_out
from calibration.falls import FALLS, fall
from calibration.typical_year import typical_year
from sim.engine import cache
from sim.parameters import load_parameters
from sim.workers import pool as worker_pool

Figures = dict[str, float] | None
Simulation = Callable[[Mapping[str, float], str, int, int], Figures]
# What can be simulated, by the name a job gives.
KINDS: Mapping[str, Simulation] = {
    "typical_year": typical_year,
    "insurance": held_out.insurance_season,
    "bumper": held_out.bumper_year,
    "adoption": held_out.adoption,
    **{f"fall_{chain}": partial(fall, chain) for chain in FALLS},
}
SIMULATIONS = ("typical_year.py", "held_out.py", "falls.py")
# Told the stage, how many simulations are done, and of how many.
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Job:
    """One simulation: parameters by path, and the luck it meets."""

    values: tuple[tuple[str, float], ...]
    region: str
    seed: int
    draw: int
    kind: str

    @staticmethod
    def of(
        values: Mapping[str, float],
        region: str,
        seed: int,
        draw: int = 0,
        kind: str = "typical_year",
    ) -> "Job":
        """The job with its values in the order of their paths."""
        return Job(tuple(sorted(values.items())), region, seed, draw, kind)

    def key(self, model: str) -> str:
        """Fingerprint of the job on a model with this fingerprint."""
        text = json.dumps([model, self.values, self.region, self.seed, self.draw, self.kind])
        return hashlib.sha256(text.encode()).hexdigest()[:32]

    def run(self) -> Figures:
        """The figures of the job's simulation."""
        return KINDS[self.kind](dict(self.values), self.region, self.seed, self.draw)


class Bank:
    """Simulations stored in a folder, one small file each."""

    def __init__(self, folder: Path, workers: int, progress: Progress | None = None) -> None:
        self.folder, self.workers = folder, workers
        self.progress = progress or (lambda stage, done, total: None)
        self.model = model_fingerprint()
        self.ran = 0
        folder.mkdir(parents=True, exist_ok=True)

    def figures(self, stage: str, jobs: Sequence[Job]) -> list[Figures]:
        """Figures of every job in order: read where they are stored, run and stored where not."""
        known = {job: self._read(job) for job in jobs}
        missing = [job for job, content in known.items() if content is None]
        done = len(jobs) - len(missing)
        self.progress(stage, done, len(jobs))
        for job, content in self._run(missing):
            known[job] = self._write(job, content)
            done += 1
            self.progress(stage, done, len(jobs))
        return [self._figures(known[job]) for job in jobs]

    def _run(self, jobs: Sequence[Job]) -> Iterator[tuple[Job, Figures]]:
        self.ran += len(jobs)
        if self.workers <= 1 or len(jobs) <= 1:
            for job in jobs:
                yield job, job.run()
            return
        with worker_pool(self.workers) as pool:
            waiting = {pool.submit(Job.run, job): job for job in jobs}
            for future in as_completed(waiting):
                yield waiting[future], future.result()

    def _place(self, job: Job) -> Path:
        return self.folder / f"{job.key(self.model)}.json"

    def _read(self, job: Job) -> str | None:
        try:
            return self._place(job).read_text(encoding="utf-8")
        except FileNotFoundError:
            return None

    def _write(self, job: Job, figures: Figures) -> str:
        """Store a result; a killed run leaves no half file under the final name."""
        content = json.dumps({"values": dict(job.values), "figures": figures}, indent=1)
        place = self._place(job)
        beside = place.with_suffix(f".{os.getpid()}.part")
        beside.write_text(content, encoding="utf-8")
        os.replace(beside, place)
        return content

    @staticmethod
    def _figures(content: str | None) -> Figures:
        found: Figures = json.loads(content or "null")["figures"]
        return found


def model_fingerprint() -> str:
    """What a simulation depends on beside its job: code, parameters, counties and regions."""
    from sim.paths import calibration_folder

    seen = hashlib.sha256(cache.source_hash().encode())
    seen.update(declared_values().encode())
    for simulation in SIMULATIONS:
        seen.update((calibration_folder() / simulation).read_bytes())
    for part in ("counties", "regions"):
        for file in sorted((calibration_folder() / part).glob("*.toml")):
            seen.update(file.read_bytes())
    return seen.hexdigest()


def declared_values() -> str:
    """The declared value of every leaf, as text; bounds and sources do not change a simulation."""
    return json.dumps({leaf.path: leaf.value for leaf in load_parameters().leaves()})
