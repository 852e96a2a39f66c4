"""Values given on the command line: `--set PATH=VALUE`, over whatever the files say."""

import tomllib
from collections.abc import Iterable
from typing import Any

from sim.errors import InputError, Phrase, unknown_name
from sim.scenario.declarations import RUN, SECTIONS
from sim.scenario.documents import SET_OPTION, Document
from sim.scenario.files import written

Override = tuple[str, Any]


def parse_overrides(overrides: Iterable[str | Override]) -> list[Override]:
    """Split "PATH=VALUE" texts; values are written as in a scenario file, quotes optional."""
    return [_parsed(item) if isinstance(item, str) else item for item in overrides]


def is_parameter(path: str) -> bool:
    """Whether an override is of a parameter: those apply to the baseline too."""
    return path.split(".")[0] not in ("run", *SECTIONS)


def put_overrides(document: Document, overrides: list[Override]) -> None:
    """Set the given values in a document. InputError for a path that leads nowhere."""
    for path, value in overrides:
        label = f"{SET_OPTION} {path}"
        section, _, rest = path.partition(".")
        if is_parameter(path):
            document.parameters[path] = value
            document.origins[f"parameters.{path}"] = SET_OPTION
        elif section == "run":
            if rest not in {key.name for key in RUN}:
                raise unknown_name("key", rest, (key.name for key in RUN), label)
            document.run[rest] = value
            document.origins[path] = SET_OPTION
        else:
            _put_entry(document, section, rest, value, label)


def _put_entry(document: Document, section: str, rest: str, value: Any, label: str) -> None:
    entry, _, key = rest.partition(".")
    entries = document.entries(section)
    if entry not in entries:
        raise unknown_name(section, entry, entries, label)
    if not key or key in ("name", "kind", "path") or "." in key:
        expected = f"{section}.{entry}.<key>"
        raise InputError("unknown_key", where=label, name=key, expected=expected)
    document.displace(section, entry, {key})
    document.put(section, entry, key, value, SET_OPTION)


def _parsed(item: str) -> Override:
    path, equals, value = item.partition("=")
    if not equals or not path.strip():
        expected = Phrase("scenario.expected.override")
        raise InputError("not_an_override", where=SET_OPTION, expected=expected, got=written(item))
    return path.strip(), _value(value.strip())


def _value(written_value: str) -> Any:
    # A value of several lines could smuggle in further keys; it is taken as text.
    try:
        table = tomllib.loads(f"value = {written_value}")
    except (tomllib.TOMLDecodeError, RecursionError):
        return written_value
    return table["value"] if len(table) == 1 else written_value
