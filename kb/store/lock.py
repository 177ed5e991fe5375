"""One process owns the Chroma folder: a lock that the operating system releases with the process.

Two writers lose vectors without an error, and a reader beside a writer goes stale; so whoever opens the
index holds this lock first.
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from typing import Self

from kb.errors import LibraryBusy

POLL_SECONDS = 0.05


class OwnerLock:
    """An advisory lock on ``owner.lock`` in the data folder, with the owner's process id inside."""

    def __init__(self, home: Path) -> None:
        self.path = home / "owner.lock"
        self._descriptor: int | None = None

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return self._descriptor is not None

    def acquire(self, *, wait_seconds: float = 0.0) -> Self:
        """Take the lock, waiting up to ``wait_seconds``.

        Raises:
            LibraryBusy: another process still holds it; ``.owner`` says which.
        """
        if self.held:
            return self
        descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= deadline:
                    owner = os.pread(descriptor, 200, 0).decode(errors="replace").strip()
                    os.close(descriptor)
                    raise LibraryBusy(
                        f"Another process is using the library ({owner or 'unknown'}).",
                        hint="Wait for it to end, or run `kb serve`, which many commands can share.",
                        owner=owner,
                    ) from None
                time.sleep(POLL_SECONDS)
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"process {os.getpid()}".encode(), 0)
        self._descriptor = descriptor
        return self

    def release(self) -> None:
        """Give the lock back; harmless when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.release()
