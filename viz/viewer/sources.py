"""Every assumption with its value, range, confidence and the report's own words, as plain data."""

from collections.abc import Mapping
from functools import cache
from typing import Any

from sim.errors import InputError
from sim.messages import has, text
from sim.messages.numbers import number, quantity, span, unit_label
from sim.parameters import describe, load_parameters
from sim.parameters.leaf import is_whole
from viz.selection import assumption_in_words, capitalised
from viz.viewer.answered import Answered
from viz.viewer.draft import Draft

GRADES = ("reported", "S", "M", "W", "assumed")
# Sliders of a leaf go from end to end in so many steps.
STEPS = 100


@cache
def leaves(lang: str) -> list[dict[str, Any]]:
    """Branches in the order of the files, each with its leaves; never changes in a language."""
    tree = load_parameters()
    found: dict[str, list[dict[str, Any]]] = {}
    for leaf in tree.leaves():
        found.setdefault(leaf.branch, []).append(_leaf(leaf.path, lang))
    return [
        {"name": branch, "title": branch_title(branch, lang), "leaves": rows}
        for branch, rows in found.items()
    ]


def branch_title(branch: str, lang: str) -> str:
    """A branch of the tree in words."""
    for key in (f"chain.{branch}.name", f"viewer.branch.{branch}"):
        if has(key, lang):
            return capitalised(text(key, lang))
    return branch


def _leaf(path: str, lang: str) -> dict[str, Any]:
    known = describe(path)
    value, unit = known["value"], known["unit"]
    is_vector = isinstance(value, tuple)
    low, high = float(known["low"]), float(known["high"])
    whole = is_whole(unit)
    return {
        "path": path,
        "meaning": known[f"meaning_{lang}"],
        "unit": unit_label(unit, lang),
        "range": span(low, high, unit, lang),
        "low": low,
        "high": high,
        "step": 1.0 if whole else float(f"{(high - low) / STEPS:.3g}") or 0.01,
        "declared": None if is_vector else float(value),
        "shown": ", ".join(number(v, lang) for v in value)
        if is_vector
        else quantity(value, unit, lang),
        "grade": known["grade"],
        "grade_words": text(f"cli.grade.{known['grade']}", lang),
        "use": text(f"cli.use.{known['use']}", lang),
        "sampled": known["sampled"],
        "evidence": [_evidence(row, lang) for row in known["evidence"]],
    }


def _evidence(row: Mapping[str, str], lang: str) -> dict[str, str]:
    document = row[f"title_{lang}"]
    place = text("cli.explain.line", lang, document=document, line=row["line"]) if document else ""
    return {
        "id": row["id"],
        "statement": row[f"statement_{lang}"],
        "quote": row["quote"],
        "place": place or row[f"source_{lang}"],
        "note": row[f"note_{lang}"],
    }


def changed(draft: Draft, lang: str) -> dict[str, dict[str, Any]]:
    """Assumptions that were changed: value as a number and in words, by path."""
    found = {}
    for path, value in draft.parameters.items():
        unit = describe(path)["unit"]
        found[path] = {"value": float(value), "shown": quantity(float(value), unit, lang)}
    return found


def leant_on(answered: Answered, lang: str) -> list[dict[str, str]]:
    """What this answer leans on most, in the order of the report: path and words."""
    rows = answered.outcome.answer_object["assumptions"]
    return [
        {
            "path": row["path"],
            "words": assumption_in_words(row, lang),
            "note": row["note"][lang] if isinstance(row["note"], dict) else str(row["note"]),
            "grade": str(row.get("grade") or ""),
            "known": str(_is_leaf(row["path"])).lower(),
        }
        for row in rows
    ]


def _is_leaf(path: str) -> bool:
    try:
        load_parameters().leaf(path)
    except InputError:
        return False
    return True


def sources_view(draft: Draft, answered: Answered | None, lang: str) -> dict[str, Any]:
    """What changes on the page: values that were moved, and what the answer leans on."""
    return {
        "changed": changed(draft, lang),
        "leant": leant_on(answered, lang) if answered else [],
        "grades": {grade: text(f"cli.grade.{grade}", lang) for grade in GRADES},
    }
