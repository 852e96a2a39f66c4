"""What is in git holds on any machine: no registry's address, no path of somebody's disk."""

import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
# The brackets keep this file from holding what it forbids.
REGISTRIES = re.compile(r"pypi[.]org|python[h]osted|npmjs[.](?:org|com)|index[-]url|find[-]links")
MACHINE_PATHS = re.compile(r"(?<![\w./\])}*])/(?:home|root|Users|work|tmp|opt|mnt)/\w")


def tracked_texts() -> list[tuple[str, str]]:
    """Name and text of every tracked file that is text."""
    if shutil.which("git") is None or not (PROJECT / ".git").exists():
        pytest.skip("not a git checkout")
    command = ["git", "ls-files", "-z"]
    listing = subprocess.run(command, cwd=PROJECT, check=True, capture_output=True).stdout
    texts = []
    for name in listing.decode("utf-8").split("\0"):
        path = PROJECT / name
        if name and path.is_file():
            content = path.read_bytes()
            if b"\0" not in content:
                texts.append((name, content.decode("utf-8")))
    return texts


def found(pattern: re.Pattern[str]) -> list[str]:
    return [
        f"{name}: {match.group()}"
        for name, text in tracked_texts()
        for match in pattern.finditer(text)
    ]


def test_no_file_names_a_package_registry():
    assert found(REGISTRIES) == []


def test_no_file_holds_a_path_of_one_machine():
    assert found(MACHINE_PATHS) == []


def test_results_and_environments_are_not_in_git():
    names = [name for name, _ in tracked_texts()]
    left_behind = re.compile(r"(^|/)(results/.*\.(parquet|html)|\.venv|__pycache__|dist)(/|$)")
    assert [name for name in names if left_behind.search(name)] == []


def test_the_version_is_the_same_everywhere():
    document = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    version = document["project"]["version"]
    assert f"\nversion: {version}\n" in (PROJECT / "CITATION.cff").read_text(encoding="utf-8")
    assert f"\n## {version}" in (PROJECT / "CHANGELOG.md").read_text(encoding="utf-8")
