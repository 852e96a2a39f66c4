"""How the page writes a slider's number: by what it is multiplied, and what stands behind it."""

from typing import Any

from sim.chains import CHAINS
from sim.messages import text
from sim.messages.numbers import magnitude, unit_label


def size_of(unit: str, largest: float, chain: str, lang: str) -> dict[str, Any]:
    """Scale, decimals and suffix of a scenario key's unit, for values up to `largest`.

    One scale a slider, so that the number does not jump between words while it moves.
    """
    if unit == "share":
        return {"scale": 100.0, "decimals": 0, "suffix": "%"}
    if unit in ("months", "month_of_run", "years", "shares", "draws"):
        key = f"viewer.suffix.{unit}"
        return {"scale": 1.0, "decimals": 2 if unit == "years" else 0, "suffix": text(key, lang)}
    if unit == "yuan_per_unit":
        product = CHAINS[chain].unit if chain in CHAINS else ""
        words = unit_label(f"yuan/{product}" if product else "yuan", lang)
        return {"scale": 1.0, "decimals": 2, "suffix": _behind(words, lang)}
    if unit == "yuan_per_year":
        divisor, word = magnitude(largest, lang)
        words = f"{word.strip()}{'' if lang == 'zh' else ' '}{text('viewer.suffix.budget', lang)}"
        return {"scale": 1.0 / divisor, "decimals": 1, "suffix": _behind(words.strip(), lang)}
    return {"scale": 1.0, "decimals": 2, "suffix": ""}


def _behind(words: str, lang: str) -> str:
    return words if lang == "zh" else f" {words}"
