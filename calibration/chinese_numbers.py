"""Numbers as the reports print them: 24.81 万, 三成以上, 9.8 元, 122.68 个亿."""

import re
from collections.abc import Iterator

_SCALES = {"十": 1e1, "百": 1e2, "千": 1e3, "万": 1e4, "亿": 1e8}
_DIGITS = {**{sign: index for index, sign in enumerate("零一二三四五六七八九")}, "两": 2}
_ARABIC = re.compile(r"\d[\d,]*(?:\.\d+)?")
_SPOKEN = re.compile(r"[零一二三四五六七八九两十百千]+")
_SCALE_AFTER = re.compile(r"[余多个]?[十百千万亿]*")
# Words that stand for a number without naming one; shares in percent.
_WORDS = {"一半": 50.0, "半数": 50.0}
# White space parts two numbers of a table; elsewhere it is only the layout's.
_BETWEEN_NUMBERS = re.compile(r"(?<=[\d.])\s+(?=[\d≥])")


def numbers_in(quote: str) -> set[float]:
    """Every number a text may be read to hold, with and without the scale behind it.

    "24.81 万" gives 24.81 and 248,100; "10%到15%" gives both ends; "三成" gives 3 and 30.
    """
    text = re.sub(r"\s+", "", _BETWEEN_NUMBERS.sub("|", quote))
    return {number for found in _readings(text) for number in found}


def spoken_number(word: str) -> float:
    """The number a Chinese numeral below ten thousand says: 二十五 is 25."""
    total, digit = 0.0, 0.0
    for sign in word:
        if sign in _DIGITS:
            digit = float(_DIGITS[sign])
        else:
            total += (digit or 1.0) * _SCALES[sign]
            digit = 0.0
    return total + digit


def scale_of(word: str) -> float:
    """The factor a unit's first signs say: 1e4 for 万元, 1e8 for 亿元."""
    factor = 1.0
    for sign in word:
        if sign not in _SCALES:
            break
        factor *= _SCALES[sign]
    return factor


def _readings(text: str) -> Iterator[set[float]]:
    for match in _ARABIC.finditer(text):
        yield _scaled(float(match.group().replace(",", "")), text[match.end() :])
    for match in _SPOKEN.finditer(text):
        yield _scaled(spoken_number(match.group()), text[match.end() :])
    yield {number for word, number in _WORDS.items() if word in text}


def _scaled(number: float, after: str) -> set[float]:
    """The number alone, and with what follows it: 万, 千万, 余万, 成 (tenths, as percent)."""
    if after.startswith("成"):
        return {number, number * 10.0}
    match = _SCALE_AFTER.match(after)
    scale = scale_of(match.group().lstrip("余多个")) if match else 1.0
    return {number, number * scale}
