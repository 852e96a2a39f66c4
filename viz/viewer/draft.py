"""What a visitor has asked so far: a scenario of the library and what was changed in it.

A draft never changes: every move makes another one, which is what undo and redo go through. It
travels in links, is saved as a scenario file and repeated on the command line.
"""

import json
import math
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any
from urllib.parse import parse_qsl, urlencode

from sim.errors import InputError, Phrase, is_printable, shortened
from sim.scenario import Scenario, scenario_over
from sim.scenario.declarations import SECTIONS, TEXTS

DEFAULT_PRESET = "jujube-price-30"
PRESET_KEY = "scenario"
# A link longer than this is no link of ours.
LONGEST_QUERY = 8_000
MOST_CHANGES = 200
LONGEST_VALUE = 300
OWN_NAME = "my-scenario"
_SECTIONS = tuple(SECTIONS)
Value = float | int | str | bool
NOTHING: Mapping[str, Value] = MappingProxyType({})


@dataclass(frozen=True)
class Draft:
    """A scenario of the library and the changes made to it, by path.

    Paths are those of `--set`: `run.months`, `shock.<name>.<key>`, `lever.<name>.<key>`,
    parameters; `title` besides. A new shock or lever has its `kind` among its keys;
    `enabled` false removes one.
    """

    preset: str = DEFAULT_PRESET
    changes: Mapping[str, Value] = field(default_factory=lambda: NOTHING)

    def __hash__(self) -> int:
        return hash((self.preset, tuple(sorted(self.changes.items(), key=str))))

    def with_changes(self, changes: Mapping[str, Value]) -> "Draft":
        """The draft with some paths set."""
        return replace(self, changes=MappingProxyType({**self.changes, **changes}))

    def without(self, *paths: str) -> "Draft":
        """The draft as the preset has it at these paths and under them."""
        kept = {
            path: value
            for path, value in self.changes.items()
            if not any(path == gone or path.startswith(f"{gone}.") for gone in paths)
        }
        return replace(self, changes=MappingProxyType(kept))

    @property
    def parameters(self) -> dict[str, Any]:
        """The assumptions that were changed, by path."""
        return {p: v for p, v in self.changes.items() if p.split(".")[0] not in _NOT_PARAMETERS}

    def scenario(self) -> Scenario:
        """The scenario it stands for. InputError where a change cannot be."""
        return self._scenario

    @cached_property
    def _scenario(self) -> Scenario:
        # Everything on the page asks for it again and again; a draft never changes.
        own = any(path.split(".")[0] in _SECTIONS for path in self.changes) or self.parameters
        return scenario_over(
            self.preset,
            self._layer(),
            {path: _as_number(value) for path, value in self.parameters.items()},
            name=f"{self.preset}-changed" if own else None,
            label=self.preset,
        )

    def _layer(self) -> dict[str, Any]:
        layer: dict[str, Any] = {}
        for path, value in self.changes.items():
            section, _, rest = path.partition(".")
            if path in TEXTS:
                layer[path] = value
            elif section == "run":
                layer.setdefault("run", {})[rest] = value
            elif section in _SECTIONS:
                name, _, key = rest.rpartition(".")
                entries = layer.setdefault(section, {})
                entries.setdefault(name, {"name": name})[key] = value
        return {
            key: list(value.values()) if key in _SECTIONS else value for key, value in layer.items()
        }

    def query(self) -> str:
        """The draft as the part of a link behind the question mark."""
        pairs = [(PRESET_KEY, self.preset), *self.changes.items()]
        return urlencode([(key, _written(value)) for key, value in pairs])

    def toml(self, title: str = "") -> str:
        """The draft as a scenario file that extends the library's."""
        layer = self._layer()
        texts = {key: layer[key] for key in TEXTS if key in layer}
        if title:
            texts |= {"title": title, "title_zh": title}
        lines = [f"{key} = {_quoted(value)}" for key, value in texts.items()]
        lines.append(f"extends = {_quoted(self.preset)}")
        if "run" in layer:
            lines += ["", "[run]"]
            lines += [f"{key} = {_quoted(value)}" for key, value in layer["run"].items()]
        for section in _SECTIONS:
            for entry in layer.get(section, ()):
                lines += ["", f"[[{section}]]"]
                lines += [f"{key} = {_quoted(value)}" for key, value in entry.items()]
        if self.parameters:
            lines += ["", "[parameters]"]
            lines += [f"{_quoted(path)} = {_quoted(v)}" for path, v in self.parameters.items()]
        return "\n".join(lines) + "\n"

    def command(self, programme: str = "python run.py") -> str:
        """The command that gives the same answer; see `needs_file`."""
        target = f"{OWN_NAME}.toml" if self.needs_file else self.preset
        words = [target]
        for path, value in self.changes.items():
            is_parameter = path in self.parameters
            if path not in TEXTS and (is_parameter or not self.needs_file):
                words += ["--set", f"{path}={_written(value)}"]
        return f"{programme} {shlex.join(words)}"

    @property
    def needs_file(self) -> bool:
        """Whether the command line needs it saved as a file: shocks or levers came or went."""
        return any(
            path.split(".")[0] in _SECTIONS and path.rpartition(".")[2] in ("kind", "enabled")
            for path in self.changes
        )


_NOT_PARAMETERS = ("run", *_SECTIONS, *TEXTS)


def draft_from_query(query: str, otherwise: Draft) -> Draft:
    """The draft a link carries, `otherwise` where it carries none.

    InputError where the link is broken; nothing in it is ever used as a path.
    """
    if len(query) > LONGEST_QUERY:
        raise _broken(query)
    try:
        text = query.removeprefix("?")
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text))
    except ValueError:
        raise _broken(query) from None
    if all(key in _OTHER_KEYS for key, _ in pairs):
        return otherwise
    preset = DEFAULT_PRESET
    changes: dict[str, Value] = {}
    for key, written in pairs[:MOST_CHANGES]:
        if key == PRESET_KEY:
            preset = written
        elif key not in _OTHER_KEYS:
            changes[_checked(key)] = _value(_checked(written))
    found = Draft(preset, MappingProxyType(changes))
    found.scenario()
    return found


# Keys of a link that say which page is shown, not which question is asked.
_OTHER_KEYS = ("page", "lang")


def _broken(got: str) -> InputError:
    return InputError("broken_link", expected=Phrase("viewer.link.expected"), got=shortened(got))


def _checked(text: str) -> str:
    if len(text) > LONGEST_VALUE or not all(is_printable(letter) for letter in text):
        raise _broken(text)
    return text


def _value(written: str) -> Value:
    """A value of a link: a number, true or false, else text."""
    if written in ("true", "false"):
        return written == "true"
    for kind in (int, float):
        try:
            number = kind(written)
        except ValueError:
            continue
        if math.isfinite(number):
            return number
    return written


def _written(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return f"{value:.12g}" if isinstance(value, float) else str(value)


def _quoted(value: Any) -> str:
    """A value as TOML writes it; JSON's strings are TOML's, but for the code above ASCII."""
    if isinstance(value, bool | str):
        return json.dumps(value, ensure_ascii=False)
    return _written(value)


def _as_number(value: Any) -> Any:
    return float(value) if isinstance(value, int) and not isinstance(value, bool) else value
