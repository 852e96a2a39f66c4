"""What every benchmark shares: rows, medians, clocks and the machine's own speed beside them."""

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numba import njit
from numpy.typing import NDArray

SCENARIO = "jujube-price-30"
DEFAULT_REGION = "luopu-yutian"
SMALL_REGION = "sample"
# Three arrays of 64 MiB are far beyond any cache they could stay in.
TRIAD_ELEMENTS = 8_388_608
TRIAD_PASSES = 7


@dataclass(frozen=True)
class Plan:
    """How much is measured: five repetitions of the whole list, or a quick look at small sizes."""

    quick: bool = False

    @property
    def repetitions(self) -> int:
        """How often each timing is repeated; its median counts."""
        return 2 if self.quick else 5

    @property
    def months(self) -> int:
        """Months of a run."""
        return 12 if self.quick else 60

    @property
    def region(self) -> str:
        """The region of everything that is not about size."""
        return SMALL_REGION if self.quick else DEFAULT_REGION


@dataclass(frozen=True)
class Row:
    """One measured number: the median of `repetitions`, with the lowest and the highest.

    cpu: CPU time over wall time of the repetitions (None where it says nothing). Of one process on
    one core it is 1; well below, and others kept the machine busy.
    """

    key: str
    what: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    cpu: float | None = None
    repetitions: int = 1

    def as_json(self) -> dict[str, Any]:
        """The row with numbers to four digits; what it does not have is left out."""
        return {
            name: float(f"{value:.4g}") if isinstance(value, float) else value
            for name, value in asdict(self).items()
            if value is not None
        }


@dataclass(frozen=True)
class Timing:
    """Wall and CPU seconds of repetitions of the same work."""

    walls: tuple[float, ...]
    cpus: tuple[float, ...] = ()

    @property
    def median(self) -> float:
        """The middle wall time, seconds."""
        return statistics.median(self.walls)

    @property
    def cpu_share(self) -> float | None:
        """CPU time over wall time, all repetitions together."""
        return sum(self.cpus) / sum(self.walls) if self.cpus else None

    def row(self, key: str, what: str) -> Row:
        """The seconds themselves as a row."""
        walls = self.walls
        return Row(
            key, what, self.median, "s", min(walls), max(walls), self.cpu_share, len(walls)
        )  # fmt: skip

    def rate(self, key: str, what: str, amount: float, unit: str) -> Row:
        """So much work a second as a row."""
        low, high = amount / max(self.walls), amount / min(self.walls)
        value = amount / self.median
        return Row(key, what, value, unit, low, high, self.cpu_share, len(self.walls))


def timed(work: Callable[[], object]) -> tuple[float, float]:
    """Wall and process CPU seconds of one call."""
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    return time.perf_counter() - wall, time.process_time() - cpu


def repeat(work: Callable[[], object], repetitions: int) -> Timing:
    """Time a call so many times."""
    pairs = [timed(work) for _ in range(repetitions)]
    return Timing(tuple(wall for wall, _ in pairs), tuple(cpu for _, cpu in pairs))


def slope(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Exponent of time in size: the least-squares slope of log time against log size."""
    x, y = np.log(np.asarray(sizes)), np.log(np.asarray(seconds))
    x, y = x - x.mean(), y - y.mean()
    return float((x * y).sum() / (x * x).sum())


@njit
def _triad(a: Any, b: Any, c: Any, scale: float) -> None:
    for i in range(a.size):
        a[i] = b[i] + scale * c[i]


def triad() -> float:
    """Memory bandwidth of one core, GB/s: the best pass of a = b + s c (STREAM's triad).

    Counted as STREAM counts: two columns read and one written, 24 bytes an element.
    """
    a, b, c = _arrays()
    _triad(a, b, c, 0.5)
    seconds = min(timed(lambda: _triad(a, b, c, 0.5))[0] for _ in range(TRIAD_PASSES))
    return a.nbytes * 3 / seconds / 1e9


def _arrays() -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    ones = np.ones(TRIAD_ELEMENTS)
    return ones * 0.0, ones * 2.0, ones
