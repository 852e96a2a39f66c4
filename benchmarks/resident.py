"""Memory of this process, where the system tells it."""

import contextlib
import sys
from pathlib import Path

_STATUS = Path("/proc/self/status")
_PEAK = Path("/proc/self/clear_refs")


def resident() -> int | None:
    """Bytes resident now."""
    return _status("VmRSS")


def peak() -> int | None:
    """Most bytes that were ever resident."""
    found = _status("VmHWM")
    if found is not None or sys.platform == "win32":
        return found
    import resource

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most if sys.platform == "darwin" else most * 1024


def forget_peak() -> None:
    """Let the peak count from now on, where the system can."""
    with contextlib.suppress(OSError):
        _PEAK.write_text("5")


def _status(name: str) -> int | None:
    if not _STATUS.is_file():
        return None
    for line in _STATUS.read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1]) * 1024
    return None
