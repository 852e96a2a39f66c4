"""How a derived figure follows from its factors: numbers of its quote and other rows.

Grammar of a row's basis: `reported`; `reported in 万人` (a table's unit); `derived: EXPRESSION`
with numbers, percentages, ids of rows (E486), + - * / ^ and brackets; `A..B` for the two ends of a
range.
"""

import ast
import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

Range = tuple[float, float]

DERIVED = "derived: "
REPORTED = "reported"
_NUMBER = re.compile(r"(?<![\w.])\d+(?:\.\d+)?%?")
_ID = re.compile(r"\bE\d{3}\b")
_OPERATORS: dict[type, Callable[[float, float], float]] = {
    ast.Add: operator.add,
    ast.Sub: operator.sub,
    ast.Mult: operator.mul,
    ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}
# Conversions (kg a tonne, mu a hectare, months, days, percent), halves of a range and the one of a
# rate of growth; calendar years and the length of a span count too, from the row's own year.
CONSTANTS = frozenset({1.0, 2.0, 12.0, 15.0, 100.0, 365.0, 1000.0})


@dataclass(frozen=True)
class Derivation:
    """An expression, the numbers it names and the rows it takes."""

    expression: str
    numbers: tuple[float, ...]
    rows: tuple[str, ...]


def parsed(basis: str) -> Derivation:
    """The derivation a basis states. Raises ValueError where it is none."""
    if not basis.startswith(DERIVED):
        raise ValueError(basis)
    expression = basis.removeprefix(DERIVED)
    numbers = tuple(float(found.rstrip("%")) for found in _NUMBER.findall(expression))
    for part in expression.split(".."):
        _tree(part)
    return Derivation(expression, numbers, tuple(_ID.findall(expression)))


def ends_of(value: str) -> Range:
    """A number or `low..high` as its two ends. Raises ValueError where it is neither."""
    low, dots, high = value.partition("..")
    return float(low), float(high if dots else low)


def worked_out(derivation: Derivation, rows: Mapping[str, Mapping[str, str]]) -> Range:
    """The value an expression gives, at both ends where rows or the expression are ranges.

    A row in percent enters as a share. Raises KeyError for an unknown row, ValueError or
    ZeroDivisionError for what cannot be worked out.
    """
    parts = derivation.expression.split("..")
    ends = [_value(_tree(part), rows, end) for end, part in ((0, parts[0]), (1, parts[-1]))]
    return ends[0], ends[1]


def _tree(expression: str) -> ast.expr:
    text = re.sub(r"(\d+(?:\.\d+)?)%", r"(\1/100)", expression).replace("^", "**")
    try:
        return ast.parse(text, mode="eval").body
    except SyntaxError:
        raise ValueError(expression) from None


def _value(node: ast.expr, rows: Mapping[str, Mapping[str, str]], end: int) -> float:
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    if isinstance(node, ast.Name):
        row = rows[node.id]
        share = 100.0 if row["unit"].startswith("percent") else 1.0
        return ends_of(row["value"])[end] / share
    if isinstance(node, ast.BinOp) and type(node.op) in _OPERATORS:
        left, right = _value(node.left, rows, end), _value(node.right, rows, end)
        return _OPERATORS[type(node.op)](left, right)
    raise ValueError(ast.dump(node))
