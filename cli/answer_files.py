"""Where the files are and how long it took: the last lines of a printed answer."""

from pathlib import Path

from rich.console import Console
from rich.text import Text

from cli.layout import QUIET, definitions, title
from sim.messages import text

# Named one by one; the tables are many and share one line.
NAMED_FILES = ("report.html", "answer.json", "manifest.json")


def print_files(
    console: Console, folder: Path, *, running: float, writing: float, lang: str
) -> None:
    """Print the folder, what is in it and the seconds spent."""
    title(console, text("shown.files", lang), str(folder))
    rows = [(name, text(f"shown.file.{name.partition('.')[0]}", lang)) for name in NAMED_FILES]
    rows.append(("*.parquet", text("shown.file.tables", lang)))
    definitions(console, rows)
    timing = text("shown.timing", lang, running=f"{running:.1f}", writing=f"{writing:.1f}")
    console.print()
    console.print(Text(timing, style=QUIET))
