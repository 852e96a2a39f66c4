"""Everything a planner reads, in English and Chinese: one catalogue of sentences a language.

The files `*.<language>.toml` and `<language>.toml` of this folder are merged; their tables are
flattened to dotted keys, so `[errors] missing_file` is `errors.missing_file`.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


def text(key: str, lang: str, **values: Any) -> str:
    """The sentence `key` in language `lang`, its `{names}` filled with `values`."""
    return catalogue(lang)[key].format(**values)


def has(key: str, lang: str = "en") -> bool:
    """Whether the catalogue of `lang` knows `key`."""
    return key in catalogue(lang)


def keys(lang: str) -> tuple[str, ...]:
    """All dotted keys of one language, sorted."""
    return tuple(sorted(catalogue(lang)))


@cache
def languages() -> tuple[str, ...]:
    """The languages that have a catalogue, English first."""
    found = {name.split(".")[-2] for name in _file_names()}
    return tuple(sorted(found, key=lambda lang: (lang != "en", lang)))


@cache
def catalogue(lang: str) -> dict[str, str]:
    """All sentences of one language by dotted key; a key given twice is an error."""
    merged: dict[str, str] = {}
    for name in _file_names():
        if name.split(".")[-2] != lang:
            continue
        flat = _flattened(tomllib.loads((files(__name__) / name).read_text(encoding="utf-8")))
        twice = merged.keys() & flat.keys()
        if twice:
            raise ValueError(f"messages given twice in {name}: {sorted(twice)}")
        merged.update(flat)
    if not merged:
        raise LookupError(f"no catalogue for language {lang!r}; there are {languages()}")
    return merged


@cache
def _file_names() -> tuple[str, ...]:
    return tuple(sorted(f.name for f in files(__name__).iterdir() if f.name.endswith(".toml")))


def _flattened(table: dict[str, Any], prefix: str = "") -> dict[str, str]:
    flat: dict[str, str] = {}
    for key, value in table.items():
        if isinstance(value, dict):
            flat.update(_flattened(value, f"{prefix}{key}."))
        else:
            flat[f"{prefix}{key}"] = str(value)
    return flat
