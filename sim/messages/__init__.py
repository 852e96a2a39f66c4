"""Everything a planner reads, in English and Chinese: one catalogue a language.

The catalogue of a language is the union of `<language>.toml` and every `*.<language>.toml`
in this folder. Tables nest into dotted keys: `[sentence]` with `loss = "..."` is
`sentence.loss`. Values are Python format strings with named fields.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from sim.engine.parsed import toml_tables

LANGUAGES = ("en", "zh")


class CatalogueError(LookupError):
    """A catalogue lacks a key, or holds one twice: a mistake of the programme, not of its user."""


def _flatten(table: Mapping[str, object], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        key = f"{prefix}{name}"
        if isinstance(value, Mapping):
            yield from _flatten(value, f"{key}.")
        elif isinstance(value, str):
            yield key, value
        else:
            raise CatalogueError(f"{key}: a message is text, not {type(value).__name__}")


@cache
def catalogue(lang: str) -> Mapping[str, str]:
    """Return the messages of `lang` by dotted key. Raises CatalogueError on a key held twice."""
    if lang not in LANGUAGES:
        raise CatalogueError(f"no catalogue for language {lang!r}, only {', '.join(LANGUAGES)}")
    merged: dict[str, str] = {}
    names = (f"{lang}.toml", f".{lang}.toml")
    for file in sorted(files(__name__).iterdir(), key=lambda entry: entry.name):
        if file.name != names[0] and not file.name.endswith(names[1]):
            continue
        for key, value in _flatten(toml_tables(file.read_text(encoding="utf-8"))):
            if key in merged:
                raise CatalogueError(f"{file.name}: {key} is already in another catalogue file")
            merged[key] = value
    return MappingProxyType(merged)


def languages() -> tuple[str, ...]:
    """Return the languages everything is said in."""
    return LANGUAGES


def keys(lang: str) -> frozenset[str]:
    """Return the keys of the catalogue of `lang`."""
    return frozenset(catalogue(lang))


def has(key: str, lang: str) -> bool:
    """Say whether the catalogue of `lang` holds `key`."""
    return key in catalogue(lang)


def text(key: str, lang: str, **values: object) -> str:
    """Return message `key` in `lang` with `values` filled in.

    Raises CatalogueError when the key or one of its fields is missing.
    """
    try:
        message = catalogue(lang)[key]
    except KeyError:
        raise CatalogueError(f"no message {key!r} in {lang}") from None
    try:
        return message.format(**values)
    except (KeyError, IndexError) as error:
        raise CatalogueError(f"message {key!r} in {lang} needs a value for {error}") from None
