"""Which of the two languages a person is spoken to in."""

import locale
import os
from collections.abc import Mapping, Sequence

from sim.errors import InputError
from sim.messages import LANGUAGES

OPTION = "--lang"
# The variables POSIX reads for the language of messages, the strongest first.
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def default_language(environ: Mapping[str, str] | None = None) -> str:
    """Return "zh" under a Chinese locale, "en" under any other."""
    environ = os.environ if environ is None else environ
    named = next((environ[name] for name in _VARIABLES if environ.get(name)), None)
    if named is None:
        named = locale.getlocale()[0] or ""  # where no variable is set: Windows, macOS
    return "zh" if named.lower().startswith(("zh", "chinese")) else "en"


def take_language(arguments: Sequence[str]) -> tuple[str, list[str]]:
    """Return the language asked for and the arguments without `--lang`.

    It is read before anything else, so that even a mistyped command is answered in it.
    Raises InputError on a language there is no catalogue for.
    """
    lang: str | None = None
    others: list[str] = []
    waiting = iter(arguments)
    for argument in waiting:
        if argument == "--":
            others += [argument, *waiting]
        elif argument == OPTION:
            lang = next(waiting, "")
        elif argument.startswith(f"{OPTION}="):
            lang = argument.partition("=")[2]
        else:
            others.append(argument)
    if lang is not None and lang not in LANGUAGES:
        raise InputError("wrong_language", where=OPTION, expected=LANGUAGES, got=lang)
    return lang or default_language(), others
