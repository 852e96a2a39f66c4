"""Files a visitor takes away or leaves: tables, the report, a results folder. Done by a worker."""

import tempfile
from pathlib import Path
from typing import Any

from sim.results import TABLES
from sim.results.manifest import content_hash
from sim.results.outcome import Outcome, write_table

KINDS = {"csv": "text/csv", "parquet": "application/octet-stream", "html": "text/html"}


def table_bytes(outcome: Outcome, table: str, kind: str) -> bytes:
    """One table of a result as a file; KeyError for a name that is no table."""
    declared, content = TABLES[table], outcome.tables[table]
    if kind == "csv":
        return content.to_csv(index=False).encode("utf-8-sig")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "table"
        write_table(content, declared, path)
        return path.read_bytes()


def report_bytes(outcome: Outcome, lang: str) -> bytes:
    """The report of a result, as the command line writes it."""
    from viz.report import render_report

    return render_report(outcome, lang).encode("utf-8")


def kept_name(outcome: Any) -> str:
    """The name of the folder in which an answer is kept: the same for the same question."""
    asked = content_hash([outcome.scenario.resolved(), outcome.baseline.resolved()])
    return f"{outcome.scenario.name}-{asked[:6]}"


def keep(outcome: Outcome, parent: Path, command: str, lang: str) -> str:
    """Write an ordinary results folder and return its path. InputError where it cannot be."""
    outcome.manifest["command"] = command
    report = report_bytes(outcome, lang)
    folder = outcome.save(parent / kept_name(outcome), extra_files={"report.html": report})
    return str(folder)
