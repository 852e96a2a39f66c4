"""Whether every quote stands in the reports, at the line its row names: for whoever has them."""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import InputError
from sim.paths import calibration_folder

TABLES = ("evidence.csv", "mechanisms.csv")
# A file is a report when it holds at least this share of the report's quotes.
RECOGNISED = 0.5


@dataclass(frozen=True)
class Report:
    """A report's text without white space, and the line of each of its signs."""

    text: str
    lines: tuple[int, ...]

    @staticmethod
    def read(path: Path) -> "Report":
        """The text of a file in UTF-8."""
        signs: list[str] = []
        lines: list[int] = []
        for number, line in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
            bare = _bare(line)
            signs.append(bare)
            lines += [number] * len(bare)
        return Report("".join(signs), tuple(lines))

    def places(self, quote: str) -> list[int]:
        """Lines on which the quote begins."""
        wanted = re.escape(_bare(quote))
        return [self.lines[found.start()] for found in re.finditer(wanted, self.text)]


@dataclass(frozen=True)
class Checked:
    """One quote: `lines` where it begins; empty when it stands nowhere."""

    table: str
    row: str
    document: str
    line: int
    lines: tuple[int, ...]

    @property
    def holds(self) -> bool:
        """Whether the quote begins at the line its row names."""
        return self.line in self.lines


def check_quotes(folder: Path) -> list[Checked]:
    """Every quote of both tables against the reports found in a folder of text files.

    Raises InputError when the folder holds no report, or not all of them.
    """
    rows = [(table, row) for table in TABLES for row in _rows(table)]
    quotes: dict[str, list[str]] = {}
    for _, row in rows:
        quotes.setdefault(row["document"], []).append(row["quote"])
    reports = _recognised(folder, quotes)
    missing = sorted(set(quotes) - set(reports))
    if missing:
        raise InputError("evidence.no_report", where=str(folder), expected=missing)
    return [
        Checked(
            table,
            row["id"],
            row["document"],
            int(row["line"]),
            tuple(reports[row["document"]].places(row["quote"])),
        )
        for table, row in rows
    ]


def _recognised(folder: Path, quotes: Mapping[str, Sequence[str]]) -> dict[str, Report]:
    """The report of each document: the file that holds most of its quotes."""
    if not folder.is_dir():
        raise InputError("missing_file", where=str(folder))
    found: dict[str, tuple[float, Report]] = {}
    for report in _readable(folder):
        for document, wanted in quotes.items():
            share = sum(_bare(quote) in report.text for quote in wanted) / len(wanted)
            if share >= RECOGNISED and share > found.get(document, (0.0, report))[0]:
                found[document] = (share, report)
    return {document: report for document, (_, report) in found.items()}


def _readable(folder: Path) -> Iterator[Report]:
    for path in sorted(folder.iterdir()):
        if path.suffix in (".txt", ".md") and path.is_file():
            try:
                yield Report.read(path)
            except UnicodeDecodeError:
                continue


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)


def _rows(table: str) -> list[dict[str, str]]:
    with (calibration_folder() / "evidence" / table).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
