"""Where the programme speaks: the answer on standard output, everything else on standard error.

Colour only on a terminal, never when NO_COLOR is set (rich sees to both). Text of scenario files
is printed as text: nothing in it is read as markup.
"""

import contextlib
import io
import re
import sys
from typing import TextIO, cast

from rich.console import Console

NARROWEST = 60
WIDEST = 100
WIDTH_OF_A_PIPE = 96


class _Trimmed(io.TextIOBase):
    """A stream that drops the spaces with which tables fill up their lines: pipes need none."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    @property
    def encoding(self) -> str:  # type: ignore[override]
        """The encoding of the stream beneath."""
        return getattr(self.stream, "encoding", None) or "utf-8"

    def write(self, written: str) -> int:
        """Write without the spaces before line ends."""
        self.stream.write(re.sub(r" +(?=\n)", "", written))
        return len(written)

    def flush(self) -> None:
        """Flush the stream beneath."""
        self.stream.flush()


def console(stream: TextIO) -> Console:
    """Return a console on `stream`, between 60 and 100 columns wide."""
    with contextlib.suppress(AttributeError, ValueError):
        # A terminal that cannot show Chinese shows a question mark; it does not stop the answer.
        stream.reconfigure(errors="replace")  # type: ignore[attr-defined]
    shown = _on(stream)
    if not shown.is_terminal:
        shown = _on(cast(TextIO, _Trimmed(stream)))
    width = shown.width if shown.is_terminal else WIDTH_OF_A_PIPE
    shown.width = max(NARROWEST, min(width, WIDEST))
    return shown


def _on(stream: TextIO) -> Console:
    return Console(file=stream, markup=False, highlight=False, emoji=False)


def standard_output() -> Console:
    """Return the console of the answer."""
    return console(sys.stdout)


def standard_error() -> Console:
    """Return the console of progress and messages."""
    return console(sys.stderr)


def in_one_line(problem: Exception) -> str:
    """Return the kind of an error and the first line of what it says."""
    said = str(problem).strip().partition("\n")[0]
    return f"{type(problem).__name__}: {said}" if said else type(problem).__name__
