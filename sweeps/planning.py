"""Which tasks are run in what order, and how they are cut into shards.

Draws come one after another, each for all points, so that whatever is there when a sweep stops is
every point under some draws. Within a draw, points that share opening and baseline follow one
another. How tasks are cut changes no row.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sweeps.tasks import Done, Task

# Seconds of work in a shard: never less than the first while there is more to do.
LEAST_SECONDS = 0.5
USUAL_SECONDS = 5.0
# What a worker opens for a shard is at most this part of the shard's work.
OPENING_PART = 1 / 8
# Toward the end shards get smaller, so that workers end together.
SHARDS_LEFT_A_WORKER = 4


@dataclass
class Pace:
    """How long things take, learnt from the shards that are done."""

    opening: float = 0.0
    opened: int = 0
    points: float = 0.0
    tasks: int = 0

    def learn(self, done: Done, tasks: int) -> None:
        """Take in the seconds of a shard."""
        self.opening += done.opening
        self.opened += done.opened
        self.points += done.points
        self.tasks += tasks

    @property
    def an_opening(self) -> float:
        """Seconds to open what points share."""
        return self.opening / max(self.opened, 1)

    @property
    def a_task(self) -> float:
        """Seconds of one point under one draw, without what it shares."""
        return self.points / max(self.tasks, 1)

    def seconds(self, openings: int, tasks: int) -> float:
        """Return the seconds of so much work for one process."""
        return openings * self.an_opening + tasks * self.a_task


@dataclass(frozen=True)
class Plan:
    """The points of a sweep, and which of them share their openings."""

    points: pd.DataFrame
    groups: list[NDArray[np.int64]]

    @staticmethod
    def of(points: pd.DataFrame, shares: Sequence[int]) -> "Plan":
        """Group points by the factors at these places; without such factors all are one group."""
        if not shares:
            return Plan(points, [np.arange(len(points))])
        codes = np.stack([pd.factorize(points.iloc[:, place])[0] for place in shares], axis=1)
        _, group = np.unique(codes, axis=0, return_inverse=True)
        order = np.argsort(group.ravel(), kind="stable")
        bounds = np.flatnonzero(np.diff(group.ravel()[order])) + 1
        return Plan(points, np.split(order, bounds))

    def task(self, draw: int, point: int) -> Task:
        """Return a point under a draw, its values as plain Python ones."""
        row = self.points.iloc[point]
        values = tuple(v.item() if isinstance(v, np.generic) else v for v in row)
        return Task(int(draw), int(point), values)

    def shards(
        self,
        draws: range,
        wanted: Callable[[int], NDArray[np.bool_]],
        size: Callable[[], float],
        pace: Pace,
    ) -> Iterator[list[Task]]:
        """Yield the tasks of some draws, shard by shard.

        `wanted` says which points a draw still needs; `size` the seconds of a shard now.
        """
        shard: list[Task] = []
        seconds = 0.0
        for draw in draws:
            needed = wanted(draw)
            for group in self.groups:
                rest = group[needed[group]]
                seconds += pace.an_opening if len(rest) else 0.0
                for point in rest:
                    shard.append(self.task(draw, point))
                    seconds += pace.a_task
                    if seconds >= size():
                        yield shard
                        shard, seconds = [], 0.0
        if shard:
            yield shard


def shard_seconds(pace: Pace, tasks_left: int, workers: int) -> float:
    """Return how much work a shard should hold now."""
    usual = max(USUAL_SECONDS, pace.an_opening / OPENING_PART)
    left = tasks_left * pace.a_task / (SHARDS_LEFT_A_WORKER * workers)
    return max(LEAST_SECONDS, min(usual, left))
