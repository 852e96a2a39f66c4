"""The JSON Schema of scenario files, for editors, made from the declarations that check them."""

from typing import Any

from sim.messages import text
from sim.scenario.declarations import REFERENCES, RUN, SECTIONS, TEXTS
from sim.scenario.keys import Key, Kind

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_NUMBERS = ["number", "array"]


def json_schema(lang: str = "en") -> dict[str, Any]:
    """The schema; titles and descriptions in `lang`.

    An entry that gives a `kind` is held to the keys and ranges of its kind; one that only gives
    the `name` of an entry it changes through `extends` is held to the keys of all kinds.
    """
    plain = {key: _text(key, lang) for key in (*TEXTS, *REFERENCES)}
    sections = {section: _section(kinds, lang) for section, kinds in SECTIONS.items()}
    parameters = {"type": "object", "additionalProperties": {"type": [*_NUMBERS, "object"]}}
    return {
        "$schema": _DIALECT,
        "type": "object",
        "properties": {
            **plain,
            "run": _table(RUN, lang),
            **sections,
            "parameters": parameters,
        },
        "additionalProperties": False,
    }


def _section(kinds: dict[str, Kind], lang: str) -> dict[str, Any]:
    every_key = {key.name for kind in kinds.values() for key in kind.keys}
    changed = {
        "type": "object",
        "required": ["name"],
        "properties": {"kind": False, **dict.fromkeys(sorted(every_key - {"kind"}), True)},
        "additionalProperties": False,
    }
    declared = [_kind(kind, lang) for kind in kinds.values()]
    return {"type": "array", "items": {"anyOf": [*declared, changed]}}


def _kind(kind: Kind, lang: str) -> dict[str, Any]:
    table = _table(kind.keys, lang)
    table["description"] = text(kind.sentence, lang)
    table["properties"]["kind"] = {"const": kind.name}
    # Required keys may come from the scenario that this one extends, so only `kind` is.
    table["required"] = ["kind"]
    return table


def _table(keys: tuple[Key, ...], lang: str) -> dict[str, Any]:
    properties = {key.name: _property(key, lang) for key in keys}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _property(key: Key, lang: str) -> dict[str, Any]:
    bounds = {} if key.low is None else {"minimum": key.low, "maximum": key.high}
    types: dict[str, dict[str, Any]] = {
        "number": {"type": "number", **bounds},
        "count": {"type": "integer", **bounds},
        "text": {"type": "string"},
        "choice": {"enum": list(key.choices)},
        "flag": {"type": "boolean"},
        "date": {"type": "string", "format": "date"},
        "month": {"type": "string", "pattern": r"^\d{4}-\d{1,2}(-0?1)?$"},
        "path": {
            "anyOf": [
                {"type": "string", "pattern": r"^[^/\\]+\.csv$"},
                {"type": "array", "items": {"type": "number", **bounds}, "minItems": 1},
            ]
        },
    }
    described = {**types[key.type], "description": text(f"scenario.key.{key.name}", lang)}
    if key.default is not None:
        described["default"] = key.default
    return described


def _text(key: str, lang: str) -> dict[str, Any]:
    return {"type": "string", "description": text(f"scenario.key.{key}", lang)}
