"""What a row of evidence must satisfy; a faulty one is refused by its id and column."""

import csv
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from calibration.chinese_numbers import numbers_in, scale_of
from calibration.derivation import (
    CONSTANTS,
    DERIVED,
    REPORTED,
    Derivation,
    ends_of,
    parsed,
    worked_out,
)
from sim.errors import InputError, nearest_names
from sim.parameters.evidence import documents
from sim.paths import calibration_folder

Row = Mapping[str, str]
Rows = Mapping[str, Row]

FILE = "evidence.csv"
STANDINGS = ("outcome", "plan", "target", "expected", "intent")
USES = ("specify", "calibrate", "validate", "none")
# What the model is given, and what it is asked: figures tied by a product stay on one side.
GIVEN = ("specify", "calibrate")
HELD_OUT = "validate"
# A printed value may be rounded by so much of itself, or by one of its last digit.
ROUNDING = 0.005
SAME = 1e-6
FIRST_YEAR, LAST_YEAR = 1900, 2100


@dataclass(frozen=True)
class Fault:
    """What is wrong with one column of one row; `problem` names `errors.evidence.<problem>`."""

    row: str
    column: str
    problem: str
    got: str = ""
    expected: str = ""
    nearest: tuple[str, ...] = ()
    values: Mapping[str, str] = field(default_factory=dict)

    def error(self) -> InputError:
        """The fault as a message of the programme."""
        return InputError(
            f"evidence.{self.problem}",
            where=f"{FILE}: {self.row}: {self.column}",
            expected=self.expected,
            got=self.got,
            nearest=self.nearest,
            **self.values,
        )


def read_rows(path: Path | None = None) -> list[dict[str, str]]:
    """The rows of the evidence table, as text."""
    file = path or calibration_folder() / "evidence" / FILE
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened))


@cache
def legal() -> dict[str, Any]:
    """Places, chains and units with their believable ranges."""
    file = calibration_folder() / "evidence" / "legal.toml"
    return tomllib.loads(file.read_text(encoding="utf-8"))


def require_sound(rows: Sequence[Row]) -> None:
    """Raise InputError for the first faulty row."""
    for fault in faults(rows):
        raise fault.error()


def faults(rows: Sequence[Row]) -> Iterator[Fault]:
    """Everything wrong with the rows, row by row, then what is wrong between them."""
    by_id: dict[str, Row] = {}
    for row in rows:
        name = row["id"]
        if not re.fullmatch(r"E\d{3}", name) or name in by_id:
            yield Fault(name or "?", "id", "id", got=name)
        by_id[name] = row
    faulty: set[str] = set()
    # Reported figures before those derived from them, which have no fault of their own then.
    for check in (_of_place, _of_value, _of_reported):
        for row in rows:
            found = list(check(row)) if row["id"] not in faulty else []
            faulty |= {fault.row for fault in found}
            yield from found
    for row in rows:
        if row["basis"].startswith(DERIVED) and not faulty & {row["id"], *_factors(row)}:
            yield from _of_derivation(row, by_id)
    yield from _of_sides(rows, by_id)


def _of_place(row: Row) -> Iterator[Fault]:
    """Document, line, quote, place, chain, and what the figure is used for."""
    known = documents()
    if row["document"] not in known:
        yield _unknown(row, "document", known)
    else:
        lines = known[row["document"]].lines
        if not row["line"].isdigit() or not 1 <= int(row["line"]) <= lines:
            yield Fault(row["id"], "line", "line", got=row["line"], expected=f"1..{lines}")
    if not row["quote"].strip():
        yield Fault(row["id"], "quote", "no_quote")
    allowed = {
        "place": legal()["places"],
        "chain": legal()["chains"],
        "standing": STANDINGS,
        "use": USES,
    }
    for column, names in allowed.items():
        if row[column] not in names:
            yield _unknown(row, column, names)
    if row["use"] == HELD_OUT and not row["group"]:
        yield Fault(row["id"], "group", "no_group")


def _of_value(row: Row) -> Iterator[Fault]:
    """A known unit and a number in its believable range."""
    units = legal()["units"]
    if row["unit"] not in units:
        yield _unknown(row, "unit", units)
        return
    try:
        ends = ends_of(row["value"])
    except ValueError:
        yield Fault(row["id"], "value", "no_number", got=row["value"])
        return
    low, high = units[row["unit"]]
    if not all(low <= end <= high for end in ends):
        expected = f"{low:g}..{high:g} {row['unit']}"
        yield Fault(row["id"], "value", "range", got=row["value"], expected=expected)


def _of_reported(row: Row) -> Iterator[Fault]:
    """The digits of a reported value stand in the quote."""
    basis, said = row["basis"], numbers_in(row["quote"])
    if basis.startswith(DERIVED):
        return
    scale = scale_of(basis.removeprefix(f"{REPORTED} in "))
    if basis != REPORTED and scale == 1.0:
        yield Fault(row["id"], "basis", "basis", got=basis)
    for end in set(ends_of(row["value"])):
        if not any(_same(end, number) or _same(end, number * scale) for number in said):
            yield Fault(row["id"], "value", "not_in_quote", got=f"{end:g}", expected=row["quote"])


def _of_derivation(row: Row, by_id: Rows) -> Iterator[Fault]:
    """The stated factors stand in the quote or are rows, and give the value."""
    said = numbers_in(row["quote"])
    try:
        derivation = parsed(row["basis"])
        found = worked_out(derivation, by_id)
    except (ValueError, ZeroDivisionError):
        yield Fault(row["id"], "basis", "basis", got=row["basis"])
        return
    except KeyError as unknown:
        yield Fault(row["id"], "basis", "factor_unknown", got=str(unknown.args[0]))
        return
    for number in derivation.numbers:
        if not any(_same(number, other) for other in said) and not _is_constant(number, row):
            problem = "factor_not_in_quote"
            yield Fault(row["id"], "basis", problem, got=f"{number:g}", expected=row["quote"])
    if not _has_a_factor(derivation, said):
        yield Fault(row["id"], "basis", "no_factor", got=row["basis"], expected=row["quote"])
    scale = 100.0 if row["unit"].startswith("percent") else 1.0
    for end, value in zip(found, row["value"].split("..") * 2, strict=False):
        if not _rounds_to(end * scale, value):
            yield Fault(row["id"], "value", "not_worked_out", got=value, expected=f"{end:g}")


def _has_a_factor(derivation: Derivation, said: set[float]) -> bool:
    """Whether the quote holds one factor at least, or all factors are rows with quotes."""
    here = any(_same(number, other) for number in derivation.numbers for other in said)
    return here or bool(derivation.rows)


def _is_constant(number: float, row: Row) -> bool:
    """Conversions, a calendar year, or the length of the row's span of years."""
    years = [int(year) for year in re.findall(r"\d{4}", row["year"])]
    spans = {float(last - first) for first in years for last in years}
    in_calendar = FIRST_YEAR <= number <= LAST_YEAR and number in years
    return number in CONSTANTS or number in spans or in_calendar


def _of_sides(rows: Sequence[Row], by_id: Rows) -> Iterator[Fault]:
    """No figure that is held out is tied by a product to one that the model is given."""
    side_of: dict[str, tuple[str, str]] = {}
    for row in rows:
        if row["group"] and row["use"] != "none":
            side = HELD_OUT if row["use"] == HELD_OUT else GIVEN[0]
            first, its_side = side_of.setdefault(row["group"], (row["id"], side))
            if side != its_side:
                yield _both_sides(row["id"], first)
        if row["use"] == "none" or not row["basis"].startswith(DERIVED):
            continue
        factors = [by_id[name] for name in _factors(row) if name in by_id]
        for factor in factors:
            if row["use"] in GIVEN and factor["use"] == HELD_OUT:
                yield _both_sides(row["id"], factor["id"])
        if row["use"] == HELD_OUT and factors and all(f["use"] in GIVEN for f in factors):
            yield _both_sides(row["id"], factors[0]["id"])


def _factors(row: Row) -> tuple[str, ...]:
    try:
        return parsed(row["basis"]).rows
    except ValueError:
        return ()


def _both_sides(one: str, other: str) -> Fault:
    return Fault(one, "use", "both_sides", values={"other": other})


def _unknown(row: Row, column: str, names: Any) -> Fault:
    nearest = nearest_names(row[column], list(names))
    return Fault(row["id"], column, "unknown", got=row[column], nearest=nearest)


def _same(one: float, other: float) -> bool:
    return abs(one - other) <= SAME * max(abs(one), abs(other))


def _rounds_to(number: float, printed: str) -> bool:
    """Whether a printed value is the number rounded, or within half a percent of it."""
    decimals = len(printed.partition(".")[2])
    # Long whole numbers are rounded to their leading digits.
    return abs(number - float(printed)) <= max(10.0**-decimals, ROUNDING * abs(number))
