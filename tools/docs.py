"""Write the pages of docs/ that are made from the code, so that they cannot drift from it.

python -m tools.docs            rewrite them
python -m tools.docs --check    change nothing; status 1 where a page is not what the code says
"""

from __future__ import annotations

import sys
from collections.abc import Sequence

from tools.docs_calibration import calibration_page
from tools.docs_model import flows_page, rules_page, schedule_page
from tools.docs_parameters import parameters_page, sources_page
from tools.docs_results import columns_page, metrics_page, scenarios_page
from tools.markdown import PROJECT

FOLDER = PROJECT / "docs"


def pages() -> dict[str, str]:
    """Every generated page by its file name."""
    return {
        "parameters.md": parameters_page("en"),
        "parameters.zh.md": parameters_page("zh"),
        "schedule.md": schedule_page(),
        "rules.md": rules_page(),
        "flows.md": flows_page(),
        "columns.md": columns_page(),
        "metrics.md": metrics_page(),
        "scenarios.md": scenarios_page(),
        "sources.md": sources_page(),
        "calibration.md": calibration_page(),
    }


def stale(made: dict[str, str]) -> list[str]:
    """Names of pages that are not what the code says now."""
    return [
        name
        for name, content in made.items()
        if not (FOLDER / name).is_file() or (FOLDER / name).read_text(encoding="utf-8") != content
    ]


def main(arguments: Sequence[str]) -> int:
    """Rewrite the pages; with --check only say which are stale (status 1)."""
    made = pages()
    old = stale(made)
    if "--check" not in arguments:
        for name in old:
            (FOLDER / name).write_text(made[name], encoding="utf-8", newline="\n")
    for name in old:
        print(f"docs/{name}", file=sys.stderr)
    return 1 if old and "--check" in arguments else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
