"""An executor of processes that can be ended at once, also those at work."""

from concurrent.futures import ProcessPoolExecutor
from types import TracebackType


class WorkerProcesses(ProcessPoolExecutor):
    """Processes for draws side by side. Leaving them for an interrupt ends them at once.

    The workers themselves never hear Ctrl-C: who asked for them decides what becomes of their work.
    """

    def end_at_once(self) -> None:
        """End the processes without waiting for what they are at; what waits is cancelled."""
        # Asked for before shutting down, which forgets them; other children are not ours to end.
        processes = list((getattr(self, "_processes", None) or {}).values())
        self.shutdown(wait=False, cancel_futures=True)
        for process in processes:
            process.kill()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self.end_at_once()
        self.shutdown(cancel_futures=True)
