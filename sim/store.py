"""Draws kept in the cache folder, for other processes and for those too many for memory.

Whatever goes wrong here only costs time: a file that is missing, damaged or cannot be written
means that the draw is opened again.
"""

import contextlib
import os
import pickle
import tempfile
from dataclasses import dataclass
from pathlib import Path

from sim.engine import cache
from sim.engine.packing import Packed, PackedModel
from sim.record import RunRecord

# Bytes that the folder holds at most, some hundred and twenty draws of the default region; what
# was used longest ago goes first.
LARGEST = 3 * 1024**3
FOLDER = "draws"


@dataclass
class KeptDraw:
    """One draw: the baseline's record, and the model when so many of its months were over.

    key: fingerprint of all that it depends on.
    """

    key: str
    months: int
    state: PackedModel
    baseline: Packed[RunRecord]


def read(key: str) -> KeptDraw | None:
    """The draw kept under a key, None where there is none."""
    path = _path(key)
    try:
        with path.open("rb") as file:
            kept: KeptDraw = pickle.load(file)
        path.touch()
    except (OSError, ValueError, EOFError, pickle.UnpicklingError, AttributeError, ImportError):
        return None
    return kept if kept.key == key else None


def write(kept: KeptDraw) -> None:
    """Keep a draw, as one file written aside and renamed; nothing where it cannot be written."""
    path = _path(kept.key)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            # Piece by piece: what it holds is packed already, and one piece of all that would be
            # memory new to the process.
            pickle.dump(kept, file, protocol=5)
        os.replace(file.name, path)
        _prune(path.parent)


def folder() -> Path:
    """Where draws are kept: beside the folders of compiled code, one for all versions."""
    return cache.folder().parent / FOLDER


def _path(key: str) -> Path:
    return folder() / f"{key}.draw"


def _prune(folder: Path) -> None:
    files = sorted(folder.iterdir(), key=lambda path: path.stat().st_mtime, reverse=True)
    total = 0
    for path in files:
        total += path.stat().st_size
        if total > LARGEST:
            path.unlink(missing_ok=True)
