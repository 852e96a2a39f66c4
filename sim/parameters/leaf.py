"""One parameter: its value, unit, range, meaning, source, and what a legal value of it is."""

import math
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

import numpy as np

Value = float | tuple[float, ...]

ASSUMED = "assumed"
GRADES = ("reported", "S", "M", "W", ASSUMED)
USES = ("specify", "calibrate", "validate")
FIELDS = (
    "value",
    "unit",
    "low",
    "high",
    "meaning_en",
    "meaning_zh",
    "source",
    "grade",
    "use",
    "sampled",
)
YEAR_SHARES = "share of the year"
WHOLE_UNITS = ("flag", "calendar month")
WHOLE_PREFIX = "whole "
SUM_TOLERANCE = 1e-6


@dataclass(frozen=True)
class Leaf:
    """One parameter as its file declares it.

    `value` is a number or a vector of numbers; `low` and `high` bound it (each entry of a
    vector). `source` lists ids of evidence, outside priors or mechanisms, or "assumed".
    A `sampled` leaf is drawn anew in every draw.
    """

    path: str
    value: Value
    unit: str
    low: float
    high: float
    meaning_en: str
    meaning_zh: str
    source: tuple[str, ...]
    grade: str
    use: str
    sampled: bool

    @property
    def branch(self) -> str:
        return self.path.partition(".")[0]

    @property
    def name(self) -> str:
        return self.path.partition(".")[2]

    @property
    def is_vector(self) -> bool:
        return isinstance(self.value, tuple)

    @property
    def length(self) -> int:
        """Number of entries; 1 for a single number."""
        return len(self.value) if isinstance(self.value, tuple) else 1


def entries(value: Value) -> tuple[float, ...]:
    """The numbers of a value, whether it is one number or a vector."""
    return value if isinstance(value, tuple) else (value,)


def as_value(given: object, *, vector: bool, length: int) -> Value | None:
    """`given` as a value of this shape, or None when it has another type or length."""
    if vector:
        if not isinstance(given, list | tuple) or len(given) != length:
            return None
        numbers = tuple(_number(entry) for entry in given)
        return None if None in numbers else tuple(n for n in numbers if n is not None)
    return _number(given)


def _number(given: object) -> float | None:
    # A bool is an int to Python; in a file it is a slip of the pen.
    if isinstance(given, bool) or not isinstance(given, int | float | np.number):
        return None
    number = float(given)
    return number if math.isfinite(number) else None


def is_whole(unit: str) -> bool:
    """Whether values of this unit are whole numbers: flags, months of the year, whole months."""
    return unit in WHOLE_UNITS or unit.startswith(WHOLE_PREFIX)


def fault_of(value: Value, unit: str, low: float, high: float) -> str:
    """Why `value` is not legal for this unit and range; empty when it is.

    Returns "out_of_range", "not_whole" (flags, calendar months, whole months), "not_one" (shares
    of a year that do not add up to one) or "".
    """
    numbers = entries(value)
    if any(not low <= number <= high for number in numbers):
        return "out_of_range"
    if is_whole(unit) and any(number != round(number) for number in numbers):
        return "not_whole"
    if unit == YEAR_SHARES and abs(math.fsum(numbers) - 1.0) > SUM_TOLERANCE:
        return "not_one"
    return ""


def leaf_from_table(path: str, table: Mapping[str, Any], known: Set[str], where: str) -> Leaf:
    """The leaf that a table of a parameter file declares.

    `known` are the ids a source may name. Raises ValueError naming file and leaf when a field is
    missing, unknown or of the wrong type, or when the value is not legal.
    """
    here = f"{where}: [{path.partition('.')[2]}]"
    _check_fields(table, here)
    given = table["value"]
    vector = isinstance(given, list)
    value = as_value(given, vector=vector, length=len(given) if vector else 1)
    low, high = _number(table["low"]), _number(table["high"])
    if value is None or low is None or high is None or entries(value) == ():
        raise ValueError(f"{here} value, low and high must be finite numbers")
    leaf = Leaf(
        path=path,
        value=value,
        unit=table["unit"],
        low=low,
        high=high,
        meaning_en=table["meaning_en"],
        meaning_zh=table["meaning_zh"],
        source=tuple(table["source"]),
        grade=table["grade"],
        use=table["use"],
        sampled=table["sampled"],
    )
    _check_leaf(leaf, known, here)
    return leaf


def _check_fields(table: Mapping[str, Any], here: str) -> None:
    missing = [name for name in FIELDS if name not in table]
    unknown = [name for name in table if name not in FIELDS]
    if missing or unknown:
        raise ValueError(f"{here} missing fields {missing}, unknown fields {unknown}")
    for name in ("unit", "meaning_en", "meaning_zh", "grade", "use"):
        if not isinstance(table[name], str) or not table[name].strip():
            raise ValueError(f"{here} {name} must be a text that says something")
    if not isinstance(table["sampled"], bool):
        raise ValueError(f"{here} sampled must be true or false")
    source = table["source"]
    if not isinstance(source, list) or not source or not all(isinstance(s, str) for s in source):
        raise ValueError(f"{here} source must be a list of ids, or ['{ASSUMED}']")


def _check_leaf(leaf: Leaf, known: Set[str], here: str) -> None:
    fault = fault_of(leaf.value, leaf.unit, leaf.low, leaf.high)
    if fault:
        raise ValueError(
            f"{here} value {leaf.value} is {fault} (range {leaf.low} to {leaf.high}, {leaf.unit})"
        )
    if leaf.grade not in GRADES or leaf.use not in USES:
        raise ValueError(f"{here} grade must be one of {GRADES} and use one of {USES}")
    strangers = [name for name in leaf.source if name not in known and name != ASSUMED]
    if strangers:
        raise ValueError(f"{here} source names unknown evidence {strangers}")
    # Ids beside "assumed" say what the assumption leans on; the grade stays that of a guess.
    if ASSUMED in leaf.source and leaf.grade != ASSUMED:
        raise ValueError(f"{here} a value with source '{ASSUMED}' has that grade")
    if leaf.sampled and (leaf.is_vector or not leaf.low < leaf.high):
        raise ValueError(f"{here} only a single number with a range can be sampled")
    # A record's fields are read as attributes; such a name would read something else.
    if not leaf.name.isidentifier() or hasattr(np.recarray, leaf.name):
        raise ValueError(f"{here} this name cannot be a field of a record")
