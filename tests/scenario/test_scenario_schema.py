"""The JSON Schema for editors, held against the library with a small checker of what it uses."""

import re
import tomllib
from typing import Any

import pytest

from sim.messages import languages
from sim.paths import scenarios_folder
from sim.scenario import Scenario, scenario_names
from sim.scenario.schema import json_schema

TYPES: dict[str, tuple[type, ...]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "number": (int, float),
    "integer": (int,),
    "boolean": (bool,),
}


def accepts(schema: Any, value: Any) -> bool:
    """Whether the parts of JSON Schema that ours uses accept a value."""
    if isinstance(schema, bool):
        return schema
    checks = [
        "type" not in schema or any(_is(value, kind) for kind in _listed(schema["type"])),
        "const" not in schema or value == schema["const"],
        "enum" not in schema or value in schema["enum"],
        "anyOf" not in schema or any(accepts(part, value) for part in schema["anyOf"]),
        "minimum" not in schema or _within(value, schema["minimum"], schema["maximum"]),
        "pattern" not in schema or bool(re.search(schema["pattern"], str(value))),
    ]
    if isinstance(value, dict):
        known = schema.get("properties", {})
        rest = schema.get("additionalProperties", True)
        checks += [key in value for key in schema.get("required", ())]
        checks += [accepts(known.get(key, rest), inner) for key, inner in value.items()]
    if isinstance(value, list) and "items" in schema:
        checks += [accepts(schema["items"], item) for item in value]
    return all(checks)


def _within(value: Any, low: float, high: float) -> bool:
    return not isinstance(value, int | float) or low <= value <= high


def _listed(kind: str | list[str]) -> list[str]:
    return [kind] if isinstance(kind, str) else kind


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, TYPES[kind])


def plain(name: str) -> dict[str, Any]:
    text = (scenarios_folder() / f"{name}.toml").read_text(encoding="utf-8")
    content = tomllib.loads(text)
    if "start" in content.get("run", {}):
        content["run"]["start"] = content["run"]["start"].isoformat()
    return content


@pytest.mark.parametrize("name", scenario_names())
def test_library_files_pass(name):
    assert accepts(json_schema(), plain(name))


@pytest.mark.parametrize("name", scenario_names())
def test_resolved_scenarios_pass(name):
    resolved = Scenario.load(name).resolved()
    del resolved["name"]
    if "baseline" in resolved:
        # A file names its baseline; what is resolved carries it whole.
        below = resolved.pop("baseline")
        assert accepts(json_schema(), {key: below[key] for key in below if key != "name"})
    assert accepts(json_schema(), resolved)


@pytest.mark.parametrize(
    "change",
    [{"change": -1.5}, {"chnge": -0.3}, {"chain": "jujbe"}, {"from": "soon"}, {"change": "-30%"}],
)
def test_mistakes_do_not_pass(change):
    content = plain("jujube-price-30")
    content["shock"][0].update(change)
    assert not accepts(json_schema(), content)


def test_schema_speaks_both_languages():
    english, chinese = (json_schema(lang) for lang in languages())
    assert (
        english["properties"]["run"]["properties"]["seed"]["description"]
        != (chinese["properties"]["run"]["properties"]["seed"]["description"])
    )
