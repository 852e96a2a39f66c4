"""Run the six most telling scenarios and put their printed answers into docs/six-scenarios.md.

    python -m tools.six_scenarios                      a few minutes on two cores
    python -m tools.six_scenarios pigeon-glut          only this one

What is read from them stands on the page itself, between the printed answers.
"""

from __future__ import annotations

import io
import sys
from collections.abc import Sequence

from cli import answer
from cli.console import console as plain_console
from sim import Scenario
from sim.comparison import compare_all, share_baseline
from sim.results import Outcome
from tools.markdown import PROJECT, between_markers

PAGE = PROJECT / "docs" / "six-scenarios.md"
NAMES = (
    "jujube-price-30",
    "rabbit-floor-fails",
    "insurance-all-unsubsidised",
    "pigeon-glut",
    "route-closed",
    "support-withdrawn",
)


def main(arguments: Sequence[str]) -> int:
    """Rewrite the printed answers of the chosen scenarios, all by default; status 0."""
    chosen = [name for name in NAMES if name in (arguments or NAMES)]
    for outcome in _outcomes([Scenario.load(name) for name in chosen]):
        document = PAGE.read_text(encoding="utf-8")
        block = f"```text\n{_printed(outcome)}\n```"
        document = between_markers(document, outcome.scenario.name, block)
        PAGE.write_text(document, encoding="utf-8", newline="\n")
        print(outcome.scenario.name, flush=True)
    return 0


def _outcomes(scenarios: list[Scenario]) -> list[Outcome]:
    """Outcomes in the page's order; those that share a baseline run together."""
    groups: list[list[Scenario]] = []
    for scenario in scenarios:
        fitting = next((g for g in groups if share_baseline([g[0], scenario])), None)
        if fitting is None:
            groups.append([scenario])
        else:
            fitting.append(scenario)
    found = [outcome for group in groups for outcome in compare_all(group, workers=2)]
    return sorted(found, key=lambda outcome: NAMES.index(outcome.scenario.name))


def _printed(outcome: Outcome) -> str:
    stream = io.StringIO()
    answer.print_answer(plain_console(stream), outcome, "en")
    return stream.getvalue().strip("\n")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
