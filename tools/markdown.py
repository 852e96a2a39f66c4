"""Pieces of a generated page: title, tables, code, links to sources."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
MADE = "<!-- Made from the code by `python -m tools.docs`; edit the code, not this page. -->"


def page(title: str, *parts: str) -> str:
    """A page: its title, the note that it is generated, and its parts."""
    return "\n\n".join([f"# {title}", MADE, *parts]) + "\n"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A Markdown table; line breaks and bars inside cells are made harmless."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(_cell(cell) for cell in line) + " |" for line in lines)


def _cell(content: str) -> str:
    return " ".join(content.split()).replace("|", "\\|")


def code(words: str) -> str:
    """Words as code, nothing for nothing."""
    return f"`{words}`" if words else ""


def source_link(name: str) -> str:
    """A link to a source id's place on the page of sources."""
    return f"[{name}](sources.md#{name})"


def entries(value: Any) -> tuple[float, ...]:
    """The numbers of a parameter's value, whether it is one or a vector."""
    return value if isinstance(value, tuple) else (value,)


def between_markers(document: str, name: str, content: str) -> str:
    """A document with what stands between the markers of a block replaced.

    Markers: <!-- name --> and <!-- /name -->, each once; ValueError without them.
    """
    opening, closing = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    before, found, rest = document.partition(opening)
    _, ended, after = rest.partition(closing)
    if not found or not ended:
        raise ValueError(f"no markers {opening.strip()} and {closing}")
    return f"{before}{opening}\n{content.strip()}\n\n{closing}{after}"
