"""Writing the results of many draws: seconds and bytes of the tables, and of the report."""

import tempfile
from functools import partial
from pathlib import Path

from benchmarks.machine import cores
from benchmarks.measure import SCENARIO, Plan, Row, repeat
from sim.comparison import compare
from sim.scenario import Scenario

DRAWS = (16, 64)


def measure(plan: Plan) -> list[Row]:
    """Compare once for each number of draws, then write what came of it again and again."""
    from viz.report import render_report

    rows: list[Row] = []
    overrides = [f"run.region={plan.region}", f"run.months={plan.months}"]
    for draws in (2,) if plan.quick else DRAWS:
        outcome = compare(Scenario.load(SCENARIO, overrides), draws=draws, workers=cores())
        with tempfile.TemporaryDirectory() as folder:
            place = Path(folder) / SCENARIO
            timing = repeat(partial(outcome.save, place), plan.repetitions)
            size = sum(file.stat().st_size for file in place.rglob("*") if file.is_file())
        key, what = f"writing.{draws}", f"`{plan.region}`, {draws} draws"
        rows += [
            timing.row(key, f"{what}: tables, answer and manifest written"),
            Row(f"{key}.bytes", f"{what}: size of the folder", size / 1e6, "MB"),
        ]
    report = repeat(lambda: render_report(outcome, "en"), plan.repetitions)
    return [*rows, report.row("writing.report", f"{what}: report drawn")]
