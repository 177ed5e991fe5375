"""Ctrl-C in long work: the first ends it after the files in hand, the second at once."""

from __future__ import annotations

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_on_interrupt(message: str) -> Iterator[threading.Event]:
    """Yield an event that the first Ctrl-C sets; the second raises ``KeyboardInterrupt``."""
    stop = threading.Event()

    def first(number: int, frame: FrameType | None) -> None:
        stop.set()
        print(f"\n{message}", file=sys.stderr, flush=True)
        signal.signal(signal.SIGINT, signal.default_int_handler)

    before = signal.signal(signal.SIGINT, first)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)
