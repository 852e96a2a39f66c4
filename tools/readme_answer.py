"""Run the main job and put its printed answer, and a picture of it, into the two READMEs.

    python -m tools.readme_answer

Everything is printed by the code that prints it for a user. The picture is the same answer in
colour, without what the block below it already says at length: text in an SVG, no fonts fetched.
"""

from __future__ import annotations

import html
import io
import re
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.terminal_theme import TerminalTheme

from cli import answer
from cli.answer_files import print_files
from cli.console import console as plain_console
from sim import Scenario, compare
from sim.messages import languages
from tools.markdown import PROJECT, between_markers
from viz.report import render_report
from viz.selection import Selection, window_in_words

MAIN = "jujube-price-30"
READMES = {"en": "README.md", "zh": "README.zh.md"}
PICTURES = {"en": "answer.svg", "zh": "answer.zh.svg"}
RESULTS = PROJECT / "results"
PICTURE_WIDTH = 92
# Pixels that rich gives a cell of its terminal.
CELL_WIDTH = 12.2
# Background, text, the eight normal and the eight bright colours.
PAPER = TerminalTheme(
    (253, 252, 249),
    (36, 36, 36),
    [(36, 36, 36)] * 8,
    [(36, 36, 36)] * 8,
)
# rich's own frame fetches a font from a content network; this one uses the reader's own.
FRAME = """\
<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" class="rich-terminal">
<style>
.{unique_id}-matrix {{ font-family: ui-monospace, "DejaVu Sans Mono", Menlo, Consolas,
 "Noto Sans Mono CJK SC", "Microsoft YaHei", monospace;
 font-size: {char_height}px; line-height: {line_height}px; }}
{styles}
</style>
<defs>{lines}</defs>
<rect width="{width}" height="{height}" rx="8" fill="#fdfcf9" stroke="#d8d4c8"/>
<g transform="translate(12, 12)"><g class="{unique_id}-matrix">{backgrounds}{matrix}</g></g>
</svg>
"""


def printed(outcome: Any, lang: str, seconds: tuple[float, float]) -> str:
    """The answer as a pipe receives it, files and timing included."""
    stream = io.StringIO()
    console = plain_console(stream)
    answer.print_answer(console, outcome, lang)
    folder = Path(RESULTS.name, MAIN)
    print_files(console, folder, running=seconds[0], writing=seconds[1], lang=lang)
    return stream.getvalue().strip("\n")


def picture(outcome: Any, lang: str) -> str:
    """Question, sentence, price ladder, bearers and bridge in colour, as an SVG."""
    console = Console(
        width=PICTURE_WIDTH, record=True, file=io.StringIO(), force_terminal=True,
        color_system="truecolor", markup=False, highlight=False, emoji=False,
    )  # fmt: skip
    selection = Selection(outcome)
    window = window_in_words(selection, outcome.scenario, lang)
    answer._print_heading(console, outcome, lang)
    answer._print_ladder(console, selection, window, lang)
    answer._print_bearers(console, selection, window, lang)
    drawn = console.export_svg(theme=PAPER, code_format=FRAME, unique_id="answer")
    return _tidy(drawn)


def _tidy(drawn: str) -> str:
    """An SVG without clipping, empty texts and wrong lengths of Chinese.

    rich clips lines to the width of its own font and counts characters where it draws cells, of
    which a Chinese character takes two.
    """
    drawn = re.sub(r' clip-path="[^"]*"', "", re.sub(r"<defs>.*?</defs>", "", drawn, flags=re.S))
    drawn = re.sub(r"<text [^>]*>\s*</text>", "", drawn)

    def with_true_length(found: re.Match[str]) -> str:
        length = CELL_WIDTH * cell_len(html.unescape(found["words"]))
        return f'<text{found["before"]} textLength="{length:g}">{found["words"]}</text>'

    pattern = r'<text(?P<before>[^>]*?) textLength="[^"]*">(?P<words>[^<]*)</text>'
    drawn = re.sub(pattern, with_true_length, drawn)
    return "\n".join(line.rstrip() for line in drawn.splitlines() if line.strip()) + "\n"


def main(arguments: Sequence[str]) -> int:
    """Run with the defaults of the scenario, write results/, the blocks and the pictures."""
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    started = time.perf_counter()
    outcome = compare(Scenario.load(MAIN), workers=2)
    running = time.perf_counter() - started
    outcome.save(RESULTS / MAIN, extra_files={"report.html": render_report(outcome, "en")})
    writing = time.perf_counter() - started - running
    for lang in languages():
        page = PROJECT / READMES[lang]
        block = f"```text\n{printed(outcome, lang, (running, writing))}\n```"
        page.write_text(
            between_markers(page.read_text(encoding="utf-8"), "answer", block),
            encoding="utf-8",
            newline="\n",
        )
        place = PROJECT / "docs" / "images" / PICTURES[lang]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(picture(outcome, lang), encoding="utf-8", newline="\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
