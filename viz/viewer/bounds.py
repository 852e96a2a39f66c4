"""How large files of a results folder may be: what lies in it may be made up to fill the memory."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from sim.errors import InputError, Phrase

LARGEST_JSON = 60_000_000
# Bytes of a table in its file, and unpacked; of the default region with 64 draws a tenth.
LARGEST_TABLE = 1_000_000_000
LARGEST_UNPACKED = 4_000_000_000
MOST_ROWS = 20_000_000
# More letters of a stranger's text than this nobody reads.
LONGEST_TEXT = 300


def read_json(path: Path, largest: int = LARGEST_JSON) -> dict[str, Any]:
    """An object from a file. InputError where it is too large or none."""
    if path.stat().st_size > largest:
        raise _too_large(path, largest)
    content = json.loads(path.read_text(encoding="utf-8"))
    if not isinstance(content, dict):
        raise InputError("wrong_type", where=path.name)
    return content


def check_tables(paths: Iterable[Path], most_rows: int = MOST_ROWS) -> int:
    """Rows of Parquet files together, from their footers. InputError where they are too large."""
    rows = packed = unpacked = 0
    for path in paths:
        packed += path.stat().st_size
        if packed > LARGEST_TABLE:
            raise _too_large(path, LARGEST_TABLE)
        footer = pq.read_metadata(path)
        rows += footer.num_rows
        unpacked += sum(footer.row_group(at).total_byte_size for at in range(footer.num_row_groups))
        if unpacked > LARGEST_UNPACKED:
            raise _too_large(path, LARGEST_UNPACKED)
        if rows > most_rows:
            limit = Phrase("viewer.open.rows", {"limit": f"{most_rows:,}"})
            raise InputError("too_large", where=path.name, expected=limit, got=f"{rows:,}")
    return rows


def readable(text: object, longest: int = LONGEST_TEXT) -> str:
    """A stranger's text, cut to what somebody reads."""
    found = str(text)
    return found if len(found) <= longest else f"{found[:longest]}…"


def _too_large(path: Path, largest: int) -> InputError:
    limit = Phrase("scenario.expected.bytes", {"limit": f"{largest:,}"})
    return InputError("too_large", where=path.name, expected=limit)
