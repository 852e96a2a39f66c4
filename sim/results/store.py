"""A results folder appears whole or not at all.

Files are written to a hidden sibling; when complete, an older result of that name is moved aside,
the new one takes the name, then the older is removed. Whenever the program is killed, one of the
two is whole; what a killed run left behind is cleared by the next run of the same name.
"""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from sim.errors import InputError, Phrase, shortened

# A file every result has: a folder without it is somebody's own and is never replaced.
MARK = "manifest.json"
ABANDONED_AFTER_SECONDS = 86_400.0


def replace_folder(directory: str | os.PathLike[str], write: Callable[[Path], None]) -> Path:
    """Let `write` fill a new folder and put it at `directory`; returns its path.

    InputError where the place cannot be written or is a folder that holds no result.
    """
    final = Path(directory).expanduser().resolve()
    check_place(final)
    try:
        final.parent.mkdir(parents=True, exist_ok=True)
        recover(final)
        partial = Path(tempfile.mkdtemp(prefix=f".{final.name}.partial-", dir=final.parent))
    except OSError as error:
        raise _unwritable(final) from error
    try:
        write(partial)
        partial.chmod(0o777 & ~_umask())
        _exchange(final, partial)
    except OSError as error:
        raise _unwritable(final) from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return final


def check_place(directory: str | os.PathLike[str]) -> None:
    """Raise InputError where a result could not be put: cheap, for before the work is done."""
    try:
        final = Path(directory).expanduser().resolve()
        is_taken = final.exists() and not _replaceable(final)
        parent = next(folder for folder in final.parents if folder.exists())
    except (OSError, ValueError) as error:
        # A name too long, or one that no folder can have.
        raise _unwritable(Path(shortened(directory))) from error
    if is_taken:
        raise InputError(
            "unwritable", where=str(final), expected=Phrase("results.expected_free_folder")
        )
    if not parent.is_dir():
        raise _unwritable(final)
    try:
        # Permission bits do not tell (root, network drives): trying does.
        with tempfile.TemporaryFile(dir=parent):
            pass
    except OSError as error:
        raise _unwritable(final) from error


def recover(final: Path) -> None:
    """Put back an older result that a killed run left aside, and clear what it left half done."""
    asides = sorted(final.parent.glob(f".{_escaped(final.name)}.older-*"))
    if asides and not final.exists():
        asides.pop().rename(final)
    for aside in asides:
        shutil.rmtree(aside, ignore_errors=True)
    for partial in final.parent.glob(f".{_escaped(final.name)}.partial-*"):
        if time.time() - partial.stat().st_mtime > ABANDONED_AFTER_SECONDS:
            shutil.rmtree(partial, ignore_errors=True)


def _exchange(final: Path, partial: Path) -> None:
    if not final.exists():
        partial.rename(final)
        return
    aside = final.parent / f".{final.name}.older-{partial.name.rsplit('-', 1)[1]}"
    final.rename(aside)
    try:
        partial.rename(final)
    except OSError:
        aside.rename(final)
        raise
    shutil.rmtree(aside, ignore_errors=True)


def _replaceable(final: Path) -> bool:
    return final.is_dir() and ((final / MARK).is_file() or not any(final.iterdir()))


def _unwritable(final: Path) -> InputError:
    return InputError(
        "unwritable", where=str(final), expected=Phrase("results.expected_writable_folder")
    )


def _escaped(name: str) -> str:
    """Return a folder name with the characters that globbing would read taken literally."""
    return "".join(f"[{letter}]" if letter in "*?[" else letter for letter in name)


def _umask() -> int:
    """Return the file mode mask; it can only be read by setting it."""
    mask = os.umask(0)
    os.umask(mask)
    return mask
