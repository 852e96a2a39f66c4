"""Rewrite constraints.txt by resolving every dependency under several Pythons.

    python tools/constraints.py python3.11 python3.12 python3.13

Each interpreter resolves the base dependencies and all extras together in a fresh virtual
environment; nothing but metadata is fetched. The file holds names, versions and markers only.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent
HEADER = """\
# The exact versions Oasis Chains is tested with: pip install -c constraints.txt .
# Written by tools/constraints.py, which resolves the ranges of pyproject.toml on Python {pythons}.
"""


def declared_requirements(pyproject: Path) -> list[str]:
    """Requirements of the project, its build and all its extras, as pyproject.toml states them."""
    document = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    project = document["project"]
    requirements = [*document["build-system"]["requires"], *project["dependencies"]]
    for extra in project["optional-dependencies"].values():
        requirements += extra
    return sorted(set(requirements))


def resolve(interpreter: str, requirements: list[str]) -> tuple[str, dict[str, str]]:
    """Python version like "3.11" and the version chosen for each distribution name."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run([interpreter, "-m", "venv", folder], check=True)
        scripts = "Scripts" if sys.platform == "win32" else "bin"
        python = str(Path(folder, scripts, "python"))
        report = Path(folder, "report.json")
        command = [python, "-m", "pip", "install", "-qq", "--dry-run", "--ignore-installed"]
        # Wheels only: a release that has none for this Python is not one users can install.
        command += ["--only-binary", ":all:", "--report", str(report)]
        # Distributions keep the patch release they began with for years: the first one counts.
        command += ["--python-version", _first_patch(interpreter), "--target", folder]
        command += requirements
        subprocess.run(command, check=True)
        document = json.loads(report.read_text(encoding="utf-8"))
    chosen = {}
    for item in document["install"]:
        name = re.sub(r"[-_.]+", "-", item["metadata"]["name"]).lower()
        chosen[name] = item["metadata"]["version"]
    full = document["environment"]["python_full_version"]
    return ".".join(full.split(".")[:2]), chosen


def _first_patch(interpreter: str) -> str:
    """First release of an interpreter's series, like "3.11.0"."""
    code = "import sys; print(*sys.version_info[:2], 0, sep='.')"
    found = subprocess.run([interpreter, "-c", code], check=True, capture_output=True, text=True)
    return found.stdout.strip()


def constraint_lines(resolved: dict[str, dict[str, str]]) -> list[str]:
    """One line for each name and version, with a marker where the Pythons differ."""
    lines = []
    for name in sorted({name for chosen in resolved.values() for name in chosen}):
        pythons_by_version: dict[str, list[str]] = {}
        for python, chosen in resolved.items():
            if name in chosen:
                pythons_by_version.setdefault(chosen[name], []).append(python)
        for version, pythons in pythons_by_version.items():
            everywhere = len(pythons) == len(resolved)
            markers = " or ".join(f'python_version == "{python}"' for python in pythons)
            lines.append(f"{name}=={version}" + ("" if everywhere else f" ; {markers}"))
    return lines


def main(interpreters: list[str]) -> int:
    """Resolve under each interpreter and rewrite the file; 2 when none is named."""
    if not interpreters:
        print(__doc__, file=sys.stderr)
        return 2
    requirements = declared_requirements(PROJECT / "pyproject.toml")
    resolved = dict(resolve(interpreter, requirements) for interpreter in interpreters)
    text = HEADER.format(pythons=", ".join(resolved))
    text += "\n".join(constraint_lines(resolved)) + "\n"
    (PROJECT / "constraints.txt").write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
