"""constraints.txt pins everything the project asks for, on every Python, and nothing else."""

import importlib.metadata
import re
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

PROJECT = Path(__file__).resolve().parents[2]
PYTHONS = ["3.11", "3.12", "3.13"]


def pyproject() -> dict:
    return tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))


def declared() -> list[Requirement]:
    project = pyproject()["project"]
    lines = [*project["dependencies"], *sum(project["optional-dependencies"].values(), [])]
    return [Requirement(line) for line in lines]


def constraint_lines() -> list[str]:
    lines = (PROJECT / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line and not line.startswith("#")]


def pinned(python: str) -> dict[str, list[str]]:
    """Versions that apply on one Python, by canonical name."""
    versions: dict[str, list[str]] = {}
    for requirement in map(Requirement, constraint_lines()):
        if requirement.marker is None or requirement.marker.evaluate({"python_version": python}):
            (specifier,) = requirement.specifier
            versions.setdefault(canonicalize_name(requirement.name), []).append(specifier.version)
    return versions


def test_the_pythons_tried_here_are_those_the_project_allows():
    allowed = SpecifierSet(pyproject()["project"]["requires-python"])
    minors = [f"3.{minor}" for minor in range(8, 20) if allowed.contains(f"3.{minor}.9")]
    assert minors == PYTHONS


@pytest.mark.parametrize("python", PYTHONS)
def test_every_declared_dependency_is_pinned_once_and_within_its_range(python):
    versions = pinned(python)
    for requirement in declared():
        if requirement.marker and not requirement.marker.evaluate({"python_version": python}):
            continue
        chosen = versions.get(canonicalize_name(requirement.name), [])
        assert len(chosen) == 1, f"{requirement.name} on Python {python}: {chosen}"
        assert requirement.specifier.contains(chosen[0]), f"{requirement} but {chosen[0]}"


@pytest.mark.parametrize("python", PYTHONS)
def test_no_name_has_two_versions_on_one_python(python):
    assert [name for name, versions in pinned(python).items() if len(versions) != 1] == []


def test_every_range_of_the_project_has_both_ends():
    for requirement in declared():
        operators = {specifier.operator for specifier in requirement.specifier}
        assert operators == {">=", "<"}, f"{requirement} is open at an end"


def test_lines_are_names_versions_and_markers_only():
    shape = re.compile(r'[a-z0-9-]+==[0-9][0-9a-z.+!]*( ; [a-z_ ="0-9.]+)?')
    assert [line for line in constraint_lines() if not shape.fullmatch(line)] == []
    whole = (PROJECT / "constraints.txt").read_text(encoding="utf-8")
    assert "://" not in whole
    assert "--" not in whole


def test_what_is_pinned_installs_on_the_first_patch_release_of_this_python():
    # Debian 12 brings Python 3.11.2 for all its life: a release that asks for 3.11.5 is none there.
    first = f"{sys.version_info.major}.{sys.version_info.minor}.0"
    names = pinned(first.rpartition(".")[0])
    asked = {
        distribution.name: distribution.metadata.get("Requires-Python") or ""
        for distribution in importlib.metadata.distributions()
        if canonicalize_name(distribution.name) in names
    }
    assert asked
    too_late = {n: p for n, p in asked.items() if not SpecifierSet(p).contains(first)}
    assert too_late == {}
