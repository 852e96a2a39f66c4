"""A scenario as written: layers of files and dictionaries merged by name, before any checking.

`extends` puts one file over another: texts, `[run]` and `[parameters]` key by key, shocks and
levers by name, new ones appended. Each value remembers which file or option it came from.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from sim.errors import InputError, Phrase, nearest_names
from sim.paths import scenarios_folder
from sim.scenario.declarations import REFERENCES, SECTIONS, TEXTS
from sim.scenario.files import find, is_name, read_path_values, read_toml, written

SET_OPTION = "--set"
_TABLES = ("run", "parameters")
_TOP_KEYS = (*TEXTS, *REFERENCES, *_TABLES, *SECTIONS)
# A start is written as a date or as a count; the later layer's way replaces the earlier one's.
_SAME_MEANING = {"from": "start_month", "start_month": "from"}
Entries = dict[str, dict[str, Any]]


@dataclass
class Document:
    """The merged content of a scenario file and what it extends.

    `origins` maps a dotted key to the file or option that gave it; `folders` are searched for
    names before the library, the innermost file's first.
    """

    name: str
    label: str
    folders: tuple[Path, ...] = ()
    top: dict[str, Any] = field(default_factory=dict)
    run: dict[str, Any] = field(default_factory=dict)
    shock: Entries = field(default_factory=dict)
    lever: Entries = field(default_factory=dict)
    parameters: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    def entries(self, section: str) -> Entries:
        """The shocks or the levers by name."""
        return self.shock if section == "shock" else self.lever

    def origin(self, key: str) -> str:
        """The file or option that gave `key`, or the nearest table above it."""
        known = key
        while known and known not in self.origins:
            known = known.rpartition(".")[0]
        return self.origins.get(known, self.label)

    def where(self, key: str) -> str:
        """File and key path for a message about `key`."""
        origin = self.origin(key)
        return f"{origin} {key}" if origin == SET_OPTION else f"{origin}: {key}"

    def put(self, section: str, entry: str, key: str, value: Any, origin: str) -> None:
        """Set one key of a shock or lever; its other spelling, if any, is dropped."""
        values = self.entries(section).setdefault(entry, {})
        values[key] = value
        self.origins[f"{section}.{entry}.{key}"] = origin

    def displace(self, section: str, entry: str, keys: set[str]) -> None:
        """Drop keys that a new layer is about to say in the other way."""
        for key in keys & _SAME_MEANING.keys():
            self.entries(section).get(entry, {}).pop(_SAME_MEANING[key], None)


def load_document(path: Path, shown: str, above: tuple[Path, ...] = ()) -> Document:
    """Read a scenario file and everything it extends, bases first.

    `above` are the files that led here; InputError when one of them comes again.
    """
    here = path.resolve()
    if here in above:
        circle = " > ".join(p.stem for p in (*above[above.index(here) :], here))
        expected = Phrase("scenario.expected.no_circle")
        raise InputError("extends_circle", where=f"{shown}: extends", expected=expected, got=circle)
    layer = read_toml(path, shown)
    if not layer:
        raise InputError("empty_file", where=shown, expected=Phrase("scenario.expected.content"))
    folder = path.parent
    if "extends" in layer:
        where = f"{shown}: extends"
        base_path = find("scenario", layer["extends"], lookup_folders((folder,)), where)
        document = load_document(base_path, base_path.name, (*above, here))
    else:
        document = Document(path.stem, shown)
    document.name, document.label = path.stem, shown
    if folder.resolve() != scenarios_folder().resolve():
        document.folders = tuple(dict.fromkeys((folder, *document.folders)))
    put_layer(document, layer, shown, folder)
    return document


def lookup_folders(folders: tuple[Path, ...]) -> tuple[Path, ...]:
    """`folders`, then the shipped library, each once."""
    return tuple(dict.fromkeys((*folders, scenarios_folder())))


def put_layer(document: Document, layer: dict[str, Any], label: str, folder: Path | None) -> None:
    """Lay the content of one file over the document."""
    for key, value in layer.items():
        if key not in _TOP_KEYS:
            raise InputError(
                "unknown_key", where=label, name=key, nearest=nearest_names(key, _TOP_KEYS)
            )
        if key == "parameters":
            flat = dict(_flattened(as_table(value, f"{label}: {key}")))
            document.parameters.update(flat)
            document.origins.update({f"parameters.{path}": label for path in flat})
        elif key == "run":
            table = as_table(value, f"{label}: {key}")
            document.run.update(table)
            document.origins.update({f"run.{name}": label for name in table})
        elif key in SECTIONS:
            _put_entries(document, key, value, label, folder)
        else:
            document.top[key] = value
            document.origins[key] = label


def _put_entries(
    document: Document, section: str, value: Any, label: str, folder: Path | None
) -> None:
    if not isinstance(value, list) or not all(isinstance(entry, dict) for entry in value):
        expected = Phrase("scenario.expected.entries", {"section": section})
        raise InputError(
            "wrong_type", where=f"{label}: {section}", expected=expected, got=written(value)
        )
    seen: set[str] = set()
    for number, entry in enumerate(value, start=1):
        name = _entry_name(section, entry, f"{label}: {section} {number}")
        if name in seen:
            raise InputError(
                "name_twice", where=f"{label}: {section} {number}", name=name, nearest=f"{name}-2"
            )
        seen.add(name)
        document.displace(section, name, set(entry))
        document.origins[f"{section}.{name}"] = label
        for key, content in entry.items():
            where = f"{label}: {section}.{name}.{key}"
            document.put(section, name, key, _with_values(key, content, folder, where), label)


def _entry_name(section: str, entry: dict[str, Any], where: str) -> str:
    name = entry.get("name", entry.get("kind"))
    if name is None:
        raise InputError("missing_key", where=where, name="kind", expected=tuple(SECTIONS[section]))
    if not isinstance(name, str) or not is_name(name) or {".", "="} & set(name):
        key = "name" if "name" in entry else "kind"
        expected = Phrase("scenario.expected.entry_name")
        raise InputError("wrong_type", where=f"{where}.{key}", expected=expected, got=written(name))
    return name


def _with_values(key: str, content: Any, folder: Path | None, where: str) -> Any:
    if key != "path" or not isinstance(content, str):
        return content
    return read_path_values(content, folder, SECTIONS["shock"]["price"].key("path"), where)


def as_table(value: Any, where: str) -> dict[str, Any]:
    """`value`, if it is a table; else InputError."""
    if not isinstance(value, dict):
        expected = Phrase("scenario.expected.table")
        raise InputError("wrong_type", where=where, expected=expected, got=written(value))
    return value


def _flattened(table: dict[str, Any], prefix: str = "") -> Iterator[tuple[str, Any]]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _flattened(value, f"{prefix}{key}.")
        else:
            yield f"{prefix}{key}", value
