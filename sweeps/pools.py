"""Where shards run: this process, processes beside it, or a Dask cluster, all as executors."""

import contextlib
from collections.abc import Iterator
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import Any, Protocol

from sim.errors import InputError, Phrase
from sim.workers import pool as worker_pool

LOCAL = "local"
CONNECT_SECONDS = 20


class Pool(Protocol):
    """Takes shards. `size` run at a time."""

    size: int

    def submit(self, work: Any, *arguments: Any) -> "Future[Any]":
        """Begin a shard as soon as a worker is free."""
        ...

    def lost(self, problem: BaseException) -> bool:
        """Whether a shard failed because its worker died; makes the pool ready to go on."""
        ...

    def close(self, at_once: bool = False) -> None:
        """Stop the workers; at once, also those at work."""
        ...


class Here:
    """Runs every shard in this process, when it is handed in."""

    size = 1

    def submit(self, work: Any, *arguments: Any) -> "Future[Any]":
        """Run a shard."""
        future: Future[Any] = Future()
        try:
            future.set_result(work(*arguments))
        except Exception as problem:
            future.set_exception(problem)
        return future

    def lost(self, problem: BaseException) -> bool:
        """Return False: this process is its own worker."""
        return False

    def close(self, at_once: bool = False) -> None:
        """Have nothing to stop."""


class Processes:
    """Processes on this machine; those that die are replaced."""

    def __init__(self, workers: int):
        self.size = workers
        self._pool = worker_pool(self.size)

    def submit(self, work: Any, *arguments: Any) -> "Future[Any]":
        """Hand a shard to the next free process."""
        return self._pool.submit(work, *arguments)

    def lost(self, problem: BaseException) -> bool:
        """Whether a process died; if so, start new ones."""
        # The process that starts workers can die too: then handing in a shard ends in these.
        if not isinstance(problem, BrokenProcessPool | EOFError | ConnectionError):
            return False
        self._pool.shutdown(wait=False)
        self._pool = worker_pool(self.size)
        return True

    def close(self, at_once: bool = False) -> None:
        """Stop the processes."""
        if at_once:
            self._pool.end_at_once()
        else:
            self._pool.shutdown(cancel_futures=True)


class Dask:
    """Workers of a Dask cluster: at an address, or started on this machine.

    What Dask runs anew by itself when a worker dies is no loss; only what it gives up is.
    """

    def __init__(self, address: str, workers: int):
        try:
            from distributed import Client, KilledWorker, LocalCluster
        except ImportError as error:
            expected = Phrase("sweep.expected.dask")
            raise InputError("sweep_no_dask", where="--scheduler", expected=expected) from error
        self._died = KilledWorker
        self._cluster: Any = None
        if address == LOCAL:
            self._cluster = LocalCluster(
                n_workers=workers, threads_per_worker=1, dashboard_address=None
            )
        try:
            self._client = Client(self._cluster or address, timeout=CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            expected = Phrase("sweep.expected.scheduler")
            raise InputError(
                "sweep_no_scheduler", where="--scheduler", expected=expected, got=address
            ) from error
        self._executor = self._client.get_executor(pure=False)
        self.size = max(1, sum(self._client.nthreads().values()))

    def submit(self, work: Any, *arguments: Any) -> "Future[Any]":
        """Hand a shard to the scheduler."""
        future: Future[Any] = self._executor.submit(work, *arguments)
        return future

    def lost(self, problem: BaseException) -> bool:
        """Whether the scheduler gave a shard up because its workers died."""
        return isinstance(problem, self._died)

    def close(self, at_once: bool = False) -> None:
        """Leave the scheduler; stop the workers that were started here."""
        self._executor.shutdown(wait=not at_once)
        self._client.close()
        if self._cluster is not None:
            self._cluster.close()


@contextlib.contextmanager
def pool_of(workers: int, scheduler: str | None) -> Iterator[Pool]:
    """Open a pool: a Dask scheduler's, else so many processes, else (one) this process."""
    pool: Pool
    if scheduler is not None:
        pool = Dask(scheduler, workers)
    else:
        pool = Processes(workers) if workers > 1 else Here()
    try:
        yield pool
    except BaseException:
        pool.close(at_once=True)
        raise
    pool.close()
