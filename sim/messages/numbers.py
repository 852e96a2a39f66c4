"""Numbers as a planner reads them: 96.8 million yuan; 9,680万元.

Three significant digits: the model's answers carry no more.
"""

import math

from sim.messages import has, text

_SIGNIFICANT_DIGITS = 3
_EXACT_DIGITS = 12  # all that a report prints, none of what binary fractions add
_FEWEST_DECIMALS = 2
_MOST_DECIMALS = 4
_SMALL = 0.1  # below it, two decimals would hide the figure
_MINUS = "−"
_TIMES = "times"
# Under it the ends of a range are written in full when they would differ in their words.
_READ_IN_FULL = 1e5
# Divisor and catalogue key of the words for large numbers, largest first. English counts in
# thousands, Chinese in ten-thousands (万) and hundred-millions (亿).
_MAGNITUDES = {
    "en": ((1e9, "number.billion"), (1e6, "number.million")),
    "zh": ((1e8, "number.hundred_million"), (1e4, "number.ten_thousand")),
}


def _digits(value: float, decimals: int | None = None) -> str:
    """Format a number with thousands separators and three significant digits or more."""
    size = abs(value)
    if decimals is None:
        decimals = _decimals(size)
    if size >= 1e4:
        value = _rounded(value)
    shown = f"{abs(value):,.{decimals}f}"
    if not any(digit in "123456789" for digit in shown):
        return "0"  # neither 0.0000 nor a negative nothing
    negative = value < 0
    return (_MINUS if negative else "") + shown


def _decimals(size: float) -> int:
    """Return how many decimals leave three significant digits, at most four; none for integers."""
    if size == 0:
        return 0
    if size == round(size):
        return 0
    wanted = _SIGNIFICANT_DIGITS - 1 - math.floor(math.log10(size))
    return min(max(0, wanted), _FEWEST_DECIMALS if size > _SMALL else _MOST_DECIMALS)


def _rounded(value: float) -> float:
    """Round to three significant digits."""
    return float(f"{value:.{_SIGNIFICANT_DIGITS}g}")


def _magnitude(value: float, lang: str) -> tuple[float, str]:
    for divisor, key in _MAGNITUDES[lang]:
        # 999,999 reads as 1 million, so it is the rounded value that is compared.
        if abs(_rounded(value) if abs(value) >= 1e4 else value) >= divisor:
            return divisor, text(key, lang)
    return 1.0, ""


def _scaled(value: float, divisor: float) -> str:
    if divisor == 1.0:
        return _digits(value)
    shown = _digits(_rounded(value / divisor))
    return shown.rstrip("0").rstrip(".") if "." in shown else shown


def magnitude(value: float, lang: str) -> tuple[float, str]:
    """Return the divisor and the word in which a number of this size is counted.

    For figures side by side that share one unit: (1e6, " million"), (1e4, "万"), (1.0, "").
    """
    return _magnitude(value, lang)


def number(value: float, lang: str) -> str:
    """Format a plain number: 96.8 million, 9,680万, 12,300, 0.44."""
    if not math.isfinite(value):
        return text("number.unknown", lang)
    divisor, word = _magnitude(value, lang)
    return _scaled(value, divisor) + word


def unit_label(unit: str, lang: str) -> str:
    """Return a unit in `lang`; parts of a quotient are looked up one by one.

    An unknown part is printed as it is: units come from the parameter tree and may be new.
    """
    if unit == "1":
        return ""
    if has(f"unit.{unit}", lang):
        return text(f"unit.{unit}", lang)
    parts = [part.strip() for part in unit.split("/")]
    return "/".join(
        text(f"unit.{part}", lang) if has(f"unit.{part}", lang) else part for part in parts
    )


def percent(share: float, lang: str, *, signed: bool = False) -> str:
    """Format a share as a percentage: 0.297 is 29.7%."""
    if not math.isfinite(share):
        return text("number.unknown", lang)
    value = round(100 * share, 1)
    shown = _digits(value, 0 if value == round(value) else 1)
    return f"+{shown}%" if signed and value > 0 else f"{shown}%"


def is_share(unit: str) -> bool:
    """Say whether a figure of `unit` is printed as a percentage."""
    return unit in {"1", "share"}


def quantity(value: float, unit: str, lang: str, *, signed: bool = False) -> str:
    """Format a figure with its unit: `96.8 million yuan`, `9,680万元`, `29.7%`."""
    if not math.isfinite(value):
        return text("number.unknown", lang)
    if is_share(unit):
        return percent(value, lang, signed=signed)
    divisor, word = _magnitude(value, lang)
    shown = _multiple(value) if unit == _TIMES else _scaled(value, divisor) + word
    if signed and value > 0 and shown != "0":
        shown = f"+{shown}"
    return _with_unit(shown, unit, lang)


def _multiple(value: float) -> str:
    """Format a multiple: "1.0 times", since "1 times" reads like a slip."""
    return _digits(value, max(_decimals(abs(value)), 1))


def figure(value: float, *, signed: bool = False) -> str:
    """Format a number in full, without a word for its size: 39,100, +7,961, 0.44."""
    shown = _digits(value)
    return f"+{shown}" if signed and value > 0 and shown != "0" else shown


def full(value: float, lang: str) -> str:
    """Format a number with all its digits, as a report prints it: 984,100; 98.41万; 31,943.

    It is counted in millions or 万 where that leaves two decimals at most.
    """
    shown = f"{abs(value):,.{_EXACT_DIGITS}g}"
    for divisor, key in _MAGNITUDES[lang]:
        scaled = abs(value) / divisor
        if scaled >= 1 and math.isclose(scaled, round(scaled, _FEWEST_DECIMALS), rel_tol=1e-12):
            shown = f"{scaled:,.{_EXACT_DIGITS}g}" + text(key, lang)
            break
    return (_MINUS if value < 0 else "") + shown


def counted_label(unit: str, lang: str) -> str:
    """Return the unit of something counted, in the plural where there is one: birds, yuan/bird."""
    return text(f"unit.{unit}s", lang) if has(f"unit.{unit}s", lang) else unit_label(unit, lang)


def _with_unit(shown: str, unit: str, lang: str) -> str:
    label = counted_label(unit, lang)
    return shown + label if lang == "zh" or not label else f"{shown} {label}"


def span(low: float, high: float, unit: str, lang: str) -> str:
    """Format a range with its unit once: `84 to 114 million yuan`, `0.84亿至1.14亿元`.

    Both ends are counted in one unit: beside 1.21万, a plain 2,016 reads as 2,016万.
    """
    if not (math.isfinite(low) and math.isfinite(high)):
        return text("number.unknown", lang)
    if is_share(unit):
        return text("number.range", lang, low=percent(low, lang), high=percent(high, lang))
    ends = [f"{shown}{word}" for shown, word in _ends(low, high, unit, lang)]
    if lang == "en":
        ends[0] = _ends(low, high, unit, lang)[0][0]  # the word once, behind both ends
    return _with_unit(text("number.range", lang, low=ends[0], high=ends[1]), unit, lang)


def _ends(low: float, high: float, unit: str, lang: str) -> list[tuple[str, str]]:
    """Return both ends of a range, each with the word of the larger one's size."""
    if unit == _TIMES:
        return [(_multiple(end), "") for end in (low, high)]
    size = max(abs(low), abs(high))
    divisor, word = _magnitude(size, lang)
    differ = _magnitude(low, lang)[0] != _magnitude(high, lang)[0]
    if differ and size < _READ_IN_FULL:
        divisor, word = 1.0, ""  # 950 to 10,200 households, not 0.095万
    return [(_scaled(end, divisor) if end else "0", word if end else "") for end in (low, high)]
