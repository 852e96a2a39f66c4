"""Pieces that every printed page shares: titles, lists of names, aligned tables."""

from collections.abc import Iterable

from rich import box
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

INDENT = 2
# Losses red and gains green would fail readers who confuse them; orange and blue do not.
WORSE = "dark_orange3"
BETTER = "dodger_blue1"
QUIET = "dim"
BAR = "█"
HALF_BAR = "▌"


def title(console: Console, words: str, note: str = "") -> None:
    """Print the title of a section after an empty line, with a quiet note behind it."""
    line = Text()
    line.append(words, style="bold")
    if note:
        line.append(f"   {note}", style=QUIET)
    console.print()
    console.print(line)


def paragraph(console: Console, words: str, style: str = "", indent: int = INDENT) -> None:
    """Print text wrapped to the width of the console."""
    console.print(Padding(Text(words, style=style), (0, 0, 0, indent), expand=False))


def bullets(console: Console, lines: Iterable[str], style: str = "") -> None:
    """Print a list, each item wrapped under its own beginning."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for line in lines:
        grid.add_row(Text("•", style=QUIET), Text(line, style=style))
    console.print(Padding(grid, (0, 0, 0, INDENT), expand=False))


def definitions(console: Console, rows: Iterable[tuple[str, str]]) -> None:
    """Print names and what they mean in two columns."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="bold", no_wrap=True)
    grid.add_column(overflow="fold")
    for name, meaning in rows:
        grid.add_row(Text(name), Text(meaning))
    console.print(Padding(grid, (0, 0, 0, INDENT), expand=False))


def table(*columns: tuple[str, str], header: bool = True) -> Table:
    """Return an empty table; a column is its heading and "left" or "right"."""
    made = Table(
        box=box.SIMPLE_HEAD,
        show_header=header,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1),
        collapse_padding=True,
    )
    for heading, justify in columns:
        made.add_column(
            Text(heading, style=QUIET),
            justify="right" if justify == "right" else "left",
            no_wrap=justify == "right",
        )
    return made


def bar(share: float, width: int) -> str:
    """Return a bar of `width` cells for a share of 1; at least a half cell when not zero."""
    halves = round(2 * max(0.0, min(share, 1.0)) * width)
    if share > 0 and halves == 0:
        halves = 1
    return BAR * (halves // 2) + HALF_BAR * (halves % 2)
