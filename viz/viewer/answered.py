"""An answer as it travels from a worker to the page: what is shown first, and the rest packed."""

import pickle
import threading
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sim.results import Outcome
from sim.results.figures import Figures
from viz.selection import Selection

# Visitors who ask the same share an answer, each in a thread of his own.
_UNPACKING = threading.Lock()


@dataclass(frozen=True)
class Page:
    """The first page of an answer in one language: words and figures, charts, notes.

    charts: each as text by its name, in their order.
    """

    answer: dict[str, Any]
    charts: dict[str, str]
    notes: list[dict[str, Any]]


@dataclass(frozen=True)
class Early:
    """What the first draw says of the first year: words and figures, and charts as text by name.

    The answer that follows takes its place. charts: those that it will hold already, of the first
    year and, when the run is over, of the run.
    """

    lang: str
    answer: dict[str, Any]
    charts: dict[str, str]


class Answered:
    """An outcome with what is read from it again and again.

    A worker makes the first page while it holds the tables anyway; between processes the outcome
    travels as bytes, which are unpacked when somebody looks closer. folder: that of an answer
    which was opened instead of asked.
    """

    def __init__(self, outcome: Outcome, folder: str = "") -> None:
        self.outcome = outcome
        self.folder = folder
        self.scenario = outcome.scenario
        self.pages: dict[str, Page] = {}

    def __getstate__(self) -> dict[str, Any]:
        packed = self.__dict__.get("packed")
        if packed is None:
            packed = pickle.dumps(self.outcome, pickle.HIGHEST_PROTOCOL)
        own = {name: self.__dict__[name] for name in ("folder", "scenario", "pages")}
        return own | {"packed": packed}

    @cached_property
    def outcome(self) -> Outcome:
        """The comparison with its tables."""
        with _UNPACKING:
            if "outcome" not in self.__dict__:
                self.__dict__["outcome"] = pickle.loads(self.__dict__["packed"])
                del self.__dict__["packed"]
        found: Outcome = self.__dict__["outcome"]
        return found

    @property
    def can_be_followed(self) -> bool:
        """Whether it was asked here, so that it can be lived through again; else it was opened."""
        return not self.folder

    @cached_property
    def selection(self) -> Selection:
        """The rows shown first."""
        return Selection(self.outcome)

    @cached_property
    def figures(self) -> Figures:
        """Its tables as arrays."""
        return self.outcome.figures
