"""Every row of evidence is said in both languages, with the same figures."""

import calendar
import re

import pytest

from sim.messages import has
from sim.parameters.evidence import Figure, Reference, references
from sim.parameters.evidence_words import (
    DERIVED,
    REPORTED_IN,
    YEAR,
    note,
    source,
    statement,
    unit_in_words,
    words,
)

ROWS = tuple(references().values())
FIGURES = [row for row in ROWS if row.figure]
ENGLISH = {field: {row.id: getattr(row, field) for row in ROWS} for field in words("zh")}
SCALES = {"万": 1e4, "亿": 1e8, "万亿": 1e12, "k": 1e3, "m": 1e6, "bn": 1e9, "": 1.0}
ID = re.compile(r"(?<![A-Za-z\d])(?:[EMP]\d{2,3}|R\d)(?!\d)")
# 1,200; 2.53m; 253万; 0.17-0.19m, whose m is that of both numbers.
NUMBER = re.compile(
    r"(?<![A-WYZa-wyz\d])(?<!\d[,.])(\d[\d,]*(?:\.\d+)?)(?:-(\d[\d,]*(?:\.\d+)?))?"
    r"\s*(万亿|亿|万|(?:bn|m|k)(?![A-Za-z\d]))?"
)


def _figures(said: str) -> list[float]:
    for number, month in enumerate(calendar.month_name):
        said = said.replace(month, f" {number} ") if month else said
    found = []
    for first, last, scale in NUMBER.findall(ID.sub(" ", said)):
        ends = [end for end in (first, last) if end]
        found += [float(f"{float(end.replace(',', '')) * SCALES[scale]:.9g}") for end in ends]
    return sorted(found)


def _codes(figure: Figure) -> list[str]:
    """Catalogue keys a figure needs; units are tested by what they become."""
    keys = [f"evidence.quantity.{figure.quantity}"]
    keys += [f"evidence.place.{figure.place}"] if figure.place else []
    if figure.basis.startswith(REPORTED_IN):
        keys.append(f"evidence.counted_in.{figure.basis.removeprefix(REPORTED_IN)}")
    elif figure.basis and not figure.basis.startswith(DERIVED):
        keys.append(f"evidence.basis.{figure.basis}")
    return keys


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_code_of_the_tables_has_a_name(lang):
    assert len(FIGURES) > 600
    assert [key for row in FIGURES for key in _codes(row.figure) if not has(key, lang)] == []
    fields = {row.figure.chain for row in FIGURES if row.kind == "prior"}
    assert [
        field
        for field in sorted(fields)
        if not has(f"chain.{field}.name", lang) and not has(f"evidence.field.{field}", lang)
    ] == []


def test_every_unit_of_the_tables_has_a_name():
    units = {row.figure.unit for row in FIGURES} - {YEAR, "1", "ratio"}
    assert [unit for unit in units if re.search("[A-Za-z]", unit_in_words(unit, "zh"))] == []
    assert [unit for unit in units if not unit_in_words(unit, "en")] == []


def test_every_name_in_the_catalogue_is_that_of_a_code():
    from sim.messages import keys

    beginning = "evidence.quantity."
    named = {key.removeprefix(beginning) for key in keys("zh") if key.startswith(beginning)}
    assert named == {row.figure.quantity for row in FIGURES}


@pytest.mark.parametrize("field", sorted(ENGLISH))
def test_every_text_of_the_tables_has_its_chinese_words_and_no_other(field):
    assert set(words("zh")[field]) == {name for name, said in ENGLISH[field].items() if said}
    assert all(words("zh")[field].values())


@pytest.mark.parametrize("field", sorted(ENGLISH))
def test_figures_and_ids_of_the_chinese_words_are_those_of_the_english(field):
    differing = {
        name: (ENGLISH[field][name], said)
        for name, said in words("zh")[field].items()
        if _figures(said) != _figures(ENGLISH[field][name])
        or set(ID.findall(said)) != set(ID.findall(ENGLISH[field][name]))
    }
    assert differing == {}


def test_figures_are_compared_whatever_the_language_counts_in():
    assert _figures("0.17-0.19m pairs, 2.53m and 850 mu in July") == [7, 850, 170e3, 190e3, 2.53e6]
    assert _figures("17万至19万对，253万，7月850亩") == [7, 850, 170e3, 190e3, 2.53e6]
    assert _figures("5 months, E025 in R3") == [5]


def test_nothing_a_chinese_reader_sees_of_a_row_is_english():
    english = re.compile(r"[a-z]{2,}|[A-Za-z]+ [A-Za-z]+|_")
    seen = {
        row.id: said
        for row in ROWS
        for said in (statement(row, "zh"), source(row, "zh"), note(row, "zh"))
        if english.search(said)
    }
    assert seen == {}


@pytest.mark.parametrize(
    ("name", "english", "chinese"),
    [
        (
            "E011",
            "Hotan prefecture, 2013 to 2020, registered poor persons, cumulative: "
            "984,100 persons (reported)",
            "和田地区，2013至2020年，累计建档立卡贫困人口：98.41万人（报告原数）",
        ),
        (
            "E009",
            "Hotan prefecture, 2020, arable land per household: 3.3 mu/household "
            "(worked out: 0.8×E030)",
            "和田地区，2020年，户均耕地：3.3亩/户（推算：0.8×E030）",
        ),
        (
            "E098",
            "Yutian county, 2012 to 2020, year roses began: 2012 (reported)",
            "于田县，2012至2020年，玫瑰产业起步年份：2012年（报告原数）",
        ),
        (
            "E038",
            "Hotan prefecture, 2020, donkey stock: 100,000 head (reported)",
            "和田地区，2020年，驴存栏：10万头（报告原数）",
        ),
        (
            "P05",
            "red dates, demand elasticity: −0.8 (−1.3 to −0.3)",
            "红枣，需求弹性：−0.8（−1.3至−0.3）",
        ),
        (
            "P43",
            "finance, interest on microcredit: 4.75% a year (4.35 to 4.75)",
            "金融，小额信贷利率：4.75%（每年）（4.35至4.75）",
        ),
        (
            "P45",
            "finance, least share a cooperative refunds by patronage: 0.6",
            "金融，合作社按交易量返还下限：0.6",
        ),
        (
            "M77",
            "Cold chain only starting",
            "冷链刚刚起步",
        ),
    ],
)
def test_rows_read_as_sentences(name, english, chinese):
    row = references()[name]
    assert (statement(row, "en"), statement(row, "zh")) == (english, chinese)


def test_a_row_of_ones_own_is_shown_as_it_is_written():
    figure = Figure("jujube", "red_date_moisture", "15..24", "percent", place="Luopu county")
    row = Reference("E999", "evidence", figure, "", "R1", "1", "", "", "dried", "none", "outcome")
    assert statement(row, "zh") == "洛浦县，red date moisture：15至24%"
    assert note(row, "zh") == "dried"
