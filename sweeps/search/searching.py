"""The search stage by stage, each a dataset of its own: resumed like any other sweep.

singles/            every lever alone, step by step
generation-NNN/     the packages of a generation
equal-cost-N/       each lever alone where it seems to cost what the package does, tried
held-out/           the chosen package and each lever at equal cost, other shocks, other luck
"""

import json
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa

from sim.errors import InputError
from sweeps.dataset import MANIFEST, unwritable, write_parquet, write_text
from sweeps.experiment import Estimate, How, run_in
from sweeps.factors import Factor
from sweeps.origin import check_same, manifest, now
from sweeps.results import SweepResults
from sweeps.schema import DesignTable, SearchTable
from sweeps.search.breeding import breed
from sweeps.search.choosing import (
    CHOSEN,
    at_equal_cost,
    choose,
    held_out_table,
    nothing,
    packages_table,
    single_levers,
    verdict,
)
from sweeps.search.figures import Judged, joined
from sweeps.sweep import COST_TRIALS, Sweep

CHOICE = "choice.json"
TABLES = ("packages", "singles", "held_out")


class SearchResults(SweepResults):
    """What a search left: packages, single levers, the choice and how it holds up."""

    def table(self, name: str) -> pd.DataFrame:
        """Return one of `TABLES`."""
        return pd.read_parquet(self.folder / f"{name}.parquet")

    @property
    def choice(self) -> dict[str, Any]:
        """The chosen package: amounts of its levers, its figures, and the verdict."""
        if not (self.folder / CHOICE).exists():
            raise InputError("sweep_no_choice", where=str(self.folder))
        found: dict[str, Any] = json.loads((self.folder / CHOICE).read_text("utf-8"))
        return found


@dataclass
class _Search:
    """A search under way."""

    sweep: Sweep
    search: SearchTable
    folder: Path
    how: How
    done: int = 0

    def stage(self, name: str, packages: pd.DataFrame, held_out: bool = False) -> Judged:
        """Run packages under the shocks of the search, or under the held-out ones."""
        names = [factor.name for factor in self.sweep.factors]
        stage = replace(
            self.sweep,
            name=name,
            design=DesignTable(kind="table"),
            own_points=packages[names].reset_index(drop=True),
            search=None,
            held_out=(),
        )
        if held_out:
            bases = tuple(_other_luck(base) for base in self.sweep.held_out)
            stage = replace(stage, bases=bases, draws=self.search.held_out_draws)
        before, report = self.done, self.how.progress

        def progress(done: int, total: int) -> None:
            if report is not None:
                report(before + done, self.sweep.runs)

        told = self.how.told if self.done == 0 else None
        how = replace(self.how, progress=progress, told=self._tell if told else None)
        results = run_in(stage, self.folder / name, how)
        self.how.pace = how.pace
        self.done += len(results.rows)
        return Judged.of(results)

    def _tell(self, first: Estimate) -> None:
        total = self.sweep.runs
        seconds = first.seconds * total / max(first.left, 1)
        if self.how.told is not None:
            self.how.told(Estimate(total, total, seconds, first.workers))


def run_search(sweep: Sweep, folder: Path, how: How) -> SearchResults:
    """Run a search, or what is missing of it, and write its tables and choice."""
    if sweep.search is None:
        raise ValueError(f"{sweep.name} is no search")
    started = time.perf_counter()
    notes = _begin(sweep, folder, how.command)
    under_way = _Search(sweep, sweep.search, folder, how)
    levers = single_levers(sweep.factors)
    singles = under_way.stage("singles", levers)
    tried, judged = breed(
        sweep.factors,
        sweep.search,
        lambda generation, packages: under_way.stage(f"generation-{generation:03d}", packages),
    )
    everything = pd.concat([levers.drop(columns="lever"), tried], ignore_index=True)
    packages = packages_table(everything, joined([singles, *judged]), sweep.search.budget)
    alone = pd.concat([levers, singles.table()], axis=1)
    chosen = choose(packages)
    if chosen is None:
        raise InputError("sweep_no_package", where=sweep.name)
    best = {str(key): value for key, value in packages.iloc[chosen].items()}
    compared, reached = _compared(under_way, alone, best)
    names = [CHOSEN, *(factor.name for factor in sweep.factors)]
    held_out = held_out_table(names, under_way.stage("held-out", compared, held_out=True))
    held_out["reached"] = [True, *reached]
    held_out = pd.concat([held_out, compared.reset_index(drop=True)], axis=1)
    for name, table in zip(TABLES, (packages, alone, held_out), strict=True):
        write_parquet(pa.Table.from_pandas(table, preserve_index=False), folder / f"{name}.parquet")
        write_text(table.to_csv(index=False), folder / f"{name}.csv")
    choice = {**best, "verdict": verdict(held_out)}
    _write_json(folder / CHOICE, choice)
    notes |= {"state": "complete", "finished": now(), "runs": under_way.done}
    notes["seconds"] += time.perf_counter() - started
    _write_json(folder / MANIFEST, notes)
    return SearchResults(folder)


def _begin(sweep: Sweep, folder: Path, command: str) -> dict[str, Any]:
    """Write the manifest of a search, or check that it is the one begun here."""
    notes = manifest(sweep, command) | {"failures": {}, "seconds": 0.0}
    path = folder / MANIFEST
    if path.exists():
        before = json.loads(path.read_text("utf-8"))
        check_same(before, notes, str(folder))
        notes["seconds"] = before["seconds"]
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise unwritable(folder) from error
    _write_json(path, notes)
    return notes


def _other_luck(base: dict[str, Any]) -> dict[str, Any]:
    """Return a scenario with the next seed: packages were not bred under this luck."""
    return {**base, "run": {**base["run"], "seed": base["run"]["seed"] + 1}}


def _compared(
    under_way: _Search, alone: pd.DataFrame, chosen: dict[str, Any]
) -> tuple[pd.DataFrame, list[bool]]:
    """Return the chosen package and each single lever at its cost, and which can cost as much.

    What a lever costs need not grow evenly between its steps: amounts found are tried, and sought
    again between what was tried.
    """
    factors, cost = under_way.sweep.factors, float(chosen["public_cost"])
    for trial in range(COST_TRIALS):
        singles, _ = _singles_at(factors, alone, cost)
        found = under_way.stage(f"equal-cost-{trial}", singles).table()
        alone = pd.concat([alone, pd.concat([singles, found], axis=1)], ignore_index=True)
    singles, reached = _singles_at(factors, alone, cost)
    package = pd.DataFrame([{factor.name: float(chosen[factor.name]) for factor in factors}])
    return pd.concat([package, singles.drop(columns="lever")], ignore_index=True), reached


def _singles_at(
    factors: tuple[Factor, ...], alone: pd.DataFrame, cost: float
) -> tuple[pd.DataFrame, list[bool]]:
    """Return each lever alone where it seems to cost so much, and whether it can."""
    rows, reached = [], []
    for factor in factors:
        tried = alone[alone["lever"] == factor.name]
        found = at_equal_cost(factor, tried, cost)
        rows.append({**nothing(factors), factor.name: float(found["amount"]), "lever": factor.name})
        reached.append(bool(found["reached"]))
    return pd.DataFrame(rows), reached


def _write_json(path: Path, content: dict[str, Any]) -> None:
    shown = json.dumps(content, ensure_ascii=False, indent=1, default=_plain)
    write_text(f"{shown}\n", path)


def _plain(value: Any) -> Any:
    return value.item()
