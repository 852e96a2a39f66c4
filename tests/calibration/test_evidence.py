"""Every figure names its document, line and words; a faulty row is refused by its id."""

import csv
import re
import tomllib

import pytest

from calibration.chinese_numbers import numbers_in
from calibration.evidence_checks import faults, read_rows, require_sound
from calibration.quotes import check_quotes
from sim.errors import InputError
from sim.parameters import load_parameters
from sim.parameters.evidence import references
from sim.paths import calibration_folder

ROWS = read_rows()


def changed(name: str, **values: str) -> list[dict[str, str]]:
    """The table with some columns of one row changed."""
    return [{**row, **values} if row["id"] == name else row for row in ROWS]


def test_every_row_is_sound():
    assert list(faults(ROWS)) == []
    assert len(ROWS) > 500


@pytest.mark.parametrize(
    ("row", "values", "column", "said"),
    [
        ("E519", {"unit": "yuan/jin"}, "unit", "not listed"),
        ("E519", {"quote": " "}, "quote", "own words are missing"),
        ("E519", {"place": "Lopu county"}, "place", "nearest: Luopu county"),
        ("E519", {"document": "R9"}, "document", "not listed"),
        ("E519", {"line": "9999"}, "line", "1..3418"),
        ("E517", {"value": "4e13"}, "value", "beyond what its unit"),
        ("E517", {"value": "many"}, "value", "no number"),
        ("E517", {"value": "410000000"}, "value", "not in the quote"),
        ("E519", {"value": "7.4"}, "value", "another value"),
        ("E519", {"basis": "derived: 400000000/(51000*1000)"}, "basis", "neither in the quote"),
        ("E519", {"basis": "derived: 400000000/E999"}, "basis", "no row has this id"),
        ("E519", {"basis": "guessed"}, "basis", "derived: an expression"),
        ("E519", {"basis": "derived: __import__('os')"}, "basis", "derived: an expression"),
        ("E519", {"standing": "hope"}, "standing", "not listed"),
        ("E519", {"use": "both"}, "use", "not listed"),
        ("E464", {"group": ""}, "group", "needs a group"),
        # What is given to the model cannot be a product of what it is asked.
        ("E466", {"use": "specify", "basis": "derived: E464/(E449*1000)"}, "use", "E464"),
        ("E520", {"use": "validate", "group": "date-value-county"}, "use", "other side"),
        ("E441", {"use": "validate", "group": "debt"}, "use", "other side"),
    ],
)
def test_a_faulty_row_is_refused_by_id_and_column(row, values, column, said):
    rows = changed(row, **values)
    if row == "E441":
        # Debt to income is E440/E261: held out, both factors must not be given to the model.
        rows = [{**r, "use": "specify"} if r["id"] in ("E440", "E261") else r for r in rows]
    with pytest.raises(InputError, match=re.escape(said)) as refusal:
        require_sound(rows)
    assert refusal.value.where == f"evidence.csv: {row}: {column}"


def test_an_id_used_twice_is_refused():
    with pytest.raises(InputError, match="used once") as refusal:
        require_sound([*ROWS, ROWS[0]])
    assert refusal.value.where == "evidence.csv: E001: id"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("总面积 24.81 万平方公里", 248_100),
        ("11 万名党员干部", 110_000),
        ("已达到122.68个亿", 12_268_000_000),
        ("低于普通农户三成左右", 30),
        ("一些林果重点县超过一半", 50),
        ("招商引资引进三家企业", 3),
        ("累计放贷7100多亿元", 710_000_000_000),
        ("2017\t11045\t10982\t6524\t8013\t7441", 7441),
        ("两百余家农产品生产主体", 200),
        ("每年有25.7 万人", 257_000),
    ],
)
def test_numbers_are_read_as_the_reports_print_them(text, number):
    assert any(found == pytest.approx(number) for found in numbers_in(text))


def test_nothing_the_model_reads_is_held_out():
    known = references()
    cited = {name for leaf in load_parameters().leaves() for name in leaf.source}
    for county in (calibration_folder() / "counties").glob("*.toml"):
        cited |= set(re.findall(r'"([EP]\d+)"', county.read_text(encoding="utf-8")))
    figures = [known[name] for name in cited if name in known and known[name].kind != "mechanism"]
    assert len(figures) > 100
    assert [row.id for row in figures if row.use == "validate"] == []
    assert [row.id for row in figures if row.use == "none"] == []


def test_every_figure_of_a_county_file_has_a_source_that_exists():
    def figures(table, path):
        if isinstance(table, dict) and "value" in table:
            yield path, table
        elif isinstance(table, dict | list):
            pairs = table.items() if isinstance(table, dict) else enumerate(table)
            for key, entry in pairs:
                yield from figures(entry, f"{path}.{key}")

    checked = 0
    for file in (calibration_folder() / "counties").glob("*.toml"):
        for path, figure in figures(tomllib.loads(file.read_text(encoding="utf-8")), file.stem):
            assert figure["source"], path
            assert all(name == "assumed" or name in references() for name in figure["source"]), path
            checked += 1
    assert checked > 200


def test_quotes_are_found_at_their_lines_whatever_the_layout(tmp_path):
    folder = calibration_folder() / "evidence"
    rows = []
    for name in ("evidence.csv", "mechanisms.csv"):
        with (folder / name).open(encoding="utf-8", newline="") as file:
            rows += list(csv.DictReader(file))
    # Reports made of the quotes themselves, each on its line: longer ones over several lines.
    reports: dict[str, dict[int, list[str]]] = {}
    for row in rows:
        reports.setdefault(row["document"], {}).setdefault(int(row["line"]), []).append(
            row["quote"]
        )
    for document, lines in reports.items():
        text = ["。".join(lines.get(number, [""])) for number in range(1, max(lines) + 1)]
        (tmp_path / f"{document}-report.txt").write_text("\n".join(text), encoding="utf-8")
    found = check_quotes(tmp_path)
    assert len(found) == len(rows)
    assert all(quote.holds for quote in found)
    moved = tmp_path / "R2-report.txt"
    moved.write_text("\n" + moved.read_text(encoding="utf-8"), encoding="utf-8")
    wrong = {quote.document for quote in check_quotes(tmp_path) if not quote.holds}
    assert wrong == {"R2"}
    moved.unlink()
    with pytest.raises(InputError, match="R2"):
        check_quotes(tmp_path)
