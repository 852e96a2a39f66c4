"""What somebody wants a parameter to be: taken when legal, else refused with what would be."""

from sim.errors import InputError, Phrase, nearest_number, nearest_share, shortened
from sim.messages.numbers import unit_label
from sim.parameters.leaf import Leaf, Value, as_value, fault_of, is_whole


class UnitPhrase(Phrase):
    """A unit of measure behind a number in a message; its `key` is the unit itself."""

    def in_language(self, lang: str) -> str:
        """The unit as a planner reads it after a space; nothing for a pure number."""
        label = unit_label(self.key, lang)
        return f" {label}" if label else ""


def checked_value(leaf: Leaf, given: object, where: str) -> Value:
    """`given` as a legal value of the leaf.

    Raises InputError, with `where` and the path, when it has another type or length, lies outside
    the range, is not whole where it must be, or is a split of the year that is not complete.
    """
    at = f"{where}: {leaf.path}" if where else leaf.path
    value = as_value(given, vector=leaf.is_vector, length=leaf.length)
    if value is None:
        raise InputError("wrong_type", where=at, expected=_legal(leaf), got=shortened(given))
    fault = fault_of(value, leaf.unit, leaf.low, leaf.high)
    if not fault:
        return value
    if fault == "not_one":
        shares = Phrase("parameter.expected.year_shares", {"length": leaf.length})
        raise InputError("inconsistent", where=at, expected=shares, got=shortened(given))
    raise InputError(
        "out_of_range",
        where=at,
        expected=_legal(leaf),
        got=shortened(given),
        nearest=None if isinstance(value, tuple) else _nearest(value, leaf),
    )


def _legal(leaf: Leaf) -> Phrase:
    """What the leaf may be, as a phrase."""
    values = {"low": f"{leaf.low:g}", "high": f"{leaf.high:g}", "unit": UnitPhrase(leaf.unit)}
    if leaf.is_vector:
        return Phrase("parameter.expected.vector", {"length": leaf.length, **values})
    if is_whole(leaf.unit):
        return Phrase("parameter.expected.whole", values)
    return Phrase("parameter.expected.number", values)


def _nearest(value: float, leaf: Leaf) -> str:
    """The legal number closest to `value`."""
    near = float(round(value)) if is_whole(leaf.unit) else value
    closest = nearest_share if leaf.unit == "share" else nearest_number
    return f"{closest(near, leaf.low, leaf.high):g}"
