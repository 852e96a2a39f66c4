"""The stored tables of a calibration, read back for the report."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration import ensemble

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Tables:
    """Everything a report says, from one folder."""

    folder: Path

    def rows(self, name: str) -> list[dict[str, str]]:
        """The rows of a table, as text; none where it was not made."""
        path = self.folder / name
        return ensemble.read_table(path) if path.is_file() else []

    @cached_property
    def posterior(self) -> dict[str, Floats]:
        """Members' values of every varied parameter, by path."""
        return _columns(self.rows(ensemble.POSTERIOR))

    @cached_property
    def figures(self) -> dict[str, Floats]:
        """Simulated figures by name, one a member that was asked."""
        return _columns(self.rows(ensemble.FIGURES))

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """How the tables were made."""
        import json

        content: dict[str, Any] = json.loads(
            (self.folder / ensemble.MANIFEST).read_text(encoding="utf-8")
        )
        return content

    @property
    def identified(self) -> list[str]:
        """Paths of what the fit narrowed."""
        return list(self.manifest["identified"])


def _columns(rows: list[dict[str, str]]) -> dict[str, Floats]:
    return {
        name: np.array([float(row[name]) for row in rows if row[name] != ""]) for name in rows[0]
    }
