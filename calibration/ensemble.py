"""What the fit leaves behind: small tables and the manifest that reproduces them."""

import csv
import hashlib
import json
import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from calibration.plan import Plan
from calibration.priors import points, priors
from sim.paths import calibration_folder

Floats = NDArray[np.float64]

FOLDER = "fitted"
ENSEMBLE = "ensemble.csv"
POSTERIOR = "posterior.csv"
RECOVERY = "recovery.csv"
TARGETS = "targets.csv"
FIGURES = "figures.csv"
VALIDATION = "validation.csv"
MANIFEST = "manifest.json"
DIGITS = 6
INPUTS = ("targets.toml", "fit.toml", "validation.toml", "evidence/evidence.csv")
LIBRARIES = ("numpy", "scipy", "numba", "mesa")


def write_table(path: Path, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A table as CSV, whole or not at all; numbers to six significant digits."""
    beside = path.with_suffix(f".{os.getpid()}.part")
    with beside.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows([[_shown(entry) for entry in row] for row in rows])
    os.replace(beside, path)


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a table, as text."""
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_members(folder: Path, shares: Floats, identified: Sequence[str]) -> None:
    """The ensemble (what was identified) and the whole posterior (all that was varied)."""
    values = points(shares)
    paths = [prior.path for prior in priors()]
    kept = [paths.index(path) for path in identified]
    write_table(folder / POSTERIOR, paths, values.tolist())
    write_table(folder / ENSEMBLE, list(identified), values[:, kept].tolist())


def write_manifest(folder: Path, plan: Plan, facts: Mapping[str, Any], model: str) -> None:
    """How the tables were made: enough to make them again."""
    content = {
        "command": "oasis-chains calibrate",
        "plan": plan.as_dict(),
        "priors": {p.path: [p.shape, p.low, p.mode, p.high] for p in priors()},
        "inputs": {name: fingerprint(calibration_folder() / name) for name in INPUTS},
        "model": model,
        "libraries": {name: version(name) for name in LIBRARIES},
        "python": platform.python_version(),
        "machine": platform.machine(),
        **facts,
    }
    beside = folder / f"{MANIFEST}.{os.getpid()}.part"
    beside.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    os.replace(beside, folder / MANIFEST)


def fingerprint(path: Path) -> str:
    """SHA-256 of a file, its first sixteen signs; the same for every kind of line end."""
    content = path.read_bytes().replace(b"\r\n", b"\n")
    return hashlib.sha256(content).hexdigest()[:16]


def fitted_folder() -> Path:
    """Where the tables that come with the programme lie."""
    return calibration_folder() / FOLDER


def _shown(entry: Any) -> Any:
    return f"{entry:.{DIGITS}g}" if isinstance(entry, float) else entry
