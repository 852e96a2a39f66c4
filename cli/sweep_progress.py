"""How far a sweep is: what it comes to before it begins, then runs done and time left."""

import time
from typing import TYPE_CHECKING

from rich.console import Console

from cli.progress import RunProgress
from sim.messages import text

if TYPE_CHECKING:
    from sweeps.experiment import Estimate

MINUTE, HOUR, DAY = 60, 3600, 86_400
# A pipe is told so often at most: a sweep takes hours.
SECONDS_BETWEEN_LINES = 30.0


def duration(seconds: float, lang: str) -> str:
    """Return seconds in the largest unit that makes sense, in words."""
    for unit, length in (("days", DAY), ("hours", HOUR), ("minutes", MINUTE)):
        if seconds >= 2 * length:
            return text(f"cli.duration.{unit}", lang, value=f"{seconds / length:,.1f}")
    return text("cli.duration.seconds", lang, value=f"{seconds:,.0f}")


class SweepProgress(RunProgress):
    """Call it with (done, total) paired runs, inside a `with`; some may be done before."""

    def __init__(self, title: str, total: int, console: Console, lang: str) -> None:
        super().__init__(title, total, console, lang)
        self._before: int | None = None
        self._said = time.perf_counter()

    def told(self, found: "Estimate") -> None:
        """Say what is to be done and how long it will take."""
        words = text(
            "cli.sweep.to_do",
            self.lang,
            left=f"{found.left:,}",
            runs=f"{found.runs:,}",
            time=duration(found.seconds, self.lang),
            workers=found.workers,
        )
        self.console.print(words)
        self._before = found.runs - found.left
        self.started = self._said = time.perf_counter()

    def __call__(self, done: int, total: int) -> None:
        """Report `done` of `total` paired runs."""
        if self._bar is not None:
            self._bar.update(self._task, completed=done, total=total)
            return
        moment = time.perf_counter()
        enough = moment - self._said >= SECONDS_BETWEEN_LINES or done >= total
        if self._before is None or done <= self._before or not enough:
            return
        self._said = moment
        elapsed = moment - self.started
        left = elapsed / (done - self._before) * (total - done)
        words = text(
            "cli.sweep.step",
            self.lang,
            title=self.title,
            done=f"{done:,}",
            total=f"{total:,}",
            elapsed=duration(elapsed, self.lang),
            left=duration(left, self.lang),
        )
        self.console.print(words)

    def _start_line(self) -> None:
        """Say nothing yet: `told` does, once it is known how long a run takes."""
