"""How far a run is: a bar with time left on a terminal, a few plain lines in a pipe."""

import time
from collections.abc import Mapping
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from sim.messages import text

# A pipe is told at every quarter of the draws.
LINES_IN_A_PIPE = 4
# What is said in a pipe, as keys of the catalogues.
OF_DRAWS = {
    "start": "cli.progress.start",
    "step": "cli.progress.step",
    "done": "cli.progress.done",
}


class RunProgress:
    """Call it with (done, total) draws, inside a `with`."""

    def __init__(
        self,
        title: str,
        total: int,
        console: Console,
        lang: str,
        words: Mapping[str, str] = OF_DRAWS,
    ) -> None:
        self.title = title
        self.words = words
        self.total = total
        self.console = console
        self.lang = lang
        self.started = time.perf_counter()
        self._told = 0
        self._bar: Progress | None = None

    def __enter__(self) -> Self:
        if self.console.is_terminal:
            self._bar = Progress(
                SpinnerColumn(),
                TextColumn("{task.description}", markup=False),
                BarColumn(bar_width=None),
                MofNCompleteColumn(),
                TimeElapsedColumn(),
                TextColumn(text("cli.progress.left", self.lang), markup=False),
                TimeRemainingColumn(),
                console=self.console,
                transient=True,
            )
            self._task = self._bar.add_task(self.title, total=self.total)
            self._bar.start()
        else:
            self._start_line()
        return self

    def _start_line(self) -> None:
        self._say(self.words["start"], total=self.total)

    def __call__(self, done: int, total: int) -> None:
        """Report `done` of `total` draws."""
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total)
            return
        quarter = done * LINES_IN_A_PIPE // max(total, 1)
        if quarter <= self._told:
            return
        self._told = quarter
        elapsed = time.perf_counter() - self.started
        left = elapsed / done * (total - done)
        key = self.words["done" if done >= total else "step"]
        self._say(key, done=done, total=total, elapsed=f"{elapsed:.0f}", left=f"{left:.0f}")

    def compiling(self, seconds: float) -> None:
        """Say that the model is compiled first (0.0), or how long that took; then runs begin."""
        if seconds > 0.0:
            self._say("cli.progress.compiled", seconds=f"{seconds:.0f}")
        else:
            self._say("cli.progress.compiling")
        self.started = time.perf_counter()

    def _say(self, key: str, **values: object) -> None:
        self.console.print(text(key, self.lang, title=self.title, **values))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._bar is not None:
            self._bar.stop()
