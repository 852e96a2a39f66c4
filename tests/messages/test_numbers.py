"""Figures as they are read, worked by hand."""

import math

import pytest

from sim.messages.numbers import full, number, percent, quantity, span


@pytest.mark.parametrize(
    ("value", "unit", "english", "chinese"),
    [
        (96.8e6, "yuan", "96.8 million yuan", "9,680万元"),
        (120e6, "yuan", "120 million yuan", "1.2亿元"),
        (5660.0, "yuan", "5,660 yuan", "5,660元"),
        (12345.0, "yuan", "12,300 yuan", "1.23万元"),
        (-2300.4, "households", "−2,300 households", "−2,300户"),
        (999_999.0, "yuan", "1 million yuan", "100万元"),
        (1.234e9, "yuan", "1.23 billion yuan", "12.3亿元"),
        (6.8, "yuan/kg", "6.80 yuan/kg", "6.80元/公斤"),
        (0.0, "yuan", "0 yuan", "0元"),
        (-0.0, "yuan", "0 yuan", "0元"),
        (0.297, "1", "29.7%", "29.7%"),
        (3.0, "furlong", "3 furlong", "3furlong"),
        (math.nan, "yuan", "not known", "未知"),
    ],
)
def test_a_figure_with_its_unit(value: float, unit: str, english: str, chinese: str) -> None:
    assert quantity(value, unit, "en") == english
    assert quantity(value, unit, "zh") == chinese


def test_a_range_says_its_unit_once() -> None:
    assert span(84e6, 114e6, "yuan", "en") == "84 to 114 million yuan"
    assert span(84e6, 114e6, "yuan", "zh") == "0.84亿至1.14亿元"
    assert span(0.05, 0.07, "1", "en") == "5% to 7%"
    assert span(-500_000, 3e6, "yuan", "en") == "−0.5 to 3 million yuan"
    assert span(-4.71e6, -924e3, "yuan", "en") == "−4.71 to −0.92 million yuan"


def test_both_ends_of_a_chinese_range_are_counted_in_one_unit() -> None:
    assert span(2016.0, 12_100.0, "yuan", "zh") == "2,016至12,100元"
    assert span(-113_000.0, -6829.0, "yuan", "zh") == "−11.3万至−0.68万元"
    assert span(0.0, 3e6, "yuan", "zh") == "0至300万元"


def test_spreads_in_logarithms_and_multiples_are_no_percentages() -> None:
    assert quantity(0.4, "log", "en") == "0.40"
    assert span(0.25, 0.6, "log", "zh") == "0.25至0.60"
    assert quantity(1.0, "times", "en") == "1.0 times"
    assert span(0.7, 1.2, "times", "zh") == "0.70至1.20倍"


def test_what_is_counted_stands_in_the_plural_and_what_it_is_divided_by_does_not() -> None:
    assert quantity(2.5e6, "bird", "en") == "2.5 million birds"
    assert quantity(16.5, "yuan/bird", "en") == "16.5 yuan/bird"


def test_signs() -> None:
    assert percent(-0.3, "en", signed=True) == "−30%"
    assert percent(0.3, "zh", signed=True) == "+30%"
    assert quantity(1200.0, "yuan", "en", signed=True) == "+1,200 yuan"
    assert quantity(0.0, "yuan", "en", signed=True) == "0 yuan"


def test_plain_numbers() -> None:
    assert number(127_000.0, "en") == "127,000"
    assert number(127_000.0, "zh") == "12.7万"


@pytest.mark.parametrize(
    ("value", "english", "chinese"),
    [
        (984_100.0, "984,100", "98.41万"),
        (31_943.0, "31,943", "31,943"),
        (2_530_600.0, "2,530,600", "253.06万"),
        (121_600_000.0, "121.6 million", "12,160万"),
        (1e9, "1 billion", "10亿"),
        (7887.2, "7,887.2", "7,887.2"),
        (-0.8, "−0.8", "−0.8"),
        (0.0, "0", "0"),
    ],
)
def test_a_full_number_keeps_every_digit_that_was_printed(value, english, chinese):
    assert (full(value, "en"), full(value, "zh")) == (english, chinese)
