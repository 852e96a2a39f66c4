"""Reading figures and records of figures from a county file, with a message for each mistake."""

import functools
import math
import types
import typing
from collections.abc import Mapping
from dataclasses import MISSING, Field, fields
from typing import Any, TypeVar

from sim.errors import InputError, nearest_names, shortened
from sim.regions.schema import Figure, Value

FIGURE_KEYS = ("value", "low", "high", "unit", "source", "note")
Record = TypeVar("Record")
# What each kind of record holds, worked out once.
_hints = functools.cache(typing.get_type_hints)
Figures = dict[str, Figure]


def read_record(
    kind: type[Record],
    table: Any,
    where: str,
    path: str,
    units: Mapping[str, str],
    found: Figures,
    **parts: Any,
) -> Record:
    """Build one `kind` (a dataclass of the schema) from a TOML table.

    `path` is the place in the file, `units` fills {capacity} and {product} in declared units,
    `parts` are fields read elsewhere. Every figure read is added to `found` by its path.
    Raises InputError for a missing or unknown key, a wrong type, unit or value.
    """
    if not isinstance(table, Mapping):
        raise _wrong_type(f"{where}: {path}", "a table", table)
    declared = {item.name: item for item in fields(kind) if item.name not in parts}  # type: ignore[arg-type]
    _refuse_unknown(table, tuple(declared) + tuple(parts), where, path)
    hints = _hints(kind)  # type: ignore[arg-type]
    values = dict(parts)
    for name, item in declared.items():
        here = f"{path}.{name}" if path else name
        if name not in table:
            if item.default is MISSING and item.default_factory is MISSING:
                raise InputError("missing_key", where=where, name=here)
            continue
        if "unit" in item.metadata:
            read = read_figure(table[name], f"{where}: {here}")
            values[name] = _value(read, item, hints[name], units, f"{where}: {here}")
            found[here] = read
        else:
            values[name] = read_text(table[name], f"{where}: {here}")
    return kind(**values)


def read_text(value: Any, where: str) -> str:
    """A text that says something. Raises InputError otherwise."""
    if not isinstance(value, str) or not value.strip():
        raise _wrong_type(where, "a text", value)
    return value


def read_figure(table: Any, where: str) -> Figure:
    """One figure `{value, low, high, unit, source, note}`; value, unit and source are required."""
    if not isinstance(table, Mapping):
        raise _wrong_type(where, "{value, low, high, unit, source, note}", table)
    _refuse_unknown(table, FIGURE_KEYS, where, "")
    for name in ("value", "unit", "source"):
        if name not in table:
            raise InputError("missing_key", where=where, name=name)
    source = table["source"]
    named = isinstance(source, list) and source and all(isinstance(name, str) for name in source)
    if not named:
        raise _wrong_type(f"{where}.source", 'a list such as ["E485"] or ["assumed"]', source)
    return Figure(
        value=_number_or_list(table["value"], f"{where}.value"),
        low=_bound(table.get("low"), f"{where}.low"),
        high=_bound(table.get("high"), f"{where}.high"),
        unit=read_text(table["unit"], f"{where}.unit"),
        source=tuple(source),
        note=str(table.get("note", "")),
    )


def _value(
    read: Figure, item: Field[Any], hint: Any, units: Mapping[str, str], where: str
) -> Value | int:
    unit = item.metadata["unit"].format_map(units)
    if read.unit != unit:
        raise InputError("inconsistent", where=f"{where}.unit", expected=unit, got=read.unit)
    if _takes(hint, bool):
        if not isinstance(read.value, bool):
            raise _wrong_type(where, "true or false", read.value)
        return read.value
    if _takes(hint, tuple):
        if not isinstance(read.value, tuple):
            raise _wrong_type(where, "a list of numbers", read.value)
    elif isinstance(read.value, bool | tuple):
        raise _wrong_type(where, "a number", read.value)
    _check_range(read, item, where)
    if hint is int:
        return _whole(read, where)
    return read.value


def _check_range(read: Figure, item: Field[Any], where: str) -> None:
    entries = read.value if isinstance(read.value, tuple) else (float(read.value),)
    least, most = item.metadata["least"], item.metadata["most"]
    low = least if read.low is None else max(least, read.low)
    high = math.inf if read.high is None else read.high
    if most is not None:
        high = min(high, most)
    for entry in entries:
        if not low <= entry <= high:
            raise InputError("out_of_range", where=where, expected=f"{low:g}..{high:g}", got=entry)


def _whole(read: Figure, where: str) -> int:
    number = float(read.value)  # type: ignore[arg-type]
    if number != round(number):
        raise _wrong_type(where, "a whole number", number)
    return int(number)


def _takes(hint: Any, kind: type) -> bool:
    """Whether a type hint is `kind`, a generic of it, or a union with it."""
    if isinstance(hint, types.UnionType):
        return any(_takes(part, kind) for part in typing.get_args(hint))
    return hint is kind or typing.get_origin(hint) is kind


def _number_or_list(value: Any, where: str) -> Value:
    if isinstance(value, list):
        return tuple(_number(entry, where) for entry in value)
    return value if isinstance(value, bool) else _number(value, where)


def _number(value: Any, where: str) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise _wrong_type(where, "a number", value)
    return float(value)


def _bound(value: Any, where: str) -> float | None:
    return None if value is None else _number(value, where)


def _wrong_type(where: str, expected: str, got: Any) -> InputError:
    return InputError("wrong_type", where=where, expected=expected, got=shortened(got))


def _refuse_unknown(
    table: Mapping[str, Any], known: tuple[str, ...], where: str, path: str
) -> None:
    for name in table:
        if name not in known:
            full = f"{path}.{name}" if path else name
            nearest = nearest_names(name, known)
            raise InputError("unknown_key", where=where, name=full, nearest=nearest)
