"""The machine and the versions, described without naming anybody's: no host names, no paths."""

import importlib.metadata
import os
import platform
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

_CPU_INFO = Path("/proc/cpuinfo")
_CACHES = Path("/sys/devices/system/cpu/cpu0/cache")
_MEMORY = Path("/proc/meminfo")
_LIBRARIES = ("mesa", "numpy", "numba", "llvmlite", "pandas", "pyarrow", "polars", "laser-core")


def machine() -> dict[str, Any]:
    """Processor, cores, caches, memory, system and versions; what cannot be told is left out."""
    found = {
        "processor": _cpu_field("model name") or platform.processor() or platform.machine(),
        "cores": cores(),
        "frequency_mhz": _number(_cpu_field("cpu MHz")),
        "caches": _caches(),
        "memory_gib": _memory_gib(),
        "system": platform.system(),
        "python": platform.python_version(),
        "libraries": dict(_versions(_LIBRARIES)),
    }
    return {name: value for name, value in found.items() if value not in (None, "", {})}


def described(found: dict[str, Any]) -> str:
    """The machine in one line."""
    caches = ", ".join(f"{level} {size}" for level, size in found.get("caches", {}).items())
    versions = ", ".join(f"{name} {version}" for name, version in found["libraries"].items())
    parts = [
        f"{found['processor']}, {found['cores']} cores",
        f"{found['frequency_mhz']:,.0f} MHz" if "frequency_mhz" in found else "",
        f"caches {caches}" if caches else "",
        f"{found['memory_gib']:.0f} GiB memory" if "memory_gib" in found else "",
        f"{found['system']}, Python {found['python']}",
        versions,
    ]
    return "; ".join(part for part in parts if part)


def cores() -> int:
    """Cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _versions(names: Iterable[str]) -> Iterable[tuple[str, str]]:
    for name in names:
        try:
            yield name, importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            continue


def _cpu_field(name: str) -> str:
    if not _CPU_INFO.is_file():
        return ""
    found = re.search(rf"^{name}\s*:\s*(.+)$", _CPU_INFO.read_text(), re.MULTILINE)
    return found.group(1).strip() if found else ""


def _number(text: str) -> float | None:
    return float(text) if text else None


def _caches() -> dict[str, str]:
    """Size of each cache that core 0 uses, as the system gives it."""
    found = {}
    for entry in sorted(_CACHES.glob("index*")):
        try:
            level, kind, size = (
                (entry / name).read_text().strip() for name in ("level", "type", "size")
            )
        except OSError:
            continue
        found[f"L{level}{kind[0].lower() if kind != 'Unified' else ''}"] = size
    return found


def _memory_gib() -> float | None:
    if not _MEMORY.is_file():
        return None
    found = re.search(r"^MemTotal:\s*(\d+) kB", _MEMORY.read_text(), re.MULTILINE)
    return round(int(found.group(1)) / 2**20, 1) if found else None
