"""Checking with pydantic: models made from the declarations, and its errors in plain words."""

import math
from functools import cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, create_model

from sim.errors import (
    InputError,
    Phrase,
    nearest_names,
    nearest_number,
    nearest_share,
    unknown_name,
)
from sim.scenario.declarations import RUN, SECTIONS
from sim.scenario.documents import Document
from sim.scenario.files import LARGEST_NUMBER_BITS, is_plain, written
from sim.scenario.keys import LONGEST_RUN, Key, Kind
from sim.scenario.months import parse_month

LONGEST_TEXT = 2000
_RANGE_ERRORS = {
    "greater_than_equal",
    "less_than_equal",
    "finite_number",
    "too_short",
    "too_long",
}


def check_run(document: Document) -> dict[str, Any]:
    """The keys of `[run]`, checked, with defaults."""
    return _checked(_model("run", RUN), RUN, document.run, "run", document)


def check_entry(section: str, name: str, document: Document) -> tuple[Kind, dict[str, Any]]:
    """The keys of one shock or lever, checked against its kind, with defaults."""
    values = {"name": name, **document.entries(section)[name]}
    kinds = SECTIONS[section]
    path = f"{section}.{name}"
    kind_name = values.get("kind")
    if kind_name is None:
        raise InputError("missing_key", where=document.where(path), name="kind", expected=kinds)
    if not isinstance(kind_name, str) or kind_name not in kinds:
        raise unknown_name(f"{section}_kind", str(kind_name), kinds, document.where(f"{path}.kind"))
    kind = kinds[kind_name]
    model = _model(f"{section}.{kind_name}", kind.keys)
    return kind, _checked(model, kind.keys, values, path, document)


def check_text(value: Any, where: str) -> str:
    """A title or question: text of bounded length without control characters."""
    if not isinstance(value, str) or len(value) > LONGEST_TEXT or not is_plain(value, True):
        expected = Phrase("scenario.expected.text", {"most": LONGEST_TEXT})
        raise InputError("wrong_type", where=where, expected=expected, got=written(value))
    return value


def expected_of(key: Key) -> Phrase | tuple[str, ...]:
    """What a key may hold, in words."""
    if key.type == "choice":
        return key.choices
    values: dict[str, Any] = {"most": LONGEST_TEXT}
    if key.low is not None:
        unit = Phrase(f"scenario.unit.{key.unit}") if key.unit else ""
        values = {"low": plain_number(key.low), "high": plain_number(key.high), "unit": unit}
    return Phrase(f"scenario.expected.{key.type}", values)


def _checked(
    model: type[BaseModel], keys: tuple[Key, ...], values: Any, path: str, document: Document
) -> dict[str, Any]:
    try:
        checked = model.model_validate(values)
    except ValidationError as error:
        raise _translated(error, {key.name: key for key in keys}, path, document) from None
    return checked.model_dump(by_alias=True)


def _translated(
    error: ValidationError, keys: dict[str, Key], path: str, document: Document
) -> InputError:
    # A misspelt key explains a missing one, so it is told first.
    errors = error.errors(include_url=False)
    first = next((e for e in errors if e["type"] == "extra_forbidden"), errors[0])
    name = str(first["loc"][0])
    where = document.where(".".join((path, *(str(part) for part in first["loc"][:1]))))
    if first["type"] == "extra_forbidden":
        return InputError(
            "unknown_key", where=where, name=name, nearest=nearest_names(name, keys) or tuple(keys)
        )
    key = keys[name]
    if first["type"] == "missing":
        return InputError("missing_key", where=where, name=name, expected=expected_of(key))
    got = first["input"]
    if key.type == "choice" and isinstance(got, str):
        kind = "chain" if name == "chain" else "buyer" if name == "buyer" else "value"
        return unknown_name(kind, got, key.choices, where)
    key_of_message = "out_of_range" if first["type"] in _RANGE_ERRORS else "wrong_type"
    return InputError(
        key_of_message,
        where=where,
        expected=expected_of(key),
        got=written(got),
        nearest=_nearest(key, got),
    )


def _nearest(key: Key, got: Any) -> float | int | str | tuple[str, ...] | None:
    if key.type == "choice":
        return nearest_names(str(got), key.choices)
    if key.type not in ("number", "count") or key.low is None or key.high is None:
        return None
    number = _number_in(got)
    if number is None:
        return None
    closest = nearest_share if key.unit == "share" else nearest_number
    clipped = closest(number, key.low, key.high)
    return round(clipped) if key.type == "count" else clipped


def _number_in(got: Any) -> float | None:
    """The number someone meant by 1.5, "0.3" or "-30%"."""
    if isinstance(got, bool) or not isinstance(got, int | float | str):
        return None
    if isinstance(got, int) and got.bit_length() > LARGEST_NUMBER_BITS:
        return math.inf if got > 0 else -math.inf
    text = str(got).strip().replace("\u2212", "-")
    percent = text.endswith(("%", "\uff05"))
    try:
        number = float(text.rstrip("%\uff05"))
    except ValueError:
        return None
    number = number / 100 if percent else number
    return None if math.isnan(number) else number


@cache
def _model(name: str, keys: tuple[Key, ...]) -> type[BaseModel]:
    fields: dict[str, Any] = {key.name: _field(key) for key in keys}
    # `from` is a word of the language, so such fields get another name and an alias.
    renamed = {f"{n}_" if n == "from" else n: definition for n, definition in fields.items()}
    config = ConfigDict(extra="forbid", strict=True)
    return create_model(name, __config__=config, **renamed)


def _field(key: Key) -> tuple[Any, Any]:
    options: dict[str, Any] = {"alias": "from"} if key.name == "from" else {}
    default = ... if key.required else key.default
    optional = not key.required and key.default is None
    kind: Any = _type(key)
    return (kind | None if optional else kind), Field(default, **options)


def _type(key: Key) -> Any:
    bounds: dict[str, Any] = {"ge": key.low, "le": key.high} if key.low is not None else {}
    types: dict[str, Any] = {
        "number": Annotated[float, Field(allow_inf_nan=False, **bounds)],
        "count": Annotated[int, Field(**bounds)],
        "text": Annotated[str, BeforeValidator(_text)],
        "flag": bool,
        "date": Annotated[str, BeforeValidator(_month)],
        "month": Annotated[str, BeforeValidator(_month)],
        "path": Annotated[
            list[Annotated[float, Field(allow_inf_nan=False, **bounds)]],
            Field(min_length=1, max_length=LONGEST_RUN),
        ],
    }
    return Literal[key.choices] if key.type == "choice" else types[key.type]


def _text(value: Any) -> Any:
    if isinstance(value, str) and (len(value) > LONGEST_TEXT or not is_plain(value)):
        raise ValueError("not plain text")
    return value


def _month(value: Any) -> str:
    found = parse_month(value)
    if found is None:
        raise ValueError("not a month")
    return found.isoformat()


def plain_number(bound: float | None) -> str:
    """A bound of a range as text."""
    return "" if bound is None else f"{bound:.10g}"
