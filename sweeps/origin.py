"""How the rows of a sweep came about: enough to judge, repeat and safely continue them."""

import hashlib
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any

import pandas as pd

import sim
from sim.errors import InputError
from sim.parameters import load_parameters
from sim.results.manifest import PACKAGES, PROJECT, content_hash, source_version
from sweeps.dataset import GROWING, changed
from sweeps.factors import is_parameter
from sweeps.sweep import Sweep

NAMED = (PROJECT, *PACKAGES, "scipy", "SALib")
SHOWN_CHANGES = 6


def manifest(sweep: Sweep, command: str) -> dict[str, Any]:
    """Return the manifest of a sweep that begins now."""
    return {
        "sweep": sweep.definition(),
        "scenarios": list(sweep.scenarios),
        "seed": seed_of(sweep),
        "made_by": fingerprint(sweep),
        "versions": {name: _version(name) for name in dict.fromkeys(NAMED)},
        "python": platform.python_version(),
        "platform": platform.platform(),
        "command": command,
        "state": "running",
        "started": now(),
    }


def now() -> str:
    """Return the time, to the second."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def seed_of(sweep: Sweep) -> int | None:
    """Return the seed that all luck of the sweep is drawn from."""
    return sweep.bases[0]["run"]["seed"] if sweep.bases else None


def fingerprint(sweep: Sweep) -> dict[str, str]:
    """Return hashes of what decides the rows beside the sweep: code, parameters, region."""
    if not sweep.bases:
        return {}
    from sim.regions import load_region

    region = sweep.bases[0]["run"]["region"]
    loaded = load_region(region, load_parameters(), search=list(sweep.folders))
    own = "" if sweep.own_points is None else sweep.own_points.to_csv()
    return {
        "model": _source_hash(),
        "parameters": load_parameters().hash()[:16],
        "region": content_hash(repr(loaded)),
        "own_points": content_hash(own),
    }


@cache
def _source_hash() -> str:
    digest = hashlib.sha256()
    for path in sorted(Path(str(sim.__file__)).parent.rglob("*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def check_same(before: Mapping[str, Any], now: Mapping[str, Any], where: str) -> None:
    """Raise InputError, with what differs, unless rows of both would be the same.

    More draws than before are no difference: the rows that are there stay as they are.
    """
    compared = [{key: side[key] for key in ("sweep", "made_by")} for side in (before, now)]
    found = [
        (path, old, new)
        for path, old, new in changed(*compared)
        if not (path in [f"sweep.{key}" for key in GROWING] and old < new)
    ]
    if found:
        shown = [f"{path}: {old} → {new}" for path, old, new in found[:SHOWN_CHANGES]]
        if len(found) > SHOWN_CHANGES:
            shown.append("…")
        raise InputError("sweep_changed", where=where, count=len(found), changes="; ".join(shown))


def drawn_parameters(sweep: Sweep) -> pd.DataFrame:
    """Return what each draw draws: `draw` and a column for every sampled parameter.

    Parameters that a factor or the first scenario sets are not drawn and have no column.
    """
    columns: dict[str, list[Any]] = {"draw": list(range(sweep.draws))}
    if sweep.bases:
        base = sweep.bases[0]
        varied = {factor.path for factor in sweep.factors if is_parameter(factor.path)}
        values = {k: tuple(v) if isinstance(v, list) else v for k, v in base["parameters"].items()}
        tree = load_parameters().with_values(values)
        sampled = [
            leaf.path
            for leaf in tree.leaves()
            if tree.is_sampled(leaf.path) and leaf.path not in varied
        ]
        trees = [tree.drawn(base["run"]["seed"], draw) for draw in range(sweep.draws)]
        columns |= {path: [drawn.value(path) for drawn in trees] for path in sampled}
    return pd.DataFrame(columns)


def _version(package: str) -> str | None:
    try:
        return metadata.version(package)
    except metadata.PackageNotFoundError:
        return source_version() if package == PROJECT else None
