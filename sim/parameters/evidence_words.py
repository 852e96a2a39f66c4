"""A row of evidence in the reader's words: what it says, where it comes from, what to note.

Figures are put together from their columns, whose codes the catalogues name (`evidence.*`). Free
text stands in English in the tables and in Chinese in `words.zh.toml` beside them.
"""

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

from sim.engine.parsed import toml_tables
from sim.messages import has, text
from sim.messages.numbers import full, unit_label
from sim.parameters.evidence import Figure, Reference
from sim.paths import calibration_folder

TRANSLATED = "zh"
DERIVED = "derived: "
REPORTED_IN = "reported in "
# A first value of a range and its last: 15..24. Years are also joined by a stroke: 2014-2018.
TO = ".."
YEARS_TO = "-"
YEAR = "year"
# Rates, told in percent.
RATES = ("1/month", "1/year")
# Units written against their number in every language.
_AGAINST = ("%", "‰")


@cache
def words(lang: str) -> Mapping[str, Mapping[str, str]]:
    """Free text of the tables in `lang`, by field (statement, source, note) and id.

    Empty for English, in which the tables themselves are written.
    """
    if lang != TRANSLATED:
        return MappingProxyType({})
    path = calibration_folder() / "evidence" / f"words.{lang}.toml"
    return MappingProxyType(toml_tables(path.read_text(encoding="utf-8")))


def statement(reference: Reference, lang: str) -> str:
    """What a row says, as one line."""
    figure = reference.figure
    if figure is None:
        return _translated("statement", reference.id, reference.statement, lang)
    what = _named("quantity", figure.quantity, lang)
    if reference.kind == "prior":
        where, more = [_field(figure.chain, lang)], _likely(figure, lang)
    else:
        where = [_named("place", figure.place, lang), _years(figure.year, lang)]
        more = _basis(figure.basis, lang)
    about = text("evidence.join", lang).join(part for part in (*where, what) if part)
    value = value_in_words(figure, lang)
    if not more:
        return text("evidence.says_only", lang, about=about, value=value)
    return text("evidence.says", lang, about=about, value=value, more=more)


def source(reference: Reference, lang: str) -> str:
    """Where an outside figure comes from; "" for what stands in a report."""
    return _translated("source", reference.id, reference.source, lang)


def note(reference: Reference, lang: str) -> str:
    """What to know of a row; for a mechanism, what it means for the model."""
    return _translated("note", reference.id, reference.note, lang)


def _translated(field: str, identifier: str, english: str, lang: str) -> str:
    """A text in `lang`; in English where somebody's own row has no words yet."""
    return words(lang).get(field, {}).get(identifier, english)


def _named(table: str, code: str, lang: str) -> str:
    """A code in words; the code itself, spelled out, where somebody's own row has a new one."""
    key = f"evidence.{table}.{code}"
    return text(key, lang) if has(key, lang) else code.replace("_", " ")


def _field(chain: str, lang: str) -> str:
    """What an outside figure is about: a chain, or something such as labour."""
    key = f"chain.{chain}.name"
    return text(key, lang) if has(key, lang) else _named("field", chain, lang)


def _years(years: str, lang: str) -> str:
    if not years:
        return ""
    return text("evidence.year", lang, year=_range(years.replace(TO, YEARS_TO), YEARS_TO, lang))


def _range(ends: str, to: str, lang: str) -> str:
    low, found, high = ends.partition(to)
    return text("number.range", lang, low=low, high=high) if found else low


def value_in_words(figure: Figure, lang: str) -> str:
    """A figure in full with its unit: rounding it would no longer be what the report says."""
    if figure.unit == YEAR:
        return text("evidence.year", lang, year=figure.value)
    ends = TO.join(_number(end, figure.unit, lang) for end in figure.value.split(TO))
    shown, label = _range(ends, TO, lang), _label(figure, lang)
    if lang == TRANSLATED or not label or label.startswith(_AGAINST):
        return shown + label
    return f"{shown} {label}"


def _number(value: str, unit: str, lang: str) -> str:
    return full(float(value) * 100 if unit in RATES else float(value), lang)


def _label(figure: Figure, lang: str) -> str:
    key = f"evidence.counted_as.{figure.quantity}"
    return text(key, lang) if has(key, lang) else unit_in_words(figure.unit, lang)


def unit_in_words(unit: str, lang: str) -> str:
    """A unit of the tables: whole, or part by part where it is a quotient."""
    whole = f"evidence.unit.{unit}"
    if has(whole, lang):
        return text(whole, lang)
    first, *others = unit.split("/")
    return "/".join([_part("unit", first, lang), *(_part("per", part, lang) for part in others)])


def _part(table: str, part: str, lang: str) -> str:
    key = f"evidence.{table}.{part}"
    return text(key, lang) if has(key, lang) else unit_label(part, lang)


def _likely(figure: Figure, lang: str) -> str:
    """The range of an outside figure; "" where it is one number."""
    if figure.low == figure.high:
        return ""
    low, high = (_number(end, figure.unit, lang) for end in (figure.low, figure.high))
    return text("number.range", lang, low=low, high=high)


def _basis(basis: str, lang: str) -> str:
    """How a figure is known: printed so, in another unit, or worked out from others."""
    if basis.startswith(DERIVED):
        expression = _range(basis.removeprefix(DERIVED).replace("*", "×"), TO, lang)
        return text("evidence.basis.derived", lang, expression=expression)
    if basis.startswith(REPORTED_IN):
        unit = _named("counted_in", basis.removeprefix(REPORTED_IN), lang)
        return text("evidence.basis.reported_in", lang, unit=unit)
    return _named("basis", basis, lang)
