"""Reading a sweep's folder: rows, design, what was drawn, and how it came about."""

from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from sweeps.dataset import DESIGN, DRAWS, RUNS, read_manifest, read_parquet
from sweeps.sweep import FAILURE, KEYS


class SweepResults:
    """The results of a sweep, finished or not. InputError where the folder holds none."""

    def __init__(self, folder: str | Path):
        self.folder = Path(folder)
        self.manifest = read_manifest(self.folder)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Every run, sorted by point, scenario and draw; failed ones with their reason."""
        parts = self.folder / RUNS
        if not any(parts.glob("part-*.parquet")):
            return pd.DataFrame(columns=[*KEYS, FAILURE])
        return read_parquet(parts).sort_values(list(KEYS), ignore_index=True)

    @property
    def runs(self) -> pd.DataFrame:
        """The runs that did not fail."""
        return self.rows[self.rows[FAILURE].isna()].drop(columns=FAILURE)

    @property
    def failures(self) -> pd.DataFrame:
        """The runs that failed: their keys, factors and reason."""
        return self.rows[self.rows[FAILURE].notna()]

    @cached_property
    def design(self) -> pd.DataFrame:
        """The points: `point` and a column a factor."""
        return read_parquet(self.folder / DESIGN)

    @cached_property
    def draws(self) -> pd.DataFrame:
        """What was drawn: `draw` and a column a sampled parameter."""
        return read_parquet(self.folder / DRAWS)

    @property
    def factors(self) -> list[dict[str, Any]]:
        """The factors as the manifest tells them: name, path, unit, range or values."""
        return list(self.manifest["sweep"]["factors"])

    @property
    def outcomes(self) -> list[dict[str, Any]]:
        """The outcomes as the manifest tells them: name, metric, group, window, unit, better."""
        return list(self.manifest["sweep"]["outcomes"])

    @property
    def scenarios(self) -> list[str]:
        """The names of the scenarios."""
        return list(self.manifest["scenarios"])
