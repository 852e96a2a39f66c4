"""Figures as they are read, worked by hand."""

import math

import pytest

from sim.messages.numbers import number, percent, quantity, span


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
    assert span(84e6, 114e6, "yuan", "zh") == "8,400万至1.14亿元"
    assert span(0.05, 0.07, "1", "en") == "5% to 7%"
    assert span(-500_000, 3e6, "yuan", "en") == "−500,000 to 3 million yuan"


def test_signs() -> None:
    assert percent(-0.3, "en", signed=True) == "−30%"
    assert percent(0.3, "zh", signed=True) == "+30%"
    assert quantity(1200.0, "yuan", "en", signed=True) == "+1,200 yuan"
    assert quantity(0.0, "yuan", "en", signed=True) == "0 yuan"


def test_plain_numbers() -> None:
    assert number(127_000.0, "en") == "127,000"
    assert number(127_000.0, "zh") == "12.7万"
