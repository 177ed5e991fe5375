"""Hangs up on a model server that has gone silent.

A read timeout is not enough: a server that sends a comment line, an empty chunk or a thought every few
seconds keeps a client waiting for ever. The watchdog counts from the last word that the reader could
see, and ends the reading of the connection's socket when the time is up, which wakes the thread that reads it.
"""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import httpx


class Watchdog:
    """Watches one answer. Use as a context manager; ``fired`` says whether it hung up.

    Give :meth:`watch_request` to the httpx client as its request hook, so that the socket is known.
    """

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.fired = False
        self._deadline: float | None = None
        self._closed = False
        self._sockets: list[socket.socket] = []
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._watch, name="model-watchdog", daemon=True)

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(self, *exception: object) -> None:
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join()

    def words(self, pieces: Iterable[str]) -> Iterator[str]:
        """Pass the pieces on; the clock runs only while one is being waited for."""
        pending = iter(pieces)
        while True:
            self._wait_until(time.monotonic() + self.seconds)
            try:
                piece = next(pending)
            except StopIteration:
                return
            finally:
                self._wait_until(None)
            yield piece

    def watch_request(self, request: httpx.Request) -> None:
        """A request hook of httpx: learn of the sockets that this request opens."""
        request.extensions["trace"] = self._connected

    def _connected(self, event: str, info: Mapping[str, Any]) -> None:
        if event in ("connection.connect_tcp.complete", "connection.start_tls.complete"):
            opened = info["return_value"].get_extra_info("socket")
            with self._changed:
                self._sockets.append(opened)
                if self.fired:
                    self._hang_up()

    def _wait_until(self, deadline: float | None) -> None:
        with self._changed:
            self._deadline = deadline
            self._changed.notify()

    def _watch(self) -> None:
        with self._changed:
            while not self._closed:
                left = None if self._deadline is None else self._deadline - time.monotonic()
                if left is not None and left <= 0:
                    self.fired = True
                    self._hang_up()
                    return
                self._changed.wait(left)

    def _hang_up(self) -> None:
        for opened in self._sockets:
            # Reading ends; the reader then closes the socket, which resets a server that is still writing
            # (after a shutdown of both sides such a server would stay blocked). The plain socket's method,
            # as TLS would take its state apart under the reader. A closed socket needs no hanging up.
            with suppress(OSError):
                socket.socket.shutdown(opened, socket.SHUT_RD)
