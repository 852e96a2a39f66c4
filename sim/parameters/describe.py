"""What a parameter is and where it comes from, for `explain` and the report."""

from typing import Any

import numpy as np

from sim.messages import LANGUAGES
from sim.parameters import evidence_words
from sim.parameters.evidence import Reference, documents, references
from sim.parameters.tree import Parameters, load_parameters


def describe(path: str, parameters: Parameters | None = None) -> dict[str, Any]:
    """All that is known of the leaf at `path`, as plain values.

    Keys: path, value (now), declared, unit, low, high, meaning_en, meaning_zh, grade, use,
    sampled, overridden, fitted (5th and 95th percentile of the ensemble, None where it was not
    fitted), evidence (a list of what `described` gives). Raises InputError for an unknown path.
    """
    tree = parameters if parameters is not None else load_parameters()
    leaf = tree.leaf(path)
    known = references()
    return {
        "path": leaf.path,
        "value": tree.value(path),
        "declared": leaf.value,
        "unit": leaf.unit,
        "low": leaf.low,
        "high": leaf.high,
        "meaning_en": leaf.meaning_en,
        "meaning_zh": leaf.meaning_zh,
        "grade": leaf.grade,
        "use": leaf.use,
        "sampled": tree.is_sampled(path),
        "overridden": path in tree.overrides,
        "fitted": _middle(tree.ensemble.values(path)),
        "evidence": [described(known[name]) for name in leaf.source if name in known],
    }


def _middle(values: tuple[float, ...]) -> tuple[float, float] | None:
    """5th and 95th percentile of a leaf over the fitted sets."""
    if not values:
        return None
    low, high = np.quantile(values, (0.05, 0.95))
    return float(low), float(high)


def described(reference: Reference) -> dict[str, str]:
    """One row of evidence with the title of its document, in both languages.

    Keys: id, kind, quote, line, document, use, standing, and with _en and _zh behind them title,
    statement, source, note. Titles are empty for an outside prior, sources for the others.
    """
    document = documents().get(reference.document)
    return {
        "id": reference.id,
        "kind": reference.kind,
        "quote": reference.quote,
        "line": reference.line,
        "document": reference.document,
        "title_en": document.title_en if document else "",
        "title_zh": document.title_zh if document else "",
        "use": reference.use,
        "standing": reference.standing,
        **_in_words(reference),
    }


def _in_words(reference: Reference) -> dict[str, str]:
    parts = {
        "statement": evidence_words.statement,
        "source": evidence_words.source,
        "note": evidence_words.note,
    }
    return {
        f"{name}_{lang}": say(reference, lang) for name, say in parts.items() for lang in LANGUAGES
    }
