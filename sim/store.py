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

import pyarrow as pa

from sim.engine import cache
from sim.engine.packing import Packed
from sim.record import RunRecord

# Bytes that the folder holds at most, some ninety draws of the default region; what was used
# longest ago goes first.
LARGEST = 3 * 1024**3
FOLDER = "draws"
_CODEC = pa.Codec("lz4")


@dataclass
class KeptDraw:
    """One draw: the baseline's record, and the model when so many of its months were over.

    key: fingerprint of all that it depends on.
    """

    key: str
    months: int
    state: Packed
    baseline: RunRecord


def read(key: str) -> KeptDraw | None:
    """The draw kept under a key, None where there is none."""
    path = _path(key)
    try:
        data = path.read_bytes()
        size, head = int.from_bytes(data[:8], "little"), data[8:]
        kept: KeptDraw = pickle.loads(_CODEC.decompress(head, decompressed_size=size, asbytes=True))
        path.touch()
    except (OSError, ValueError, EOFError, pickle.UnpicklingError, AttributeError, ImportError):
        return None
    return kept if kept.key == key else None


def write(kept: KeptDraw) -> None:
    """Keep a draw, as one file written aside and renamed; nothing where it cannot be written."""
    path, data = _path(kept.key), pickle.dumps(kept, protocol=5)
    with contextlib.suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(len(data).to_bytes(8, "little"))
            file.write(_CODEC.compress(data, asbytes=True))
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
