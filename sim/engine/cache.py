"""Where compiled code is kept, so that only the very first run compiles.

numba does not notice an edited rule inlined into a kernel of another module, so the folder's
name carries a hash of the package's sources and of the versions that shape machine code. Where
no cache can be written, a temporary folder serves the process instead.
"""

import contextlib
import hashlib
import importlib.metadata
import os
import platform
import sys
import tempfile
from pathlib import Path

CACHE_VARIABLE = "OASIS_CHAINS_CACHE"
_HASHED_DISTRIBUTIONS = ("numba", "llvmlite", "numpy")


def source_hash() -> str:
    """Hash of every source file of `sim`, of Python and of the compiling libraries."""
    digest = hashlib.sha256(f"{sys.version}{platform.machine()}".encode())
    for name in _HASHED_DISTRIBUTIONS:
        digest.update(f"{name}={importlib.metadata.version(name)}".encode())
    for path in sorted(Path(__file__).resolve().parents[1].rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def prepare() -> Path:
    """Point numba at a writable cache folder; must run before numba is imported.

    The folder is `OASIS_CHAINS_CACHE`, else the user's cache folder, else a temporary one.
    A cache folder named by the user's own `NUMBA_CACHE_DIR` is left alone.
    """
    if os.environ.get("NUMBA_CACHE_DIR"):
        return Path(os.environ["NUMBA_CACHE_DIR"])
    folder = _writable(_preferred() / f"compiled-{source_hash()}")
    os.environ["NUMBA_CACHE_DIR"] = str(folder)
    return folder


def is_warm() -> bool:
    """Whether everything was compiled into the cache before."""
    return _mark().exists()


def mark_warm() -> None:
    """Note that everything is compiled."""
    with contextlib.suppress(OSError):
        _mark().touch()


def _mark() -> Path:
    return Path(os.environ.get("NUMBA_CACHE_DIR", ".")) / f"warm-{source_hash()}"


def _preferred() -> Path:
    if os.environ.get(CACHE_VARIABLE):
        return Path(os.environ[CACHE_VARIABLE])
    import platformdirs

    return Path(platformdirs.user_cache_dir("oasis-chains"))


def _writable(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return folder
    except OSError:
        return Path(tempfile.mkdtemp(prefix="oasis-chains-"))
