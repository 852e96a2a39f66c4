"""Run every pattern's experiment and write docs/patterns.md with its plots.

python -m tools.patterns            all of them (a few minutes)
python -m tools.patterns 4 9        only these; the page keeps the rest
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from tools.markdown import PROJECT, between_markers
from tools.patterns.entry import Entry
from tools.patterns.plots_households import pattern_6, pattern_7, pattern_8, pattern_10
from tools.patterns.plots_links import pattern_4, pattern_5, pattern_9
from tools.patterns.plots_prices import pattern_0, pattern_1, pattern_2, pattern_3, pattern_11
from viz.report.svg import style

PAGE = PROJECT / "docs" / "patterns.md"
IMAGES = PROJECT / "docs" / "images" / "patterns"
PATTERNS: dict[int, Callable[[], Entry]] = {
    0: pattern_0,
    1: pattern_1,
    2: pattern_2,
    3: pattern_3,
    4: pattern_4,
    5: pattern_5,
    6: pattern_6,
    7: pattern_7,
    8: pattern_8,
    9: pattern_9,
    10: pattern_10,
    11: pattern_11,
}


def main(arguments: Sequence[str]) -> int:
    """Write the chosen patterns into the page; status 0."""
    document = PAGE.read_text(encoding="utf-8")
    IMAGES.mkdir(parents=True, exist_ok=True)
    for number in [int(argument) for argument in arguments] or list(PATTERNS):
        with style():
            entry = PATTERNS[number]()
            entry.figure.savefig(
                IMAGES / f"{number}.svg",
                metadata=dict.fromkeys(("Date", "Creator", "Format", "Type")),
            )
        document = between_markers(document, f"pattern {number}", _section(entry))
        PAGE.write_text(document, encoding="utf-8", newline="\n")
        print(f"{entry.number}  {entry.finding}")
    return 0


def _section(entry: Entry) -> str:
    picture = f"![{entry.title}](images/patterns/{entry.number}.svg)"
    parts = (f"## {entry.number}. {entry.title}", entry.statement, picture, f"*{entry.finding}*")
    return "\n\n".join(parts)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
