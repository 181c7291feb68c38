"""Runs that can be watched and interrupted.

The library works in a thread of its own, without the interpreter's lock, while
the calling thread waits where a signal can reach it.
"""

from __future__ import annotations

import threading
from typing import Any, Callable, Generic, TypeVar

from ._handle import Handle
from ._library import lib
from ._progress import Progress, display

_T = TypeVar("_T")

#: Between looks at the progress, in seconds.
PERIOD = 0.05


class Monitor(Handle):
    """Watches a run from another thread, and can stop it."""

    _type = "ttr_monitor"

    def __init__(self) -> None:
        self._begin(lib.ttr_monitor_new, None)

    def cancel(self) -> None:
        """Asks the run to stop soon: it raises `CancelledError`."""
        lib.ttr_monitor_cancel(self._handle)

    @property
    def progress(self) -> float:
        """Part of the run that is done, 0 to 1."""
        return float(lib.ttr_monitor_progress(self._handle))


class Work(Generic[_T]):
    """A call in a thread of its own: what it gave, or how it failed."""

    result: _T

    def __init__(self, call: Callable[[], _T]) -> None:
        self.call = call
        self.done = threading.Event()
        self.failure: BaseException | None = None
        self.guard = threading.Lock()
        self.begun = False
        self.dropped = False

    def start(self) -> None:
        """Begins; an interrupt may come at any place in here."""
        threading.Thread(target=self._work, name="tiktokrev run", daemon=True).start()

    def _work(self) -> None:
        with self.guard:
            if self.dropped:
                return
            self.begun = True
        try:
            self.result = self.call()
        except BaseException as error:
            self.failure = error
        finally:
            self.done.set()

    def stop(self, monitor: Monitor) -> None:
        """Cancels, and waits for the end of what began."""
        with self.guard:
            self.dropped = not self.begun
        if self.dropped:
            return
        while not self.done.is_set():
            try:
                # again and again: a run that only begins forgets what was before
                monitor.cancel()
                self.done.wait(0.01)
            except KeyboardInterrupt:
                continue


def run(
    call: Callable[[Any], _T], label: str, progress: Progress, monitor: Monitor | None = None
) -> _T:
    """Does a call that takes a monitor; an interrupt stops it first."""
    shown = display(progress, label)
    watched = monitor or Monitor()
    with watched._held() as watching:
        work = Work(lambda: call(watching))
        try:
            work.start()
            while not work.done.wait(PERIOD):
                shown.update(watched.progress)
        finally:
            work.stop(watched)
            shown.close()
    if work.failure is not None:
        raise work.failure
    return work.result
