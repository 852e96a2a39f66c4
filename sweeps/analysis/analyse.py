"""`analyse_sweep`: every table that the rows of a sweep allow, and their files."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from sim.results.store import MARK, replace_folder
from sweeps.analysis.effects import heat_maps, main_effects
from sweeps.analysis.frames import Measured, measured
from sweeps.analysis.indices import morris_indices, sobol_indices
from sweeps.analysis.learning import conditions, feature_scores, worst
from sweeps.analysis.luck import convergence, variance_shares
from sweeps.origin import now
from sweeps.results import SweepResults

FOLDER = "analysis"
Limits = dict[str, tuple[str, float]]


@dataclass
class Analysis:
    """The tables of an analysis by name; empty ones are left out of the files."""

    results: SweepResults
    limits: Limits
    tables: dict[str, pd.DataFrame]

    @cached_property
    def found(self) -> list[Measured]:
        """Every outcome of every scenario by point and draw."""
        return list(measured(self.results))

    def bad(self, one: Measured) -> tuple[str, float]:
        """Return what counts as a bad value of an outcome."""
        return self.limits.get(one.outcome, worst(one))

    def save(self, extra_files: Mapping[str, str | bytes] | None = None) -> Path:
        """Write the tables as CSV and Parquet beside the results, whole or not at all.

        `extra_files` are texts or bytes by file name. Returns the folder.
        """
        return replace_folder(
            self.results.folder / FOLDER, lambda folder: self._write(folder, extra_files or {})
        )

    def _write(self, folder: Path, extra_files: Mapping[str, str | bytes]) -> None:
        for name, table in self.tables.items():
            if table.empty:
                continue
            table.to_csv(folder / f"{name}.csv", index=False)
            written = table.copy()
            for column in written:
                # Levels of factors of numbers and of texts stand in one column.
                if pd.api.types.is_object_dtype(written[column].dtype):
                    written[column] = written[column].astype(str)
            pq.write_table(
                pa.Table.from_pandas(written, preserve_index=False), folder / f"{name}.parquet"
            )
        for name, content in extra_files.items():
            data = content.encode("utf-8") if isinstance(content, str) else content
            (folder / name).write_bytes(data)
        notes: dict[str, Any] = {
            "sweep": self.results.manifest["sweep"]["name"],
            "rows": len(self.results.rows),
            "written": now(),
            "limits": {name: list(limit) for name, limit in self.limits.items()},
        }
        (folder / MARK).write_text(json.dumps(notes, indent=1) + "\n", encoding="utf-8")


def analyse_sweep(results: SweepResults | str | Path, limits: Limits | None = None) -> Analysis:
    """Return every table that the results of a sweep allow, finished or not.

    limits: by outcome what counts as bad, such as {"newly_below": (">", 2000.0)}; of others the
    worst quarter of all runs.
    """
    if not isinstance(results, SweepResults):
        results = SweepResults(results)
    found = [one for one in measured(results) if one.complete.size]
    tables = {
        "main_effects": main_effects(results, found),
        "variance": variance_shares(found),
        "sobol": sobol_indices(results, found),
        "morris": morris_indices(results, found),
        "feature_scores": feature_scores(results, found),
        "conditions": conditions(results, found, limits or {}),
        "heat_maps": heat_maps(results, found),
        "convergence": convergence(found),
    }
    return Analysis(results, limits or {}, tables)
