"""Fail unless a wheel holds every tracked file of the packages it ships.

python tools/wheel_content.py dist/oasis_chains-0.1.0-py3-none-any.whl
"""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def shipped_packages() -> list[str]:
    """Top-level folders that pyproject.toml puts into the wheel."""
    document = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    packages: list[str] = document["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"]
    return packages


def tracked_files(folders: list[str]) -> set[str]:
    """Files git tracks under the folders, relative to the project and with forward slashes."""
    command = ["git", "ls-files", "-z", "--", *folders]
    listing = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True).stdout
    return set(listing.decode("utf-8").split("\0")) - {""}


def main(arguments: list[str]) -> int:
    """0 when the wheel is complete, 1 when files are missing, 2 when no wheel is named."""
    if len(arguments) != 1:
        print(__doc__, file=sys.stderr)
        return 2
    with zipfile.ZipFile(arguments[0]) as wheel:
        held = set(wheel.namelist())
    expected = tracked_files(shipped_packages())
    missing = sorted(expected - held)
    for name in missing:
        print(f"missing from the wheel: {name}", file=sys.stderr)
    print(f"{len(expected & held)} of {len(expected)} files of the packages are in the wheel")
    return 1 if missing or not expected else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
