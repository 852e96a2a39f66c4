"""What a person typed or wrote cannot be used: one clear message, in their language.

The message says where (file and key), what is wrong, what was expected, what came and the
nearest legal value. The command line prints it and exits with status 2; nobody sees a
traceback for a bad input. The sentences are in the catalogues under `errors.<key>`.
"""

import difflib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from typing import Any

from sim.messages import has, text

SHOWN_NAMES = 12
NEAREST_NAMES = 3
# What is no share but could be written in percent: from here on it is taken for one.
LEAST_PERCENT = 5
LONGEST_VALUE = 80
_DIRECTION_MARKS = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


@dataclass(frozen=True)
class Phrase:
    """A piece of a message that has its own catalogue entry, filled when the language is known."""

    key: str
    values: dict[str, Any] = dataclass_field(default_factory=dict)

    def in_language(self, lang: str) -> str:
        """The phrase, itself filled with phrases, names or numbers."""
        return text(self.key, lang, **{k: _shown(v, lang) for k, v in self.values.items()})


Part = str | float | Phrase | Iterable[str] | None


class InputError(Exception):
    """A bad input of a user, with everything needed to mend it.

    `key` names the sentence `errors.<key>` of the catalogues; `where` is "file: key path";
    `expected`, `got` and `nearest` may each be text, a number, names or a `Phrase`, and are
    left out of the message when None or empty. `values` fill the sentence itself.
    Common keys: unknown_name, unknown_key, unknown_parameter, out_of_range, wrong_type,
    missing_file, unreadable_file, not_toml, inconsistent, unwritable, invalid.
    """

    def __init__(
        self,
        key: str,
        *,
        where: str = "",
        expected: Part = None,
        got: Part = None,
        nearest: Part = None,
        **values: Any,
    ) -> None:
        super().__init__(key)
        self.key = key
        self.where = where
        self.expected = _frozen(expected)
        self.got = _frozen(got)
        self.nearest = _frozen(nearest)
        self.values = values

    def message(self, lang: str = "en") -> str:
        """The whole message in English ("en") or Chinese ("zh")."""
        key = f"errors.{self.key}" if has(f"errors.{self.key}", lang) else "errors.invalid"
        values = {name: _shown(value, lang) for name, value in self.values.items()}
        pieces = [text(key, lang, **values)]
        for name in ("expected", "got", "nearest"):
            shown = _shown(getattr(self, name), lang)
            if shown:
                pieces.append(text(f"errors.part.{name}", lang, value=shown))
        body = text("errors.part.separator", lang).join(pieces) + text("errors.part.stop", lang)
        if self.where:
            body = text("errors.part.where", lang, where=self.where, body=body)
        # What came from a stranger's file must not steer the terminal it is printed on.
        return "".join(c if is_printable(c) else "\ufffd" for c in body)

    def __str__(self) -> str:
        return self.message("en")

    def __reduce__(self) -> tuple[Any, ...]:
        # Raised in a worker process, it must arrive whole in the parent.
        state = (self.key, self.where, self.expected, self.got, self.nearest, self.values)
        return (_rebuilt, state)


def _rebuilt(
    key: str, where: str, expected: Part, got: Part, nearest: Part, values: dict[str, Any]
) -> InputError:
    return InputError(key, where=where, expected=expected, got=got, nearest=nearest, **values)


def is_printable(character: str) -> bool:
    """Whether a character is no control character and does not turn the direction of writing."""
    return unicodedata.category(character) not in ("Cc", "Cs") and character not in _DIRECTION_MARKS


def nearest_names(name: str, legal: Iterable[str]) -> tuple[str, ...]:
    """Up to three legal names that look like `name`, best first; none when nothing does."""
    by_lower = {candidate.lower(): candidate for candidate in legal}
    close = difflib.get_close_matches(name.lower(), by_lower, n=NEAREST_NAMES, cutoff=0.5)
    return tuple(by_lower[match] for match in close)


def nearest_number(value: float, low: float, high: float) -> float:
    """The number in [low, high] closest to `value`."""
    return min(max(value, low), high)


def nearest_share(value: float, low: float, high: float) -> float:
    """The share in [low, high] closest to what was meant: 30 for a share is 30 percent."""
    percent = value / 100
    is_percent = abs(value) >= LEAST_PERCENT and low <= percent <= high
    return percent if is_percent else nearest_number(value, low, high)


def unknown_name(kind: str, name: str, legal: Iterable[str], where: str = "") -> InputError:
    """The error for a name that is none of the legal ones.

    `kind` is a catalogue key of what is named ("chain", "region", "scenario", ...).
    """
    names = tuple(legal)
    return InputError(
        "unknown_name",
        where=where,
        kind=Phrase(f"errors.kind.{kind}"),
        name=shortened(name),
        expected=names if len(names) <= SHOWN_NAMES else None,
        nearest=nearest_names(name, names),
    )


def shortened(value: Any) -> str:
    """What came, as one line short enough to print."""
    line = " ".join(str(value).split())
    return line if len(line) <= LONGEST_VALUE else line[: LONGEST_VALUE - 1] + "…"


def _frozen(part: Part) -> str | float | Phrase | tuple[str, ...] | None:
    if part is None or isinstance(part, str | int | float | Phrase):
        return part
    return tuple(part)


def _shown(part: Any, lang: str) -> str:
    if part is None:
        return ""
    if isinstance(part, Phrase):
        return part.in_language(lang)
    if isinstance(part, tuple | list):
        return text("errors.part.comma", lang).join(_shown(item, lang) for item in part)
    if isinstance(part, float):
        return f"{part:g}"
    return shortened(part) if len(str(part)) > 4 * LONGEST_VALUE else str(part)
