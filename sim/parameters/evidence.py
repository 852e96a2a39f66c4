"""What the reports and outside sources say: the tables behind the source ids of the leaves."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sim.errors import unknown_name
from sim.paths import calibration_folder


@dataclass(frozen=True)
class Document:
    """One of the reports: an official or research text, known by its id and title."""

    id: str
    title_zh: str
    title_en: str
    kind: str
    place: str
    year: str
    lines: int


@dataclass(frozen=True)
class Figure:
    """A number of the tables in their codes: `sim.parameters.evidence_words` puts it in words.

    `value` is a number or a range such as 15..24, `basis` how it is known. A figure of a report has
    no `low` and `high`; one from outside has no `place`, `year` and `basis`.
    """

    chain: str
    quantity: str
    value: str
    unit: str
    place: str = ""
    year: str = ""
    basis: str = ""
    low: str = ""
    high: str = ""


@dataclass(frozen=True)
class Reference:
    """One row a source id points to, as the tables have it: texts in English, figures in codes.

    `kind` is "evidence" (a figure in a report), "mechanism" (something a report says happens)
    or "prior" (a figure from outside the reports). A mechanism has a `statement`, the others a
    `figure`. `document` and `line` are empty for a prior, `source` is empty for the others;
    `quote` is the report's own sentence. `use` says what a figure serves for (specify, calibrate,
    validate, none) and `standing` whether it is an outcome or a plan, target, expectation or
    intent; both are empty where they do not apply.
    """

    id: str
    kind: str
    figure: Figure | None
    statement: str
    document: str
    line: str
    quote: str
    source: str
    note: str
    use: str = ""
    standing: str = ""


@cache
def documents() -> Mapping[str, Document]:
    """The reports by id."""
    rows = _rows("documents.csv")
    return MappingProxyType(
        {row["id"]: Document(**{**row, "lines": int(row["lines"])}) for row in rows}  # type: ignore[arg-type]
    )


@cache
def references() -> Mapping[str, Reference]:
    """Every row of evidence, mechanisms and outside priors, by id.

    Raises ValueError when an id occurs twice or a row names an unknown document.
    """
    found: dict[str, Reference] = {}
    for reference in (*_evidence(), *_mechanisms(), *_priors()):
        if reference.id in found:
            raise ValueError(f"evidence id {reference.id} occurs twice")
        if reference.document and reference.document not in documents():
            raise ValueError(f"evidence {reference.id} names unknown {reference.document}")
        found[reference.id] = reference
    return MappingProxyType(found)


def find(identifier: str) -> Reference:
    """The row with this id; InputError with the nearest ids when there is none."""
    known = references()
    if identifier not in known:
        raise unknown_name("evidence", identifier, known)
    return known[identifier]


def _evidence() -> list[Reference]:
    return [
        Reference(
            id=row["id"],
            kind="evidence",
            figure=Figure(
                chain=row["chain"],
                quantity=row["quantity"],
                value=row["value"],
                unit=row["unit"],
                place=row["place"],
                year=row["year"],
                basis=row["basis"],
            ),
            statement="",
            document=row["document"],
            line=row["line"],
            quote=row["quote"],
            source="",
            note=row["note"],
            use=row["use"],
            standing=row["standing"],
        )
        for row in _rows("evidence.csv")
    ]


def _mechanisms() -> list[Reference]:
    return [
        Reference(
            id=row["id"],
            kind="mechanism",
            figure=None,
            statement=row["mechanism"],
            document=row["document"],
            line=row["line"],
            quote=row["quote"],
            source="",
            note=row["implication_for_model"],
        )
        for row in _rows("mechanisms.csv")
    ]


def _priors() -> list[Reference]:
    return [
        Reference(
            id=row["id"],
            kind="prior",
            figure=Figure(
                chain=row["chain"],
                quantity=row["quantity"],
                value=row["central"],
                unit=row["unit"],
                low=row["low"],
                high=row["high"],
            ),
            statement="",
            document="",
            line="",
            quote="",
            source=row["source"],
            note=row["note"],
            use=row["use"],
        )
        for row in _rows("outside_priors.csv")
    ]


def _rows(name: str) -> list[dict[str, str]]:
    path: Path = calibration_folder() / "evidence" / name
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
