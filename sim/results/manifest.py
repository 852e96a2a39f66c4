"""How a result came about: enough to judge it and to repeat it."""

import hashlib
import json
import platform
import tomllib
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sim.accounts.kinds import ASSETS, CLAIMS, FLOWS, SECTORS

if TYPE_CHECKING:
    from sim.parameters import Parameters

PROJECT = "oasis-chains"
SOURCE = Path(__file__).resolve().parents[2]
PACKAGES = ("mesa", "numpy", "scipy", "pandas", "pyarrow", "numba", "pydantic")


def manifest(
    scenario: Any,
    parameters: "Parameters",
    draws: int,
    residuals: Mapping[str, float],
    timings: Mapping[str, float],
    command: str,
) -> dict[str, Any]:
    """Return the manifest; `residuals` as shares of turnover, `timings` in seconds."""
    baseline = scenario.baseline()
    return {
        "scenario": scenario.resolved(),
        "baseline": baseline.resolved(),
        "hashes": {
            "scenario": content_hash(scenario.resolved()),
            "baseline": content_hash(baseline.resolved()),
            "parameters": parameters.hash(),
        },
        "seed": scenario.run.seed,
        "draws": draws,
        "command": command,
        "versions": {name: _version(name) for name in (PROJECT, *PACKAGES)},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "written": datetime.now(UTC).isoformat(timespec="seconds"),
        "timings_seconds": dict(timings),
        "audit": dict(residuals),
        "sectors": list(SECTORS),
        "flow_kinds": [
            {
                "name": kind.name,
                "payer": kind.payer,
                "payee": kind.payee,
                "class": kind.category,
                "lever": kind.lever,
            }
            for kind in FLOWS
        ],
        "claim_kinds": [asdict(kind) for kind in CLAIMS],
        "assets": [asdict(asset) for asset in ASSETS],
    }


def content_hash(content: Any) -> str:
    """Return a short hash of plain values, the same whatever the order of keys."""
    written = json.dumps(content, sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(written.encode("utf-8")).hexdigest()[:16]


@cache
def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return source_version() if package == PROJECT else None


def source_version() -> str:
    """Return the version that `pyproject.toml` beside the source states, "source tree" without."""
    try:
        stated = tomllib.loads((SOURCE / "pyproject.toml").read_text(encoding="utf-8"))
        return str(stated["project"]["version"])
    except (OSError, KeyError, tomllib.TOMLDecodeError):
        return "source tree"
