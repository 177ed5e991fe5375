"""Threads for what a page waits for: a few at a time, and none that can hold up a stop."""

from __future__ import annotations

import gc
import logging
import threading
from collections.abc import Callable

LOG = logging.getLogger(__name__)


def keep_what_is_loaded() -> None:
    """Take everything that is loaded by now out of garbage collection.

    Streamlit collects all generations after each run of a page, in every thread's way. With the models and
    the code book loaded that takes 100 ms, longer than the page itself; frozen, they cost nothing.
    """
    gc.collect()
    gc.freeze()


class Workers:
    """Runs calls in daemon threads, at most ``most`` at a time.

    An executor of the standard library waits for its threads when the interpreter ends, and a thread that
    listens to a silent model server could keep it waiting for minutes.
    """

    def __init__(self, most: int = 4) -> None:
        self._room = threading.BoundedSemaphore(most)
        self._closed = threading.Event()

    def submit(self, call: Callable[..., object], *arguments: object) -> None:
        """Run ``call`` as soon as there is room; its errors go to the log."""

        def work() -> None:
            with self._room:
                if self._closed.is_set():
                    return
                try:
                    call(*arguments)
                except Exception:
                    if not self._closed.is_set():
                        LOG.exception("work beside the page failed")

        threading.Thread(target=work, name="beside-the-page", daemon=True).start()

    def close(self) -> None:
        """Begin nothing more."""
        self._closed.set()
