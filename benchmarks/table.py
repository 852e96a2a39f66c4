"""Put the tables of benchmarks/results.json into docs/speed.md.

python -m benchmarks.table
"""

import json
from collections.abc import Mapping
from typing import Any

from benchmarks.__main__ import RESULTS
from benchmarks.machine import described
from benchmarks.shown import HEADER, TITLES, cells, target_cells
from benchmarks.worker import PROJECT
from tools.markdown import between_markers, table

PAGE = PROJECT / "docs" / "speed.md"


def page(document: str, found: Mapping[str, Any]) -> str:
    """The page with its tables made anew."""
    return between_markers(document, "results", _results(found))


def main() -> int:
    """Rewrite the page; status 0."""
    found = json.loads(RESULTS.read_text("utf-8"))
    document = page(PAGE.read_text("utf-8"), found)
    PAGE.write_text(document, "utf-8", newline="\n")
    return 0


def _results(found: Mapping[str, Any]) -> str:
    repetitions = found["repetitions"]
    parts = [
        f"Measured {found['date']} on: {described(found['machine'])}. "
        f"Medians of {repetitions} repetitions with the lowest and the highest.",
        "### Targets",
        table(("target", "promised", "measured", "kept"), target_cells(found)),
    ]
    for name, part in found["parts"].items():
        parts += [
            f"### {TITLES[name]}",
            f"Triad just before: {part['triad_gb_per_s']:g} GB/s.",
            table(HEADER, map(cells, part["rows"])),
        ]
    return "\n\n".join(parts)


if __name__ == "__main__":
    raise SystemExit(main())
