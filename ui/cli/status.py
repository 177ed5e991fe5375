"""One line on standard error that says what is going on, and is gone when it is over."""

from __future__ import annotations

import sys
import time
from typing import Self

from ui.cli.paper import measure

EVERY = 0.1  # seconds between redraws


class Status:
    """The line; where standard error is no terminal it stays silent."""

    def __init__(self, text: str) -> None:
        self._shown = sys.stderr.isatty()
        self._drawn = 0.0
        self._first = text

    def say(self, text: str) -> None:
        """Show ``text`` in place of what was there, unless that was a moment ago."""
        now = time.monotonic()
        if not self._shown or not text or now - self._drawn < EVERY:
            return
        self._drawn = now
        print(f"\r\x1b[2K{text[: measure()]}", end="", file=sys.stderr, flush=True)

    def __enter__(self) -> Self:
        self.say(self._first)
        return self

    def __exit__(self, *_: object) -> None:
        if self._shown and self._drawn:
            print("\r\x1b[2K", end="", file=sys.stderr, flush=True)
