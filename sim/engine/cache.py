"""Where compiled code is kept, so that only the very first run compiles.

numba does not notice an edited rule inlined into a kernel of another module, so the folder's
name carries a hash of the package's sources, of the versions that shape machine code and of the
processor. Where no cache can be written, a temporary folder serves the process instead.
"""

import atexit
import contextlib
import functools
import hashlib
import importlib.metadata
import itertools
import os
import platform
import shutil
import sys
import tempfile
import time
from pathlib import Path

CACHE_VARIABLE = "OASIS_CHAINS_CACHE"
NUMBA_VARIABLE = "NUMBA_CACHE_DIR"
PREFIX = "compiled-"
# Folders of earlier sources: so many are kept, and any that a process of the last day may use.
KEPT = 3
IN_USE_SECONDS = 24 * 3600
_HASHED_DISTRIBUTIONS = ("numba", "llvmlite", "numpy")
_WARM = "warm"


@functools.cache
def source_hash() -> str:
    """Hash of every source file of `sim`, of Python, the compiling libraries and the processor.

    Code compiled for one processor may not run on another that shares the cache.
    """
    digest = hashlib.sha256(f"{sys.version}{platform.machine()}{_processor()}".encode())
    for name in _HASHED_DISTRIBUTIONS:
        digest.update(f"{name}={importlib.metadata.version(name)}".encode())
    for path in sorted(Path(__file__).resolve().parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def prepare() -> Path:
    """Point numba at a writable cache folder of this source; must run before kernels are made.

    The folder lies in `OASIS_CHAINS_CACHE`, else in `NUMBA_CACHE_DIR`, else in the user's cache
    folder; where none of them can be written, in a temporary one that ends with the process.
    """
    folder = _preferred() / f"{PREFIX}{source_hash()}"
    known = folder.is_dir()
    if not _is_writable(folder):
        folder = _temporary(folder)
    elif known:
        with contextlib.suppress(OSError):
            os.utime(folder)
    else:
        tidy(folder.parent)
    os.environ[NUMBA_VARIABLE] = str(folder)
    if "numba" in sys.modules:  # it read the environment when it was imported
        sys.modules["numba"].config.CACHE_DIR = str(folder)
    return folder


def is_warm() -> bool:
    """Whether everything was compiled into the cache before."""
    return (folder() / _WARM).exists()


def mark_warm() -> None:
    """Note that everything is compiled."""
    with contextlib.suppress(OSError):
        (folder() / _WARM).touch()


def tidy(parent: Path) -> None:
    """Delete the cache folders of earlier sources but the latest few and those in use."""
    with contextlib.suppress(OSError):
        folders = [path for path in parent.glob(f"{PREFIX}*") if path.is_dir()]
        used = {path: path.stat().st_mtime for path in folders}
        for path in sorted(folders, key=lambda path: -used[path])[KEPT + 1 :]:
            if used[path] < time.time() - IN_USE_SECONDS:
                shutil.rmtree(path, ignore_errors=True)


def _processor() -> str:
    """Name and features of the processor; empty where they cannot be told cheaply."""
    with contextlib.suppress(OSError), open("/proc/cpuinfo", encoding="utf-8") as lines:
        wanted = ("model name", "flags", "Features", "CPU part", "isa")
        of_the_first = itertools.takewhile(str.strip, lines)
        return "".join(line for line in of_the_first if line.startswith(wanted))
    return platform.processor()


def folder() -> Path:
    """The folder that holds compiled code, and beside it whatever else can be made again."""
    return Path(os.environ.get(NUMBA_VARIABLE, "."))


def _preferred() -> Path:
    if os.environ.get(CACHE_VARIABLE):
        return Path(os.environ[CACHE_VARIABLE])
    if os.environ.get(NUMBA_VARIABLE):
        named = Path(os.environ[NUMBA_VARIABLE])
        # A process that we started finds our own folder there.
        return named.parent if named.name.startswith(PREFIX) else named
    import platformdirs

    return Path(platformdirs.user_cache_dir("oasis-chains"))


def _is_writable(folder: Path) -> bool:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _temporary(folder: Path) -> Path:
    """A temporary folder with what `folder` has compiled already, deleted with this process."""
    parent = Path(tempfile.mkdtemp(prefix="oasis-chains-"))
    atexit.register(shutil.rmtree, parent, ignore_errors=True)
    copy = parent / folder.name
    try:
        shutil.copytree(folder, copy)
    except (OSError, shutil.Error):
        copy.mkdir(exist_ok=True)
    return copy
