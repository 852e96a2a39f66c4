"""Where the programme speaks: the answer on standard output, everything else on standard error.

Colour only on a terminal, never when NO_COLOR is set (rich sees to both). Text of scenario files
is printed as text: nothing in it is read as markup.
"""

import contextlib
import sys
from typing import TextIO

from rich.console import Console

NARROWEST = 60
WIDEST = 100
WIDTH_OF_A_PIPE = 96


def console(stream: TextIO) -> Console:
    """Return a console on `stream`, between 60 and 100 columns wide."""
    with contextlib.suppress(AttributeError, ValueError):
        # A terminal that cannot show Chinese shows a question mark; it does not stop the answer.
        stream.reconfigure(errors="replace")  # type: ignore[attr-defined]
    shown = Console(file=stream, markup=False, highlight=False, emoji=False)
    width = shown.width if shown.is_terminal else WIDTH_OF_A_PIPE
    shown.width = max(NARROWEST, min(width, WIDEST))
    return shown


def standard_output() -> Console:
    """Return the console of the answer."""
    return console(sys.stdout)


def standard_error() -> Console:
    """Return the console of progress and messages."""
    return console(sys.stderr)
